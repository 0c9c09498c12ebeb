from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import file_text
from ..tools.person_words import PersonWords

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
    def _erase_persons(self, persons, rule=None):
        """Erase persons. Return the files that still name one of them, for somebody to decide about.

        Each loses first what belongs to them; then all texts and files are searched, once for all of them: that reads the whole database.

        :raises UserError: if something is still going on with one of them
        """
        counts, words, scans = Counter(), PersonWords(), self.env["ir.attachment"].sudo()  # sudo: found wherever they are
        for person in persons:
            self._check_erasable(person)
            # Only now: a word this person shared with one before is theirs alone since that one is a number.
            words |= person.words
            scans |= person.registrations.event_id.outreach_scan_ids
            counts.update(self._erase_own(person))
        sweep = self.env["outreach.privacy.sweep"].sudo()  # sudo: what names somebody is taken out wherever it is
        counts[sweep._name] += sweep._take_out(words)
        self.env["outreach.erasure.log"]._record(counts, rule)
        # sudo: Odoo takes files off the disk only afterwards, when no other record needs them, by a job that is for the system alone
        self.env.ref("circular_outreach.ir_cron_privacy").sudo()._trigger()
        return (self._find_files(words) | scans).exists()

    @api.model
    def _erase_own(self, person):
        """Erase what belongs to a person. Return {kind: number of records}."""
        # Before anything is gone by which they are found.
        person.registrations, person.leads, person.addresses  # noqa: B018  they are kept once asked for
        kinds = self.env["outreach.privacy.kind"].sudo()._get_kinds()  # sudo: whatever the company, see Person
        return {kind._name: kind._erase(person) for kind in kinds}

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
    def _find_files(self, words):
        """Return the files with these words, wherever they are attached; reads each once, however many words there are."""
        # sudo: see above; archived records have files, too
        Attachment = self.env["ir.attachment"].sudo().with_context(active_test=False)
        if not words:
            return Attachment
        domain = Domain("type", "=", "binary") & Domain("res_model", "not in", ["ir.ui.view", "ir.ui.menu", "ir.module.module"])
        domain &= Domain("res_field", "in", [False]) | Domain("res_field", "!=", False)
        domain &= Domain.AND(Domain("mimetype", "not =like", f"{kind}%") for kind in NO_TEXT)
        found = Attachment
        for attachment in Attachment.search(domain, order="id"):
            if attachment.file_size > LARGEST_FILE or words.is_in(file_text.read(attachment.raw or b"")):
                found |= attachment
            attachment.invalidate_recordset(["raw", "datas"])
        return found
