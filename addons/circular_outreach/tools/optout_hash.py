"""The keyed hash under which an opt-out survives the erasure of its address, computed alike in Python and in SQL.

PostgreSQL has sha256() but no HMAC without an extension. HMAC-SHA256 (RFC 2104) is two nested hashes over the key, padded in
two ways: ``encode(sha256(opad || sha256(ipad || convert_to(address, 'UTF8'))), 'hex')``.
"""

import hashlib
import hmac

BLOCK_SIZE = 64  # bytes that SHA-256 takes at a time


def pads(key: bytes) -> tuple[bytes, bytes]:
    """Return the inner and the outer pad of a key, 64 bytes each. They are as secret as the key."""
    block = (hashlib.sha256(key).digest() if len(key) > BLOCK_SIZE else key).ljust(BLOCK_SIZE, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def digest(key: bytes, address: str) -> str:
    """Return the hash of a normalised address in 64 hexadecimal digits; the address is hashed as it stands."""
    return hmac.digest(key, address.encode(), "sha256").hex()
