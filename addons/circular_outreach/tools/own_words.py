"""The words a mail says itself: without what it quotes, in plain text."""

import re
from collections.abc import Iterator
from email.message import EmailMessage, Message

from lxml import etree, html

from . import mail_part

QUOTE_BEGINS = re.compile(
    r"^(?:\s*-{2,} ?(?:original|ursprüngliche|weitergeleitete|forwarded|begin forwarded).*"
    r"|\s*(?:begin forwarded message|anfang der weitergeleiteten).*"
    r"|\s*_{20,}\s*"
    r"|\s*(?:\*?(?:von|from):\*?)\s.*@?.*\n\s*\*?(?:gesendet|sent|datum|date|an|to):\*?\s.*"
    r"|\s*(?:am|on) [^\n]{5,150}(?:\n[^\n]{1,120})?(?:schrieb|wrote)[^\n]{0,150}:\s*)$",
    re.IGNORECASE | re.MULTILINE,
)
QUOTING = (
    "//blockquote|//*[contains(@class,'gmail_quote') or contains(@class,'moz-cite-prefix') or @id='divRplyFwdMsg' or @id='appendonsend'"
    " or @id='mail-editor-reference-message-container']|//style|//script|//head"
)
BLOCKS = ("address", "br", "dd", "div", "dt", "h1", "h2", "h3", "li", "p", "td", "tr")


def text_parts(message: EmailMessage) -> Iterator[Message]:
    """Return the parts to be read, not those to be saved."""
    for part in mail_part.own_parts(message):
        is_saved = mail_part.raw_header(part, "Content-Disposition").lower().startswith("attachment")
        if mail_part.content_type(part) in ("text/plain", "text/html") and not is_saved:
            yield part


def full_text(message: EmailMessage) -> str:
    """Return everything a mail says, quotes included: its plain text, or else its HTML as text."""
    parts = list(text_parts(message))
    plain = [part for part in parts if mail_part.content_type(part) == "text/plain"]
    text = "\n".join(mail_part.text(part) for part in plain)
    if not text.strip():
        text = "\n".join(to_text(mail_part.text(part)) for part in parts if part not in plain)
    if not text.strip() and not parts:
        text = mail_part.text(message)
    return text


def own_words(message: EmailMessage) -> str:
    """Return what the writer has written, without the mail they answer."""
    parts = list(text_parts(message))
    text = "\n".join(mail_part.text(part) for part in parts if mail_part.content_type(part) == "text/plain")
    if not text.strip():
        text = "\n".join(to_text(mail_part.text(part), QUOTING) for part in parts)
    quote = QUOTE_BEGINS.search(text)
    lines = (text[: quote.start()] if quote else text).split("\n")
    return "\n".join(line for line in lines if not line.lstrip().startswith(">")).strip()


def to_text(source: str, leave_out: str = "//style|//script|//head") -> str:
    """Return the words of HTML, each block in a line of its own, however broken it is."""
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        return re.sub(r"<[^<>]*>", " ", source)
    for element in root.xpath(leave_out):
        if element.getparent() is not None:
            element.drop_tree()
    for element in root.iter(*BLOCKS):
        element.tail = "\n" + (element.tail or "")
    return re.sub(r"[ \t\xa0]+", " ", "".join(root.itertext()))
