"""The code on a letter that opens the answer page: what people type who cannot scan the QR code.

Eight characters of an alphabet of 32 that cannot be mistaken for one another in print: no 0 and O, no 1 and I. That is 40 bits, about a
trillion codes. Short enough to type, too short to be left unguarded: the page that takes codes counts wrong tries.

The code is made from the nonce of the invitation with HMAC-SHA256 (RFC 2104), like its token: it stands on the letter and in no table. The
table holds a second keyed hash, of the code, to find the invitation by. A new nonce revokes the code with the link.
"""

import hmac
import re

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
BITS = LENGTH * 5
SEPARATORS = re.compile(r"[\s\u00a0\u200b.,_\u2010-\u2015-]+")


def make(key: bytes, nonce: str) -> str:
    """Return the code of a nonce, for example "7KQ2MX9D"."""
    number = int.from_bytes(hmac.digest(key, b"code:" + nonce.encode(), "sha256")[: BITS // 8])
    return "".join(ALPHABET[number >> shift & 31] for shift in range(BITS - 5, -1, -5))


def fingerprint(key: bytes, code: str) -> str:
    """Return what a table may hold to find a code by: without the key nobody can try codes against it."""
    return hmac.digest(key, b"find:" + code.encode(), "sha256").hex()


def read(text: str) -> str | None:
    """Return the code that somebody typed, whatever the case and the separators, or None if it is none."""
    code = SEPARATORS.sub("", text).upper() if isinstance(text, str) else ""
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def show(code: str) -> str:
    """Return the code in two groups, as it is printed: "7KQ2-MX9D"."""
    return f"{code[:4]}-{code[4:]}"
