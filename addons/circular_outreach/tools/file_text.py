"""What can be read in a file, to see whether it names somebody. Nothing is laid out and nothing is refused: a broken file has no text."""

import io
import zlib
from email import message_from_bytes
from email.policy import default
from html import unescape
from zipfile import BadZipFile, ZipFile

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST_UNPACKED = 100 * 1024 * 1024  # bytes; a small ZIP file can unpack to anything
BROKEN = (
    BadZipFile,
    PyPdfError,
    zlib.error,
    etree.LxmlError,
    ValueError,
    KeyError,
    OSError,
    TypeError,
    AttributeError,
    RecursionError,
)


def read(content: bytes) -> str:
    """Return the text of a PDF, an office document, a mail or a plain file; of a picture there is none."""
    try:
        if content.startswith(b"%PDF"):
            return _read_pdf(content)
        if content.startswith(b"PK\x03\x04"):
            return _read_zip(content)
        if b"\0" in content[:1024] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return ""
        return "\n".join([_decode(content), *_read_mail(content)])
    except BROKEN:
        return ""


def _read_pdf(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    about = [str(value) for value in (reader.metadata or {}).values()]
    return "\n".join([*about, *(page.extract_text() for page in reader.pages)])


def _read_zip(content: bytes) -> str:
    """Return the texts of XLSX, DOCX, ODT and their like, and the names and contents of what else is packed."""
    texts = []
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise ValueError("too large")
        for member in archive.infolist():
            data = archive.read(member)
            texts += [member.filename, _read_xml(data) if member.filename.endswith((".xml", ".rels")) else _decode(data)]
    return "\n".join(texts)


def _read_xml(data: bytes) -> str:
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    values = [value for element in tree.iter() for value in element.attrib.values()]
    return " ".join([*tree.itertext(), *values])


def _read_mail(content: bytes) -> list[str]:
    """Return the parts of a mail as a person reads them; of anything else nothing."""
    message = message_from_bytes(content, policy=default)
    if not (message.get("From") or message.get("Message-ID")):
        return []
    parts = [part for part in message.walk() if not part.is_multipart()]
    headers = [str(value) for value in message.values()]
    return [*headers, *(_decode(part.get_payload(decode=True) or b"") for part in parts)]


def _decode(content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            return unescape(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
