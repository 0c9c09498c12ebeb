"""Look at the parts of a received mail without ever stumbling over it.

The ordinary way to a header or a text (`message["Subject"]`, `get_content()`) parses, and raises on what some senders produce. Here only raw
values are taken, and decoded as far as they can be. Long mails are read at their beginning: whatever a machine says about a mail it says there.
"""

import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import EmailMessage, Message

TEXT_LENGTH = 200_000
HEADER_LENGTH = 10_000
MOST_PARTS = 200
TYPE = re.compile(r"\s*([a-z0-9_.+-]+/[a-z0-9_.+-]+)", re.IGNORECASE)
PARAMETER = r"[;\s]{name}\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))"
FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]+")
# How Python's decoders fail on headers, encodings and charsets that are none.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


def raw_header(message: Message, name: str) -> str:
    """Return a header as it came, in one line, or an empty text."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return FOLD.sub("", _mend(str(value)[:HEADER_LENGTH])).strip()
    return ""


def header(message: Message, name: str) -> str:
    """Return the words of a header."""
    raw = raw_header(message, name)
    if "=?" not in raw:
        return raw
    try:
        pieces = decode_header(raw)
        return "".join(piece if isinstance(piece, str) else _decode(piece, charset) for piece, charset in pieces)
    except UNREADABLE:
        return raw


def content_type(part: Message) -> str:
    match = TYPE.match(raw_header(part, "Content-Type"))
    return match[1].lower() if match else "text/plain"


def parameter(part: Message, name: str) -> str:
    """Return a parameter of the content type, for example its report-type."""
    match = re.search(PARAMETER.format(name=name), raw_header(part, "Content-Type"), re.IGNORECASE)
    return (match[1] or match[2] or "").lower() if match else ""


def children(part: Message) -> list[Message]:
    """Return the parts inside a part."""
    inside = part.get_payload() if part.is_multipart() else []
    return [child for child in inside if isinstance(child, Message)] if isinstance(inside, list) else []


def own_parts(message: EmailMessage) -> Iterator[Message]:
    """Return the parts of a mail in order; what is inside a returned or forwarded mail is not its own."""
    waiting = [message]
    for _count in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        if content_type(part).startswith("multipart/"):
            waiting[:0] = children(part)


def text(part: Message) -> str:
    """Return the text of a part that has no parts, decoded as far as possible."""
    try:
        source = part.get_payload(decode=True) or b""
    except UNREADABLE:
        return ""
    if len(source) > TEXT_LENGTH:
        # At the end of a line, so that no letter is cut in two.
        source = source[:TEXT_LENGTH].rpartition(b"\n")[0] or source[:TEXT_LENGTH]
    return _decode(source, parameter(part, "charset")).replace("\r\n", "\n")


def fields_text(part: Message) -> str:
    """Return the lines of a part that consists of fields, like a delivery status, however the parser has cut it up."""
    if not part.is_multipart():
        return text(part)
    blocks = []
    for block in children(part)[:MOST_PARTS]:
        lines = [f"{name}: {FOLD.sub('', _mend(str(value)[:HEADER_LENGTH]))}" for name, value in block.raw_items()]
        blocks.append("\n".join(lines) + "\n\n" + text(block))
    return "\n\n".join(blocks)


def _decode(source: bytes, charset: str | None) -> str:
    """Return the text of bytes: by the charset they name, else as UTF-8, else as Western European; without NUL, which no database takes."""
    for name in (charset, "utf-8"):
        try:
            return source.decode(name or "ascii").replace("\x00", "")
        except UNREADABLE:
            continue
    return source.decode("cp1252", "replace").replace("\x00", "")


def _mend(value: str) -> str:
    """Return a header whose bytes were no ASCII with the letters they stand for."""
    return _decode(value.encode("utf-8", "surrogateescape"), None)
