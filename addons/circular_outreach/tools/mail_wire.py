"""A mail as it goes over the wire (RFC 5322, RFC 2045): written by hand, because the library's way takes longer than sending it.

What is written is what the standard library reads back; the tests hold the two against each other.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable
from dataclasses import dataclass
from email.header import Header
from hashlib import sha256

CRLF = "\r\n"
# RFC 5322, 2.2.3 and RFC 2047, 2: what no line, and no encoded word, may exceed.
LONGEST_LINE = 998
USUAL_LINE = 76
# A longer name is cut into encoded words, each on a line of its own.
LONG_NAME = 200
MAILBOX = re.compile(r'\s*(?:"?(?P<name>[^<>]*?)"?\s*<(?P<address>[^<>\s@]+@[^<>\s@]+)>|(?P<bare>[^<>\s@"]+@[^<>\s@",;]+))\s*')


@dataclass(frozen=True)
class CalendarPart:
    """An appointment that travels with a mail: `method` is the one in `content` (RFC 6047, 2.4), `filename` in ASCII without quotes."""

    method: str
    content: bytes
    filename: str


def write_mail(headers: Iterable[tuple[str, str]], text: str, html: str, calendar: CalendarPart | None = None) -> bytes:
    """Return a mail with a plain-text and an HTML part, and an appointment if there is one.

    Header values are one line each, addresses given as :func:`write_address` returns them. The boundary follows from the headers, so the same mail is
    the same bytes. The appointment comes twice, as mail programs want it: as the last alternative for those that know calendars, and as a file for the
    others. Raises ValueError for a header that does not fit.
    """
    lines = [_write_header(name, value) for name, value in headers] + ["MIME-Version: 1.0"]
    # An equals sign followed by an underscore cannot occur in quoted-printable or base64 (RFC 2045, 5.1).
    boundary = f"=_{sha256(''.join(lines).encode()).hexdigest()[:24]}"
    alternatives = [_write_part("plain", text), _write_part("html", html)]
    if not calendar:
        body = _write_multipart("alternative", boundary, alternatives)
    else:
        alternatives.append(_write_calendar(f"text/calendar; charset=UTF-8; method={calendar.method}", calendar.content))
        attached = f'application/ics; name="{calendar.filename}"', calendar.content, calendar.filename
        inner = _write_multipart("alternative", f"{boundary}a", alternatives)
        body = _write_multipart("mixed", boundary, [inner, _write_calendar(*attached)])
    return CRLF.join(lines).encode("ascii") + b"\r\n" + body


def write_address(name: str, address: str) -> str:
    """Return a mailbox for a header (RFC 5322, 3.4). Raises UnicodeError for an address only SMTPUTF8 could carry."""
    address = to_ascii(address)
    words = " ".join(name.split())
    if not words:
        return address
    if words.isascii() and len(words) < LONG_NAME:
        quoted = words.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{Header(words, 'utf-8', maxlinelen=USUAL_LINE).encode(linesep=CRLF)}{CRLF} <{address}>"


def to_ascii(address: str) -> str:
    """Return an address as every mail server takes it (RFC 5891). Raises UnicodeError if only SMTPUTF8 could carry it."""
    local_part, at, domain = address.rpartition("@")
    local_part.encode("ascii")
    return f"{local_part}{at}{domain if domain.isascii() else domain.encode('idna').decode()}"


def read_mailbox(mailbox: str) -> tuple[str, str]:
    """Return name and address of a mailbox as people type it, commas and all. Raises ValueError if it is not one mailbox."""
    match = MAILBOX.fullmatch(mailbox)
    if not match:
        raise ValueError(mailbox)
    name = " ".join((match["name"] or "").replace('\\"', '"').split())
    return name, match["address"] or match["bare"]


def rewrite_address(mailbox: str) -> str:
    """Return a mailbox that somebody typed in the form for a header. Raises ValueError."""
    return write_address(*read_mailbox(mailbox))


def _write_header(name: str, value: str) -> str:
    line = f"{name}: {value}" if value.isascii() else f"{name}: {_encode(name, value)}"
    first, *folded = line.split(CRLF)
    if any(len(part) > LONGEST_LINE or "\r" in part or "\n" in part for part in (first, *folded)):
        raise ValueError(name)
    if any(not part.startswith(" ") for part in folded):
        raise ValueError(name)
    return line


def _encode(name: str, value: str) -> str:
    return Header(" ".join(value.split()), "utf-8", header_name=name, maxlinelen=USUAL_LINE).encode(linesep=CRLF)


def _write_part(kind: str, text: str) -> bytes:
    lines = "".join(line + CRLF for line in text.splitlines())
    head = f"Content-Type: text/{kind}; charset=utf-8{CRLF}Content-Transfer-Encoding: quoted-printable{CRLF}{CRLF}"
    return head.encode("ascii") + b2a_qp(lines.encode("utf-8"), istext=True)


def _write_calendar(content_type: str, content: bytes, filename: str = "") -> bytes:
    head = [f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64"]
    if filename:
        head.append(f'Content-Disposition: attachment; filename="{filename}"')
    return CRLF.join([*head, "", ""]).encode("ascii") + encodebytes(content).replace(b"\n", b"\r\n")


def _write_multipart(kind: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    """Return a part with its parts; the last line of a mail is empty."""
    head, mark = f'Content-Type: multipart/{kind}; boundary="{boundary}"'.encode("ascii"), f"--{boundary}".encode("ascii")
    return b"\r\n".join([head, b"", *(line for part in parts for line in (mark, part)), mark + b"--", b""])
