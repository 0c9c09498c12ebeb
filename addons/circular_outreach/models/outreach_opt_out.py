import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize, hash_sign, hmac, verify_hash_signed

from ..tools import optout_hash

# For how long the page that stored an opt-out offers to take it back.
REGRET_HOURS = 1


class OutreachOptOut(models.Model):
    """Somebody's "no more", for one workshop, for invitations of this kind, or for everything.

    It holds until it is withdrawn, which leaves the line and adds to it (see outreach_opt_out_withdrawal.py). It is kept as a keyed hash of the
    address, so that it outlives the contact: an address that was erased and comes back with the next list is recognised, and nobody can read from
    this table whose it is. What the contact had consented to is withdrawn with it.
    """

    _name = "outreach.opt.out"
    _description = "Opt-out"
    _order = "id desc"

    address_hash = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null", ondelete="set null", readonly=True)
    scope = fields.Selection(
        [("event", "This workshop"), ("purpose", "Invitations of this kind"), ("everything", "Everything")],
        required=True,
        default="everything",
        readonly=True,
    )
    event_id = fields.Many2one("event.event", string="Workshop", index="btree_not_null", ondelete="cascade", readonly=True)
    purpose = fields.Selection([("workshop", "Workshop"), ("call", "Call for a Role")], readonly=True)
    channel = fields.Selection(
        [
            ("page", "Page"),
            ("one_click", "Mail program"),
            ("phone", "Phone"),
            ("paper", "Paper"),
            ("staff", "Office"),
            ("complaint", "Marked as spam"),
        ],
        required=True,
        default="staff",
        readonly=True,
    )
    opted_out_on = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    user_id = fields.Many2one("res.users", string="Recorded by", default=lambda self: self.env.user, readonly=True)

    _once = models.UniqueIndex(
        "(address_hash, scope, COALESCE(event_id, 0), COALESCE(purpose, '')) WHERE withdrawn_on IS NULL",
        "This address has already opted out of this.",
    )

    @api.model
    def _get_key(self):
        """Return the secret of this database for address hashes; whoever has the table alone cannot try addresses."""
        # sudo: the secret is a system parameter; only its keyed hash leaves this method
        return hashlib.sha256(hmac(self.env(su=True), "outreach.opt.out", "address").encode()).digest()

    @api.model
    def _hash_address(self, address):
        """Return the hash of an address, or False if it is none."""
        normalized = email_normalize(address)
        return optout_hash.digest(self._get_key(), normalized) if normalized else False

    @api.model
    def _hash_sql(self, address):
        """Return the SQL expression of :meth:`_hash_address` for a column that holds normalised addresses."""
        ipad, opad = optout_hash.pads(self._get_key())
        return SQL("encode(sha256(%s::bytea || sha256(%s::bytea || convert_to(%s, 'UTF8'))), 'hex')", opad, ipad, address)

    @api.model
    def _record(self, invitation, scope, channel):
        """Store that the person of an invitation wants no more of it; saying it twice is the same as saying it once."""
        return self._record_contact(
            invitation.partner_id,
            scope,
            channel,
            event=invitation.event_id if scope == "event" else invitation.event_id.browse(),
            purpose=invitation.campaign_id.purpose if scope == "purpose" else False,
            address=invitation.email_normalized,
        )

    @api.model
    def _record_contact(self, partner, scope, channel, event=None, purpose=False, address=""):
        """Store that a contact wants no more; `address` is the one it had when it was written to, should it have none now."""
        address_hash = self._hash_address(partner.email_normalized or address or "")
        values = {
            "address_hash": address_hash,
            "partner_id": partner.id,
            "scope": scope,
            "event_id": event.id if event else False,
            "purpose": purpose,
            "channel": channel,
        }
        same = (
            ("address_hash", "scope", "event_id", "purpose") if address_hash else ("partner_id", "scope", "event_id", "purpose")
        )
        known = self.search([("withdrawn_on", "=", False), *((name, "=", values[name]) for name in same)], limit=1)
        opt_out = known or self.create(values)
        self.env["outreach.consent"]._withdraw_objected(partner, opt_out)
        return opt_out

    def _is_fresh(self):
        """Whether the person said it just now and by themselves: an objection of earlier, or one the office took down, stays."""
        limit = fields.Datetime.now() - timedelta(hours=REGRET_HOURS)
        return self.channel in ("page", "one_click") and self.opted_out_on >= limit and not self.withdrawn_on

    def _make_regret(self, invitation):
        """Return what the result page hands out to take this opt-out back, or an empty text. The link in the mail alone cannot do it."""
        if not self._is_fresh():
            return ""
        # sudo: the signing secret is a system parameter
        return hash_sign(self.env(su=True), "outreach.opt.out", [invitation.id, self.id], expiration_hours=REGRET_HOURS)

    @api.model
    def _take_back(self, invitation, regret):
        """Withdraw an opt-out that was pressed by mistake. Return whether it no longer holds."""
        try:
            # sudo: see _make_regret
            signed_for, number = verify_hash_signed(self.env(su=True), "outreach.opt.out", regret)
        except (ValueError, TypeError, IndexError):
            return False
        opt_out = self.browse(number).exists() if signed_for == invitation.id else self.browse()
        if not opt_out or (not opt_out.withdrawn_on and not opt_out._is_fresh()):
            return False
        opt_out._withdraw("page", self.env._("Pressed by mistake"))
        self.env["outreach.consent"]._restore_objected(opt_out)
        return True
