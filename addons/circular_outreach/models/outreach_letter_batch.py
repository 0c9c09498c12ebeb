from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# How long the PDF is kept after the answer deadline: as long as the personal links in it.
DOCUMENT_LIFETIME = timedelta(days=14)


class OutreachLetterBatch(models.Model):
    """A pile of letters: one step of a campaign on paper, for those who cannot be reached by mail.

    draft     what to print, and in which order
    printed   the PDF is there; making it again takes in what has changed since
    sent      given to the post; PDF and letters stay as they were
    """

    _name = "outreach.letter.batch"
    _description = "Letters"
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
        [("draft", "Draft"), ("printed", "Printed"), ("sent", "Sent")], required=True, default="draft", readonly=True
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
    posted_on = fields.Date(help="The day the letters were given to the post.")
    printed_on = fields.Datetime(readonly=True)
    document = fields.Binary(string="PDF", readonly=True, attachment=True)
    delivery_ids = fields.One2many("outreach.delivery", "letter_batch_id", string="Letters", readonly=True)
    letter_count = fields.Integer(string="Number of Letters", compute="_compute_letter_count")
    next_text = fields.Char(string="What Happens Next", compute="_compute_next_text")
    warning_text = fields.Text(string="Please Note", compute="_compute_warning_text")

    @api.depends("campaign_id")
    def _compute_step_id(self):
        for batch in self:
            steps = batch.campaign_id.step_ids
            if batch.step_id not in steps:
                batch.step_id = (steps.filtered(lambda step: step.kind == "invitation") or steps)[:1]

    @api.depends("state", "step_id", "delivery_ids.state")
    def _compute_letter_count(self):
        for batch in self:
            if batch.state == "draft":
                batch.letter_count = batch._count_open()
            else:
                batch.letter_count = len(batch.delivery_ids.filtered(lambda delivery: delivery.state in ("ready", "sent")))

    @api.depends("state", "letter_count", "campaign_id.state")
    def _compute_next_text(self):
        for batch in self:
            batch.next_text = batch._describe_next()

    def _compute_warning_text(self):
        for batch in self:
            batch.warning_text = "\n".join(filter(None, [batch._describe_withdrawn(), batch._describe_unknown_sources()]))

    @api.depends("step_id", "campaign_id")
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = f"{batch.step_id.name or ''} ({batch.campaign_id.title or ''})"

    @api.constrains("step_id", "campaign_id")
    def _check_step(self):
        if any(batch.step_id.campaign_id != batch.campaign_id for batch in self):
            raise UserError(self.env._("These letters belong to a step of another campaign. Choose a step of this campaign."))

    def write(self, vals):
        if {"campaign_id", "step_id", "letter_date"} & set(vals) and any(batch.state == "sent" for batch in self):
            raise UserError(self.env._("These letters have been posted and stay as they were. Make new letters instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(batch.state == "sent" for batch in self):
            raise UserError(self.env._("Letters that have been posted are part of the record and cannot be deleted."))

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

    def action_mark_sent(self):
        """Record that the letters were given to the post."""
        for batch in self:
            if batch.state != "printed":
                raise UserError(self.env._("Make the letters first, then post them, and then mark them as sent."))
            today = fields.Date.context_today(batch)
            posted_on = batch.posted_on or today
            if posted_on > today:
                raise UserError(
                    self.env._("The letters cannot have been posted in the future. Mark them as sent when they are on their way.")
                )
            moment = fields.Datetime.now() if posted_on == today else datetime.combine(posted_on, time(12))
            letters = batch.delivery_ids.filtered(lambda delivery: delivery.state == "ready")
            # sudo: the record of what was sent changes through these decisions only
            letters.sudo()._set_posted(moment)
            batch.write({"posted_on": posted_on, "state": "sent"})
            if not batch.step_id.started_on:
                batch.step_id.started_on = fields.Datetime.now()
            batch.campaign_id.filtered(lambda campaign: campaign.state == "released").state = "running"

    def _describe_next(self):
        if self.state == "sent":
            day = format_date(self.env, self.posted_on, date_format="long")
            return self.env._("Posted on %s. What comes back on paper is entered in the list below.", day)
        if self.campaign_id.state not in ("released", "running"):
            return self.env._("Letters are made from a released campaign. Release the campaign first.")
        if self.state == "draft":
            return self.env._("Letters to print now: %s. Choose the order, then make the letters.", self.letter_count)
        return self.env._(
            "Look at the PDF, print it and put it into window envelopes. Once the letters are in the post, mark them as sent."
        )

    def _describe_withdrawn(self):
        names = ", ".join(f"{letter.letter_number} {letter.partner_id.name}" for letter in self._get_withdrawn())
        if not names:
            return ""
        return self.env._(
            "Must not be written to any more: %s. Take these letters out of the pile and leave them out in the list.", names
        )

    def _describe_unknown_sources(self):
        if self.state == "sent":
            return ""
        unknown = self.delivery_ids.partner_id.filtered(lambda partner: not partner.outreach_source)
        if not unknown:
            return ""
        names = ", ".join(unknown[:5].mapped("name")) + (" …" if len(unknown) > 5 else "")
        return self.env._(
            "The letter cannot say where the address comes from (Art. 14 GDPR): %s. Enter the source on the contact and make the letters again.",
            names,
        )

    @api.autovacuum
    def _gc_documents(self):
        """Delete the PDFs whose personal links are no longer needed."""
        limit = fields.Datetime.now() - DOCUMENT_LIFETIME
        self.search([("document", "!=", False), ("campaign_id.answer_deadline", "<", limit)]).document = False
