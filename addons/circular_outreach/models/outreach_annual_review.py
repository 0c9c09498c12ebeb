from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..tools.button_right import PRIVACY, only_for
from ..tools.legal_text import find_gaps

TO_DO = "circular_outreach.mail_activity_type_review"
PERIOD = relativedelta(years=1)


class OutreachAnnualReview(models.AbstractModel):
    """A record that has to be looked at once a year: is it still right? (Art. 5 (2) and 24 (1) GDPR, § 3 BfWebVO)

    What was never reviewed is due at once. On the day a to-do is given to the privacy officer, and goes when somebody has said that it is right.
    """

    _name = "outreach.annual.review"
    _description = "Yearly Review"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    # The fields in which nothing may be left open.
    _review_texts = ()

    reviewed_on = fields.Date(string="Last Reviewed on", readonly=True, copy=False, tracking=True)
    reviewed_by_id = fields.Many2one("res.users", string="Reviewed by", readonly=True, copy=False)
    review_on = fields.Date(
        string="Next Review",
        compute="_compute_review_on",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="A year after the last one, unless you name another day.",
    )
    is_review_due = fields.Boolean(compute="_compute_is_review_due")
    gaps = fields.Text(string="To Fill in", compute="_compute_gaps")

    @api.depends("reviewed_on")
    def _compute_review_on(self):
        for record in self:
            record.review_on = record.reviewed_on + PERIOD if record.reviewed_on else fields.Date.context_today(record)

    @api.depends("review_on")
    def _compute_is_review_due(self):
        for record in self:
            record.is_review_due = bool(record.review_on) and record.review_on <= fields.Date.context_today(record)

    @api.depends(lambda self: self._review_texts)
    def _compute_gaps(self):
        for record in self:
            record.gaps = "\n".join(record._find_gaps())

    @only_for(PRIVACY)
    def action_review(self):
        """Say that everything in here is right today."""
        for record in self:
            record._check_complete()
            record._note_review()

    def _find_gaps(self):
        values = (self[name] for name in self._review_texts)
        return find_gaps(*(html2plaintext(value) if value else "" for value in values))

    def _check_complete(self):
        gaps = self._find_gaps()
        if gaps:
            raise UserError(
                self.env._("“%(name)s” is not complete. Fill in first: %(gaps)s", name=self.display_name, gaps=", ".join(gaps))
            )

    def _note_review(self):
        self.write({"reviewed_on": fields.Date.context_today(self), "reviewed_by_id": self.env.uid})
        # sudo: the to-do may be a colleague's
        self.sudo().activity_ids.filtered(lambda one: one.activity_type_id == self.env.ref(TO_DO)).unlink()

    @api.model
    def _cron_remind(self):
        """Give a to-do for everything that is due and has none yet."""
        for name in self.env.registry.descendants([self._name], "_inherit"):
            if not self.env[name]._abstract:
                due = self.env[name].search([("review_on", "<=", fields.Date.context_today(self))])
                due._remind()

    def _remind(self):
        kind = self.env.ref(TO_DO)
        for record in self.filtered(lambda one: kind not in one.activity_ids.activity_type_id):
            reviewer = record._get_reviewer()
            if reviewer:
                record.with_context(lang=reviewer.lang).activity_schedule(TO_DO, record.review_on, user_id=reviewer.id)

    def _get_reviewer(self):
        """Return who reviewed it last, else a privacy officer who is not also the administrator of the app, else whoever may."""
        officers = self.env.ref("circular_outreach.group_privacy").all_user_ids.sorted("id")
        officers = officers.filtered(lambda user: user.active and self.company_id in user.company_ids)
        plain = officers.filtered(lambda user: not user.has_group("circular_outreach.group_manager"))
        return (self.reviewed_by_id & officers) or (plain or officers)[:1]
