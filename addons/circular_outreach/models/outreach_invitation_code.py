from odoo import api, fields, models

from ..tools import short_code
from ..tools.button_right import EDITOR, only_for


class OutreachInvitation(models.Model):
    """The short code of an invitation: the key to its answer page for people with a letter in their hand (see tools/short_code.py)."""

    _inherit = "outreach.invitation"

    code_fingerprint = fields.Char(readonly=True, copy=False, groups="base.group_system")

    _code_unique = models.UniqueIndex("(code_fingerprint) WHERE code_fingerprint IS NOT NULL")

    def _give_code(self):
        """Return the code of this invitation as it is printed, and from now on find the invitation by it.

        Two invitations with one code happen once in a trillion pairs. The later one gets a new nonce then: better a link revoked than a letter
        that opens somebody else's invitation.
        """
        self.ensure_one()
        invitation = self.sudo()  # sudo: the fingerprint is nobody's business; it is made here and nowhere else
        key = self._get_token_key("code")
        code = short_code.make(key, self.nonce)
        while invitation.search_count([("code_fingerprint", "=", short_code.fingerprint(key, code)), ("id", "!=", self.id)]):
            invitation.action_revoke_link()
            code = short_code.make(key, self.nonce)
        fingerprint = short_code.fingerprint(key, code)
        if invitation.code_fingerprint != fingerprint:
            invitation.code_fingerprint = fingerprint
        return short_code.show(code)

    @api.model
    def _find_by_code(self, text):
        """Return the invitation a typed code opens, or none: wrong, revoked and expired codes are all the same."""
        code = short_code.read(text)
        if not code:
            return self.browse()
        fingerprint = short_code.fingerprint(self._get_token_key("code"), code)
        # sudo: a visitor is nobody to Odoo; the code is the right to see this one record
        return self.sudo().search([("code_fingerprint", "=", fingerprint)], limit=1).filtered("is_answerable")

    @only_for(EDITOR)
    def action_revoke_link(self):
        """Revoke the code with the link."""
        # sudo: see _give_code
        self.sudo().code_fingerprint = False
        return super().action_revoke_link()
