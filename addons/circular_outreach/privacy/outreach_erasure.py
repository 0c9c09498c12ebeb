from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import file_text

# Files of Odoo itself, and pictures, which have no text.
NO_TEXT = ("image/", "text/css", "application/javascript", "text/javascript", "font/", "video/", "audio/")
LARGEST_FILE = 50 * 1024 * 1024  # bytes; a larger one is for a person to look at


class OutreachErasure(models.AbstractModel):
    """Makes a person a number (Art. 17 GDPR): every kind of personal data erases its own, then every text and file is searched.

    Figures stay, for they rest on what was taken down (invariant I10); nothing else does (invariant I11).
    """

    _name = "outreach.erasure"
    _description = "Erasure"

    @api.model
    def _erase_person(self, person, rule=None):
        """Erase a person. Return the files that still name them, for somebody to decide about.

        :raises UserError: if something is still going on with them
        """
        self._check_erasable(person)
        # Before anything is gone by which they are found.
        person.words, person.registrations, person.leads, person.addresses  # noqa: B018  they are kept once asked for
        events = person.registrations.event_id
        counts = {kind._name: kind._erase(person) for kind in self.env["outreach.privacy.kind"].sudo()._get_kinds()}
        self.env["outreach.erasure.log"]._record(counts, rule)
        # Odoo takes files off the disk only afterwards, when no other record needs them.
        self.env.ref("circular_outreach.ir_cron_privacy").sudo()._trigger()
        return self._find_files(person) | events.outreach_scan_ids

    @api.model
    def _check_erasable(self, person):
        """Refuse whom the office still has something under way with, and say what to do first."""
        if person.partner.user_ids:
            raise UserError(
                self.env._(
                    "%s can log in. Delete the user first (Settings, Users), then erase the contact.", person.partner.display_name
                )
            )
        if person.partner.is_company and not person.is_organisation_too:
            raise UserError(
                self.env._(
                    "%s is an organisation, and its name is nobody's personal data. Erase its people; of a sole trader tick “The Name of the "
                    "Organisation, too”.",
                    person.partner.display_name,
                )
            )
        if person.env["res.company"].search_count([("partner_id", "in", person.partner.ids)]):
            raise UserError(self.env._("This contact is your own office and cannot be erased."))
        if any(delivery.state == "sending" for delivery in person.invitations.delivery_ids):
            raise UserError(
                self.env._(
                    "A mail to this person is going out, or its fate is unknown. Wait, or decide about it in the campaign; then erase."
                )
            )
        now = fields.Datetime.now()
        ahead = person.registrations.filtered(lambda one: one.active and one.state != "cancel" and one.event_id.date_end > now)
        if ahead:
            raise UserError(
                self.env._(
                    "This person has a seat or a waiting place at “%s”, which is still to come. Cancel it first, so that others move up.",
                    ahead[0].event_id.name,
                )
            )

    @api.model
    def _find_files(self, person):
        """Return the files that name a person, wherever they are attached."""
        Attachment = person.env["ir.attachment"]
        if not person.words:
            return Attachment
        domain = Domain("type", "=", "binary") & Domain("res_model", "not in", ["ir.ui.view", "ir.ui.menu", "ir.module.module"])
        domain &= Domain("res_field", "in", [False]) | Domain("res_field", "!=", False)
        domain &= Domain.AND(Domain("mimetype", "not =like", f"{kind}%") for kind in NO_TEXT)
        found = Attachment
        for attachment in Attachment.search(domain, order="id"):
            if attachment.file_size > LARGEST_FILE or person.words.is_in(file_text.read(attachment.raw or b"")):
                found |= attachment
            attachment.invalidate_recordset(["raw", "datas"])
        return found
