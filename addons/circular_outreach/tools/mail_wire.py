"""A mail as it goes over the wire (RFC 5322, RFC 2045): written by hand, because the library's way takes longer than sending it.

What is written is what the standard library reads back; the tests hold the two against each other.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.header import Header
from functools import lru_cache
from hashlib import sha256

from .encoded_word import encode

CRLF = "\r\n"
# RFC 5322, 2.2.3 and RFC 2047, 2: what no line, and no encoded word, may exceed.
LONGEST_LINE = 998
USUAL_LINE = 76
# A longer name is cut into encoded words, each on a line of its own.
LONG_NAME = 200
MAILBOX = re.compile(r'\s*(?:"?(?P<name>[^<>]*?)"?\s*<(?P<address>[^<>\s@]+@[^<>\s@]+)>|(?P<bare>[^<>\s@"]+@[^<>\s@",;]+))\s*')
# What no header shows and some mail programs stumble over: control characters, and those that turn the direction of what follows.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class CalendarPart:
    """An appointment that travels with a mail: `method` is the one in `content` (RFC 6047, 2.4), `filename` in ASCII without quotes."""

    method: str
    content: bytes
    filename: str


@dataclass(frozen=True)
class FilePart:
    """A file that travels with a mail; `filename` in ASCII without quotes."""

    content_type: str
    content: bytes
    filename: str


def write_mail(
    headers: Iterable[tuple[str, str]],
    text: str,
    html: str,
    pictures: Sequence[bytes] = (),
    calendar: CalendarPart | None = None,
    files: Sequence[FilePart] = (),
) -> bytes:
    """Return a mail with a plain-text and an HTML part, the pictures the HTML shows (RFC 2046, 5.1.4; RFC 2387), an appointment and files if there are any.

    Header values are one line each, addresses given as :func:`write_address` returns them, pictures as :func:`write_picture` does. The boundaries
    follow from the headers, so the same mail is the same bytes. The appointment comes twice, as mail programs want it: as the last alternative for
    those that know calendars, and as a file for the others. Raises ValueError for a header that does not fit.
    """
    lines = [_write_header(name, value) for name, value in headers]
    # An equals sign followed by an underscore cannot occur in quoted-printable (RFC 2045, 5.1), and neither of them in base64.
    boundary = f"=_{sha256(''.join(lines).encode()).hexdigest()[:24]}"
    page = _write_text("html", html)
    if pictures:
        page = _write_multipart('related; type="text/html"', f"{boundary}_page", [page, *pictures])
    alternatives = [_write_text("plain", text), page]
    attached = list(files)
    if calendar:
        alternatives.append(_write_file(f"text/calendar; charset=UTF-8; method={calendar.method}", calendar.content))
        attached.append(FilePart("application/ics", calendar.content, calendar.filename))
    if not attached:
        content = _write_multipart("alternative", boundary, alternatives)
    else:
        parts = [_write_file(f'{one.content_type}; name="{one.filename}"', one.content, one.filename) for one in attached]
        content = _write_multipart("mixed", boundary, [_write_multipart("alternative", f"{boundary}_text", alternatives), *parts])
    return CRLF.join([*lines, "MIME-Version: 1.0", ""]).encode("ascii") + content


def write_picture(content_id: str, kind: str, content: bytes) -> bytes:
    """Return the part of a picture that an HTML part shows as "cid:…" (RFC 2392), neither fetched nor offered as a file."""
    head = (
        f"Content-Type: image/{kind}",
        "Content-Transfer-Encoding: base64",
        f"Content-ID: <{content_id}>",
        f'Content-Disposition: inline; filename="{content_id.partition("@")[0]}.{kind}"',
    )
    return CRLF.join([*head, "", ""]).encode("ascii") + encodebytes(content).replace(b"\n", b"\r\n")


def write_address(name: str, address: str) -> str:
    """Return a mailbox for a header (RFC 5322, 3.4). Raises UnicodeError for an address only SMTPUTF8 could carry."""
    address = to_ascii(address)
    words = _one_line(name)
    if not words:
        return address
    if words.isascii() and len(words) < LONG_NAME and "=?" not in words:
        quoted = words.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{encode(words, taken=len('Reply-To: '))}{CRLF} <{address}>"


def write_words(name: str, words: str) -> str:
    """Return the words of a header such as the subject, folded; what looks like an encoded word stays what it is (RFC 2047, 5)."""
    line = _one_line(words)
    is_plain = line.isascii() and "=?" not in line and all(len(word) < LONG_NAME for word in line.split())
    return _fold(name, line) if is_plain else encode(line, taken=len(f"{name}: "))


@lru_cache(maxsize=64)  # most mails of a campaign have the same subject
def _fold(name: str, line: str) -> str:
    return Header(line, "us-ascii", header_name=name, maxlinelen=USUAL_LINE).encode(linesep=CRLF)


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


def _one_line(words: str) -> str:
    return " ".join(UNSEEN.sub(" ", words).split())


def _write_header(name: str, value: str) -> str:
    line = f"{name}: {value}" if value.isascii() else f"{name}: {write_words(name, value)}"
    if len(line) <= LONGEST_LINE and line.isprintable():
        return line
    first, *folded = line.split(CRLF)
    if any(len(part) > LONGEST_LINE or "\r" in part or "\n" in part for part in (first, *folded)):
        raise ValueError(name)
    if any(not part.startswith(" ") for part in folded):
        raise ValueError(name)
    return line


def _write_multipart(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    mark = f"--{boundary}".encode("ascii")
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{CRLF}'.encode("ascii")
    return b"\r\n".join([head, *(line for part in parts for line in (mark, part)), mark + b"--", b""])


def _write_text(kind: str, text: str) -> bytes:
    lines = "".join([line + CRLF for line in text.splitlines()])
    head = f"Content-Type: text/{kind}; charset=utf-8{CRLF}Content-Transfer-Encoding: quoted-printable{CRLF}{CRLF}"
    return head.encode("ascii") + b2a_qp(lines.encode("utf-8"), istext=True)


def _write_file(content_type: str, content: bytes, filename: str = "") -> bytes:
    head = [f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64"]
    if filename:
        head.append(f'Content-Disposition: attachment; filename="{filename}"')
    return CRLF.join([*head, "", ""]).encode("ascii") + encodebytes(content).replace(b"\n", b"\r\n")
