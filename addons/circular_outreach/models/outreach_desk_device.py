from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import hmac

from ..tools import answer_token
from ..tools.button_right import EDITOR, only_for

# A device that was without network all day, or lost, may still hand in what was tapped; it is shown nothing any more.
LATE_UPLOAD = timedelta(days=7)


class OutreachDeskDevice(models.Model):
    """One telephone or tablet at the door of one workshop. Its link is the right to check people in there, on the day and no longer.

    The part of the link behind the # never reaches the server in a request. It is the key of the names on the device.
    """

    _name = "outreach.desk.device"
    _description = "Desk Device"
    _order = "event_id, id"

    event_id = fields.Many2one("event.event", string="Workshop", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="event_id.company_id", store=True)
    name = fields.Char(required=True, help="Where it stands: “Entrance left”. Colleagues read it when somebody is in already.")
    nonce = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: answer_token.new_nonce(), groups="base.group_system"
    )
    link = fields.Char(compute="_compute_link")
    qr_code = fields.Html(string="QR Code", compute="_compute_link", sanitize=False)
    valid_text = fields.Char(string="Valid", compute="_compute_valid_text")
    revoked_on = fields.Datetime(string="Withdrawn on", readonly=True, copy=False)
    last_upload_on = fields.Datetime(string="Last Transfer", readonly=True, copy=False)

    _nonce_unique = models.UniqueIndex("(nonce)")

    @api.depends("revoked_on")
    def _compute_link(self):
        letter = self.env["outreach.letter"]
        for device in self:
            # sudo: who may see the device may see its link; the nonce itself is nobody's business
            device.link = device.sudo()._get_link() if device.id and not device.revoked_on else False
            device.qr_code = (
                Markup('<img alt="" width="280" src="%s" />') % letter._get_qr_code(device.link) if device.link else False
            )

    @api.depends("event_id")
    def _compute_valid_text(self):
        for device in self:
            device.valid_text = device.event_id._get_outreach_desk_window_text() if device.event_id else False

    @only_for(EDITOR)
    def action_revoke(self):
        """Take the right away from a device that is lost or done; what it has transferred stays."""
        self.filtered(lambda device: not device.revoked_on).revoked_on = fields.Datetime.now()

    @only_for(EDITOR)
    def action_allow_again(self):
        """Let a device that was found again hand in what waits on it."""
        self.revoked_on = False

    def _get_link(self):
        token = answer_token.make(self._get_key("link"), self.nonce)
        return f"{self.get_base_url()}/desk/{token}#{self._get_device_key()}"

    def _get_device_key(self):
        """Return the key that encrypts the names on the device: 128 bits, made again whenever the link is shown."""
        return hmac(self.env(su=True), "outreach.desk.device key", self.nonce)[:32]  # sudo: see _get_key

    @api.model
    def _get_key(self, purpose):
        # sudo: the secret is a system parameter; only keys derived from it leave this method
        return bytes.fromhex(hmac(self.env(su=True), "outreach.desk.device", purpose))

    @api.model
    def _find_by_token(self, token):
        """Return the device a token names, or none: wrong, altered and withdrawn ones are all the same."""
        parts = answer_token.split(token)
        if not parts:
            return self.browse()
        nonce, mac = parts
        # Only what each request needs, and in no order: there is at most one.
        device = self.search_fetch(
            [("nonce", "=", nonce), ("revoked_on", "=", False)],
            ["event_id", "name", "nonce", "last_upload_on"],
            order="id",
            limit=1,
        )
        return device if answer_token.verify(self._get_key("link"), nonce, mac) else self.browse()

    def _may_read(self):
        """Whether this device is shown names now."""
        return bool(self) and self.event_id._is_outreach_desk_open()

    def _may_upload(self):
        """Whether what was tapped on this device is still taken."""
        return bool(self) and self.event_id._is_outreach_desk_open(LATE_UPLOAD)

    def _note_upload(self):
        """Say when the device was last heard of; once a minute is enough, and does not make two of its requests wait for each other."""
        now = fields.Datetime.now()
        if not self.last_upload_on or now - self.last_upload_on > timedelta(minutes=1):
            self.last_upload_on = now
