import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, EXTERNAL, PRIVACY, RELEASER, only_for

USUAL_DAYS, MOST_DAYS = 14, 90


class OutreachHandover(models.Model):
    """A list with personal data that was handed to a contractor, such as a print shop: what, to whom, what for, by which agreement, until when.

    open       the contractor may download the file
    withdrawn  taken back by the office
    expired    its time is over
    erased     somebody on it was erased

    Handing over is one act: the record is created with its file and its line in the export register, and never changed. Once it is not open any
    more, the file is gone (Art. 5 (1) (c) and (e), Art. 28 GDPR).
    """

    _name = "outreach.handover"
    _description = "List Handed over"
    _order = "id desc"

    name = fields.Char(string="List", readonly=True)
    campaign_id = fields.Many2one("outreach.campaign", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("letter", "Postal addresses: who gets a letter"),
            ("post", "Postal addresses: everybody who is written to"),
            ("coming", "Names and organisations: who has said yes"),
        ],
        string="What",
        required=True,
        default="letter",
    )
    recipient_id = fields.Many2one(
        "res.users",
        string="Contractor",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: [("all_group_ids", "in", self.env.ref("circular_outreach.group_external").ids)],
    )
    purpose = fields.Char(string="What For", required=True)
    contract = fields.Char(
        string="Agreement",
        required=True,
        help="The agreement on processing with this contractor (Art. 28 GDPR): its date or file number.",
    )
    expires_on = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=USUAL_DAYS),
        help="After this day nobody can download the file any more, and it is deleted.",
    )
    state = fields.Selection(
        [
            ("open", "Can be downloaded"),
            ("withdrawn", "Taken back"),
            ("expired", "Expired"),
            ("erased", "Deleted: somebody on it was erased"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    row_count = fields.Integer(string="Entries", compute="_compute_row_count")
    downloaded_on = fields.Datetime(string="First Downloaded on", readonly=True)
    # Nobody reads it but the download, which leaves a line in the register.
    file = fields.Binary(attachment=True, readonly=True, groups=fields.NO_ACCESS)
    export_id = fields.Many2one("outreach.export.log", string="Line in the Register", readonly=True, groups=PRIVACY)

    _purpose_said = models.Constraint(
        "CHECK (trim(purpose) <> '' AND trim(contract) <> '')", "Say what for, and by which agreement."
    )

    @api.depends("campaign_id", "kind")
    def _compute_row_count(self):
        for handover in self:
            # sudo: the register is for the privacy officer; how many stand on this list is not
            line = handover.sudo().export_id
            handover.row_count = line.record_count if line else len(handover._find_invitations())

    @api.constrains("expires_on")
    def _check_expires_on(self):
        today = fields.Date.context_today(self)
        for handover in self:
            if not today <= handover.expires_on <= today + timedelta(days=MOST_DAYS):
                raise UserError(
                    self.env._(
                        "Enter a day from today on, at most %s days ahead: a contractor keeps data no longer than needed.",
                        MOST_DAYS,
                    )
                )

    @api.constrains("recipient_id")
    def _check_recipient(self):
        for handover in self:
            if not handover.recipient_id.has_group(EXTERNAL):
                raise UserError(self.env._("Lists are handed over to external contractors; colleagues export them themselves."))

    @api.model_create_multi
    def create(self, vals_list):
        handovers = super().create(vals_list)
        for handover in handovers:
            handover._hand_over()
        return handovers

    def _hand_over(self):
        """Make the file and the line in the register. Whatever else was given on creation does not count."""
        self.campaign_id.check_access("read")
        if self.campaign_id.state == "draft":
            raise UserError(self.env._("Release the campaign first: until then nobody has decided whom it reaches."))
        invitations = self._find_invitations()
        if not invitations:
            raise UserError(self.env._("There is nobody on this list at the moment, so nothing is handed over."))
        name = f"{self._get_title()}: {self.campaign_id.title}"
        people = invitations.partner_id
        line = self.env["outreach.export.log"]._record(
            name, invitations, people, self.purpose, self._get_headings(), self.recipient_id
        )
        content = base64.b64encode(self._make_workbook(invitations))
        # sudo: nobody writes to what was handed over; this is a part of creating it
        self.sudo().write({"name": name, "file": content, "export_id": line.id, "state": "open", "downloaded_on": False})

    @only_for(EXTERNAL, EDITOR, RELEASER, PRIVACY)
    def action_download(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/outreach/handover/{self.id}", "target": "download"}

    @only_for(EDITOR, RELEASER, PRIVACY)
    def action_withdraw(self):
        """Take the file away before its time is over."""
        self.check_access("read")
        self.filtered(lambda one: one.state == "open")._end("withdrawn")

    def _download(self):
        """Return the file for whoever may see this record, and register that they have taken it; None if it is open no longer."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "open" or self.expires_on < fields.Date.context_today(self):
            return None
        handover = self.sudo()  # sudo: the only way to the file, which no group reads
        line = handover.export_id
        headings = line.field_names.split(", ")
        self.env["outreach.export.log"]._record(self.name, handover, line.partner_ids, self.purpose, headings, self.env.user)
        handover.downloaded_on = handover.downloaded_on or fields.Datetime.now()
        return base64.b64decode(handover.file)

    def _end(self, state):
        """Delete the files; that they were handed over stays on record."""
        # sudo: see _hand_over
        self.sudo().write({"state": state, "file": False})

    @api.autovacuum
    def _gc_expired(self):
        """Delete the files whose time is over, every day."""
        today = fields.Date.context_today(self)
        self.search([("state", "=", "open"), ("expires_on", "<", today)])._end("expired")
