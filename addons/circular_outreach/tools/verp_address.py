"""A return address for each mail (variable envelope return path), so that a report is recognised that names nothing of the mail.

Whoever sends a report to such an address shows that they have seen the mail: the address carries a keyed hash (HMAC-SHA256, RFC 2104,
truncated to 80 bits), so nobody can make one for a mail sent to somebody else.
"""

import hmac
import re

LENGTH = 20  # hexadecimal digits
ADDRESS = re.compile(r"[^\s@+]+\+outreach-(?P<number>[1-9]\d{0,9})-(?P<mac>[0-9a-f]{20})@[^\s@]+", re.IGNORECASE)


def make(key: bytes, bounce_address: str, number: int) -> str:
    """Return the return address of a mail, "bounce+outreach-17-…@county.example" for bounce@county.example."""
    local_part, _, domain = bounce_address.rpartition("@")
    return f"{local_part}+outreach-{number}-{_mac(key, number)}@{domain}"


def read(key: bytes, address: str) -> int | None:
    """Return the number of the mail an address was made for, or None; servers may have changed its case."""
    match = ADDRESS.fullmatch(address.strip())
    if not match:
        return None
    number = int(match["number"])
    return number if hmac.compare_digest(match["mac"].lower(), _mac(key, number)) else None


def _mac(key: bytes, number: int) -> str:
    return hmac.digest(key, b"verp:%d" % number, "sha256").hex()[:LENGTH]
