from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, SENDER, only_for

# How long the PDF is kept after the answer deadline: as long as the personal links in it.
DOCUMENT_LIFETIME = timedelta(days=14)
# What says that letters are printed or posted.
SENDING = {"state", "job"}
# What the paper shows.
CONTENT = {"campaign_id", "step_id", "letter_date", "sort_by", "is_duplex"}


class OutreachLetterBatch(models.Model):
    """A pile of letters: one step of a campaign on paper, for those who cannot be reached by mail.

    draft     what to print, and in which order; it stays one while the letters are being printed (see outreach_letter_batch_job.py)
    printed   the PDF is there; making it again takes in what has changed since
    sent      given to the post; PDF and letters stay as they were
    """

    _name = "outreach.letter.batch"
    _description = "Letters"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "step_id"

    campaign_id = fields.Many2one("outreach.campaign", required=True, index=True, ondelete="cascade")
    step_id = fields.Many2one(
        "outreach.campaign.step",
        string="What Is Sent",
        required=True,
        index=True,
        compute="_compute_step_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('campaign_id', '=', campaign_id)]",
        ondelete="cascade",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("printed", "Printed"), ("sent", "Sent")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    sort_by = fields.Selection(
        [("surname", "By surname"), ("postcode", "By postcode")], string="Order", required=True, default="surname"
    )
    is_duplex = fields.Boolean(
        string="Print on Both Sides",
        default=True,
        help="Every letter begins on a new sheet, also if the one before has an odd page.",
    )
    letter_date = fields.Date(string="Date on the Letters", required=True, default=fields.Date.context_today)
    posted_on = fields.Date(help="The day the letters were given to the post.", copy=False, tracking=True)
    printed_on = fields.Datetime(readonly=True, copy=False)
    # The letters hold personal links: whoever has one can answer for somebody else.
    document = fields.Binary(string="PDF", readonly=True, attachment=True, copy=False, groups="circular_outreach.group_user")
    delivery_ids = fields.One2many("outreach.delivery", "letter_batch_id", string="Letters", readonly=True)
    letter_count = fields.Integer(string="Number of Letters", compute="_compute_letter_count")
    left_out_count = fields.Integer(string="Left Out", compute="_compute_letter_count")
    answered_count = fields.Integer(string="Answered", compute="_compute_letter_count")
    next_text = fields.Char(string="What Happens Next", compute="_compute_next_text")
    warning_text = fields.Text(string="Please Note", compute="_compute_warning_text")

    @api.depends("campaign_id")
    def _compute_step_id(self):
        for batch in self:
            steps = batch.campaign_id.step_ids
            if batch.step_id not in steps:
                batch.step_id = (steps.filtered(lambda step: step.kind == "invitation") or steps)[:1]

    @api.depends("state", "job", "step_id", "delivery_ids.state", "delivery_ids.answer")
    def _compute_letter_count(self):
        for batch in self:
            letters = batch.delivery_ids.filtered(lambda delivery: delivery.state in ("ready", "sent"))
            batch.letter_count = batch._count_open() if batch.state == "draft" and not batch.job else len(letters)
            batch.left_out_count = len(batch.delivery_ids - letters)
            batch.answered_count = len(letters.filtered(lambda letter: letter.answer != "none"))

    @api.depends("step_id", "campaign_id")
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = f"{batch.step_id.name or ''} ({batch.campaign_id.title or ''})"

    @api.constrains("step_id", "campaign_id")
    def _check_step(self):
        if any(batch.step_id.campaign_id != batch.campaign_id for batch in self):
            raise UserError(self.env._("These letters belong to a step of another campaign. Choose a step of this campaign."))

    def write(self, vals):
        if SENDING & set(vals):
            self.env["res.groups"]._outreach_check(SENDER)
        if CONTENT & set(vals) and any(batch.state == "sent" for batch in self):
            raise UserError(self.env._("These letters have been posted and stay as they were. Make new letters instead."))
        if CONTENT & set(vals):
            self._check_not_printing()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_not_printing()
        if any(batch.state == "sent" for batch in self):
            raise UserError(self.env._("Letters that have been posted are part of the record and cannot be deleted."))

    @only_for(EDITOR)
    def action_open_document(self):
        """Show the PDF of these letters, as it was made."""
        self.ensure_one()
        if not self.document:
            raise UserError(
                self.env._(
                    "The PDF is gone: it holds personal links and is deleted %s days after the answer deadline.",
                    DOCUMENT_LIFETIME.days,
                )
            )
        name = f"{self.env._('Letters')} {self.id}.pdf"
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self._name}/{self.id}/document/{name}", "target": "new"}

    @api.autovacuum
    def _gc_documents(self):
        """Delete the PDFs whose personal links are no longer needed."""
        limit = fields.Datetime.now() - DOCUMENT_LIFETIME
        self.search([("document", "!=", False), ("campaign_id.answer_deadline", "<", limit)]).document = False
