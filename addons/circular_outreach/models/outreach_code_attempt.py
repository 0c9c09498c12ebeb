import ipaddress
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hmac

# Wrong tries within an hour, from one address and from all of them. Codes have 40 bits: at this pace, guessing one of a thousand takes centuries.
LIMIT_PER_CLIENT = 10
LIMIT_IN_TOTAL = 300
WINDOW = timedelta(hours=1)


class OutreachCodeAttempt(models.Model):
    """One wrong try to open an invitation by its short code; forgotten after a day. Neither code nor address is kept."""

    _name = "outreach.code.attempt"
    _description = "Wrong Try of a Short Code"
    _log_access = False

    client_hash = fields.Char(required=True, readonly=True)
    tried_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _by_time = models.Index("(tried_on, client_hash)")

    @api.model
    def _is_exhausted(self, address):
        """Whether no more codes are taken now, from this address or at all."""
        recent = [("tried_on", ">", fields.Datetime.now() - WINDOW)]
        if self.search_count(recent, limit=LIMIT_IN_TOTAL) >= LIMIT_IN_TOTAL:
            return True
        mine = [*recent, ("client_hash", "=", self._hash_client(address))]
        return self.search_count(mine, limit=LIMIT_PER_CLIENT) >= LIMIT_PER_CLIENT

    @api.model
    def _record(self, address):
        self.create({"client_hash": self._hash_client(address)})

    @api.model
    def _hash_client(self, address):
        """Return the keyed hash of a client's address; of IPv6 the network, for a client has as many addresses as it likes in there."""
        try:
            known = ipaddress.ip_address(address or "")
        except ValueError:
            known = address or ""
        if isinstance(known, ipaddress.IPv6Address):
            known = known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False)
        # sudo: the secret is a system parameter; only the hash leaves this method
        return hmac(self.env(su=True), "outreach.code.attempt", str(known))

    @api.autovacuum
    def _gc_attempts(self):
        self.search([("tried_on", "<", fields.Datetime.now() - timedelta(days=1))]).unlink()
