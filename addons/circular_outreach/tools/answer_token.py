"""The secret part of a personal link: a nonce that finds the invitation, and a code that proves the link was made here.

The code is the first 128 bits of HMAC-SHA256 (RFC 2104) over the nonce. Nobody can guess it without the key, and it is made again
from the stored nonce whenever a link is needed, so that no table holds a token. A new nonce revokes the old link.
"""

import hmac
import re
import secrets

NONCE = re.compile(r"[0-9a-f]{32}")
# What is looked up for something that is no token at all, so that it takes as long as a wrong one.
NOBODY = ("0" * 32, "0" * 32)
TOKEN = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})")
# What mail programs and people put around a link they pass on.
AROUND_LINK = " \t\r\n\f\v\u00a0\u200b\ufeff.,;:!?'\"()[]{}<>*_/\\|\u2026\u201c\u201d\u201e\u2019"


def new_nonce() -> str:
    """Return 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def make(key: bytes, nonce: str) -> str:
    """Return the token of a nonce: 64 hexadecimal digits. Raises ValueError if the nonce is not 32 hexadecimal digits."""
    if not NONCE.fullmatch(nonce):
        raise ValueError("A nonce is 32 hexadecimal digits in small letters.")
    return nonce + _get_code(key, nonce)


def split(token: str) -> tuple[str, str] | None:
    """Return nonce and code of a token, or None if it is none; capitals and what surrounds a copied link are forgiven."""
    match = TOKEN.fullmatch(token.strip(AROUND_LINK).lower()) if isinstance(token, str) else None
    return (match[1], match[2]) if match else None


def verify(key: bytes, nonce: str, mac: str) -> bool:
    """Whether the code belongs to the nonce, compared in constant time; anything malformed is simply wrong."""
    if not (isinstance(nonce, str) and isinstance(mac, str)):
        return False
    return hmac.compare_digest(_get_code(key, nonce).encode(), mac.encode(errors="replace"))


def _get_code(key: bytes, nonce: str) -> str:
    return hmac.digest(key, nonce.encode(errors="replace"), "sha256").hex()[:32]
