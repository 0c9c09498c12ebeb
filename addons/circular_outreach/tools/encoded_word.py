"""Encoded words (RFC 2047): how names and subjects with umlauts travel in the header of a mail.

The standard library writes the same, and takes longer for it than for all the rest of a mail. The tests read every result back with it.
"""

import string

HEAD, TAIL = "=?utf-8?q?", "?="
FOLD = "\r\n "
# RFC 2047, 2: no line of a header with encoded words is longer.
LONGEST_LINE = 76
# RFC 2047, 5 (3): what may stand for itself wherever a word may, names before addresses included.
PLAIN = frozenset(string.ascii_letters + string.digits + "!*+-/")
CODES = tuple("_" if byte == 0x20 else chr(byte) if chr(byte) in PLAIN else f"={byte:02X}" for byte in range(256))
# The code of a character of four bytes: less room is not worth a word.
LONGEST_CODE = 12


def encode(text: str, taken: int = 0) -> str:
    """Return a line of text as encoded words, each on a line of its own and none that breaks a character. Raises UnicodeEncodeError.

    :param taken: how many characters stand before the first word on its line
    """
    words, word = [], []
    room = max(LONGEST_LINE - taken - len(HEAD + TAIL), LONGEST_CODE)
    for character in text:
        code = "".join([CODES[byte] for byte in character.encode("utf-8")])
        if len(code) > room:
            words.append("".join(word))
            word, room = [], LONGEST_LINE - len(" " + HEAD + TAIL)
        word.append(code)
        room -= len(code)
    return FOLD.join(f"{HEAD}{part}{TAIL}" for part in [*words, "".join(word)])
