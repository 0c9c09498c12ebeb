"""Mend what Odoo's gateway fails on: it drops a mail whose parts cannot be told apart, whose charset nobody knows or whose headers break
Python's parser.
"""

from email.message import EmailMessage, Message

from . import mail_part
from .delivery_status import find_addresses

EVERY_BYTE = bytes(range(256))
# Of parts that have no parts.
KINDS = ("text", "image", "audio", "video", "application", "font", "model", "message")


def mend(message: EmailMessage) -> None:
    """Give every part a type it can be read by, every text a charset that fits it, and leave no header that cannot be read."""
    _mend_headers(message)
    for part in list(message.walk()):
        kind = mail_part.content_type(part)
        if part.is_multipart():
            if not kind.startswith(("multipart/", "message/")):
                _set_type(part, 'multipart/mixed; boundary="mended"')
        elif kind.startswith("text/") and not _is_readable(part, kind):
            _set_text_type(part, kind)
        elif kind.partition("/")[0] not in KINDS:
            _set_text_type(part, "text/plain")


def _mend_headers(message: EmailMessage) -> None:
    """Replace unreadable headers by the addresses in them, as far as there are any."""
    for name in dict.fromkeys(name for name, _value in message.raw_items()):
        try:
            is_readable = "\x00" not in "".join(str(value) for value in message.get_all(name))
        except mail_part.UNREADABLE:
            is_readable = False
        if not is_readable:
            words = mail_part.header(message, name)
            del message[name]
            message[name] = ", ".join(find_addresses(words))


def _is_readable(part: Message, kind: str) -> bool:
    """Whether the type is written as it should be, with a charset that exists."""
    written = mail_part.raw_header(part, "Content-Type").partition(";")[0].strip().lower()
    return written == kind and _is_known(mail_part.parameter(part, "charset"))


def _set_text_type(part: Message, kind: str) -> None:
    _set_type(part, f'{kind}; charset="{_fitting_charset(part)}"')


def _set_type(part: Message, value: str) -> None:
    del part["Content-Type"]
    part["Content-Type"] = value


def _fitting_charset(part: Message) -> str:
    try:
        (part.get_payload(decode=True) or b"").decode()
    except mail_part.UNREADABLE:
        return "windows-1252"
    return "utf-8"


def _is_known(charset: str) -> bool:
    try:
        return bool(charset) and bool(EVERY_BYTE.decode(charset, "replace"))
    except mail_part.UNREADABLE:
        return False
