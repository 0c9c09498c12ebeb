"""The name under which calendars know an invitation (UID, RFC 5545, 3.8.4.7): the same for its whole life, and nobody can make one.

It carries a keyed hash (HMAC-SHA256, RFC 2104, truncated to 128 bits) of the number of the invitation. Whoever answers with it has seen the mail. It has
nothing to do with the token of the link and reveals nothing of it, so it survives a revoked link.
"""

import hmac
import re

UID = re.compile(r"outreach-(?P<number>[1-9]\d{0,9})-(?P<mac>[0-9a-f]{32})", re.IGNORECASE)


def make(key: bytes, number: int) -> str:
    """Return the UID of an invitation."""
    return f"outreach-{number}-{_mac(key, number)}"


def read(key: bytes, uid: str) -> int | None:
    """Return the number of the invitation a UID was made for, or None."""
    match = UID.fullmatch(uid.strip())
    if not match:
        return None
    number = int(match["number"])
    return number if hmac.compare_digest(match["mac"].lower(), _mac(key, number)) else None


def _mac(key: bytes, number: int) -> str:
    return hmac.digest(key, b"calendar:%d" % number, "sha256").hex()[:32]
