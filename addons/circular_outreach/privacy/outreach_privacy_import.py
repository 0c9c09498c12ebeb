import base64
import json

from odoo import models

from ..tools import file_text


class OutreachPrivacyImport(models.AbstractModel):
    """Imported lists that name the person, with their files. They are kept for some days only; one that is not finished has to be chosen again."""

    _name = "outreach.privacy.import"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.contact.import"
    _privacy_told = ("create_date", "file_name", "state")
    _privacy_is_deleted = True

    def _get_domain(self, person):
        return []

    def _find(self, person):
        found = super()._find(person)
        lines = person.env["outreach.contact.import.line"].search([("import_id", "!=", False)])
        named = lines.filtered(lambda line: line.person_id == person.partner or self._is_named(person, line))
        unread = found.filtered(lambda one: not one.line_ids)
        return named.import_id | unread.filtered(lambda one: self._is_in_file(person, one))

    def _is_named(self, person, line):
        texts = (line.person, line.email, line.remark, json.dumps([line.cells, line.others], ensure_ascii=False))
        return person.words.is_in("\n".join(text or "" for text in texts))

    def _is_in_file(self, person, wizard):
        content = base64.b64decode(wizard.with_context(bin_size=False).file or b"")
        return person.words.is_in(file_text.read(content))
