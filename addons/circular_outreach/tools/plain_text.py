"""The plain-text part of a mail, made from its HTML: the same words in the same order, with every address to be seen (RFC 2046, 5.1.4)."""

import re

from lxml import html

PARAGRAPHS = {"blockquote", "div", "dl", "h1", "h2", "h3", "h4", "ol", "p", "table", "ul"}
LINES = {"dd", "dt", "li", "tr"}
UNSEEN = {"head", "script", "style", "title"}
RULE = "-" * 40


def to_plain_text(source: str) -> str:
    """Return the words of an HTML page or fragment; a link is followed by its address."""
    if not source.strip():
        return ""
    text = _render(html.fromstring(source))
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _render(element: html.HtmlElement) -> str:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return ""
    inside = _words(element.text) + "".join(_render(child) + _words(child.tail) for child in element)
    if element.tag == "a":
        return _render_link(inside.strip(), element.get("href", ""))
    return _lay_out(element.tag, inside)


def _lay_out(tag: str, inside: str) -> str:
    """Put the breaks around an element that a browser would show."""
    if tag == "br":
        return "\n"
    if tag == "hr":
        return f"\n\n{RULE}\n\n"
    if tag in PARAGRAPHS:
        return f"\n\n{inside}\n\n"
    if tag in LINES:
        return f"\n{'- ' if tag == 'li' else ''}{inside.strip()}\n"
    return inside


def _render_link(text: str, address: str) -> str:
    address = address.removeprefix("mailto:").removeprefix("tel:")
    if not address or text.replace(" ", "") == address:
        return text
    return f"{text}: {address} " if text else f"{address} "


def _words(text: str | None) -> str:
    """Return a run of text with its white space as a browser shows it; a no-break space stays one."""
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")
