from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang

from ..tools import certificate_code
from ..tools.button_right import EDITOR, only_for


class OutreachCertificate(models.Model):
    """A certificate of attendance: what was printed when it was issued, under a number of its own.

    Contacts, workshops and funding records change; what a paper in somebody's hand says does not, so it is taken down here. A certificate is
    valid until it is revoked: by itself when the attendance is corrected, or by the office, for example because of a misspelt name.
    """

    _name = "outreach.certificate"
    _description = "Certificate of Attendance"
    _order = "name desc, id desc"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    code = fields.Char(
        string="Code to Check", required=True, readonly=True, copy=False, default=lambda _self: certificate_code.new()
    )
    registration_id = fields.Many2one("event.registration", required=True, readonly=True, index=True, ondelete="restrict")
    event_id = fields.Many2one(related="registration_id.event_id", store=True, index=True)
    company_id = fields.Many2one(related="registration_id.company_id", store=True)
    issued_on = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    revoked_on = fields.Datetime(readonly=True, copy=False)
    revocation = fields.Selection(
        [("attendance", "Attendance corrected"), ("office", "Revoked by the office")], string="Why Revoked", readonly=True
    )

    holder = fields.Char(string="Name", readonly=True)
    institution = fields.Char(readonly=True)
    lang = fields.Char(string="Language", required=True, readonly=True)
    event_name = fields.Char(string="Workshop Title", required=True, readonly=True)
    date_begin = fields.Date(string="First Day", required=True, readonly=True)
    date_end = fields.Date(string="Last Day", required=True, readonly=True)
    hours = fields.Float(readonly=True, aggregator=None)
    topics = fields.Char(readonly=True)
    place = fields.Char(readonly=True)
    organiser = fields.Char(required=True, readonly=True)
    signatory_id = fields.Many2one("outreach.signatory", readonly=True, ondelete="restrict")
    signatory_name = fields.Char(string="Signed by", readonly=True)
    signatory_function = fields.Char(string="Function", readonly=True)
    funding_id = fields.Many2one("outreach.funding", readonly=True, ondelete="restrict")
    funding_sentence = fields.Text(readonly=True)

    _number_unique = models.UniqueIndex("(name)", "There is already a certificate with this number.")
    _code_unique = models.UniqueIndex("(code)")
    _one_valid = models.UniqueIndex(
        "(registration_id) WHERE revoked_on IS NULL", "This person has a valid certificate for this workshop already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if self:
            raise UserError(self.env._("A certificate that was issued stays on record. Revoke it instead."))

    @only_for(EDITOR)
    def action_revoke(self):
        """Let the paper be worth nothing any more; another one may be issued under a new number."""
        self.check_access("read")
        # sudo: clerks may revoke a certificate, and change nothing else of it
        self.sudo()._revoke("office")

    @api.model
    def _issue(self, registrations):
        """Return the valid certificates of those who attended. Who has one keeps it, so issuing again gives the same number.

        Whose attendance was corrected and corrected back gets the old one back.
        """
        came = registrations.filtered(lambda registration: registration.outreach_attendance == "attended")
        known = self.search(
            [("registration_id", "in", came.ids), "|", ("revoked_on", "=", False), ("revocation", "=", "attendance")]
        )
        valid = known.filtered(lambda certificate: not certificate.revoked_on)
        for certificate in known - valid:
            if certificate.registration_id not in valid.registration_id:
                certificate.write({"revoked_on": False, "revocation": False})
                valid += certificate
        missing = came - valid.registration_id
        return valid + self.create([self._prepare_values(registration) for registration in missing])

    @api.model
    def _prepare_values(self, registration):
        """Return what the certificate of one person says, in the language of that person."""
        attendee = registration.outreach_attendee_id or registration.partner_id
        lang = get_lang(self.env, attendee.lang).code
        registration = registration.with_context(lang=lang)
        office = registration.company_id or self.env.company
        return {
            # sudo: numbers are given by this method and by nobody else
            "name": self.env["ir.sequence"].sudo().next_by_code("outreach.certificate"),
            "registration_id": registration.id,
            "lang": lang,
            "holder": registration._get_outreach_name().full_name,
            "institution": registration._get_outreach_institution(),
            **registration.event_id._prepare_outreach_certificate(office),
        }

    @api.model
    def _find_valid(self, text):
        """Return the valid certificate of a code as people type it, or none: wrong, revoked and taken-back ones are all the same."""
        code = certificate_code.read(text)
        certificate = self.search([("code", "=", code)]) if code else self.browse()
        return certificate.filtered(lambda one: one._is_valid())

    def _is_valid(self):
        """Whether it was not revoked, and the attendance still says what it says."""
        return not self.revoked_on and self.registration_id.outreach_attendance == "attended"

    def _revoke(self, reason):
        self.filtered(lambda certificate: not certificate.revoked_on).write(
            {"revoked_on": fields.Datetime.now(), "revocation": reason}
        )

    def _forget_holder(self):
        """Keep number, workshop and dates, and no person (invariant I11)."""
        self.write({"holder": False, "institution": False})

    def _get_initials(self):
        """Return what lets whoever holds the paper compare, and tells others nothing: "E. M." """
        words = [word for word in (self.holder or "").split() if word[:1].isupper() and not word.endswith(".")]
        return " ".join(f"{word[0]}." for word in dict.fromkeys([*words[:1], *words[-1:]]))

    def _get_check_url(self):
        return f"{self.get_base_url()}/zertifikat/{certificate_code.show(self.code)}"
