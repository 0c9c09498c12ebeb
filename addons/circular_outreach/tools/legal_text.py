"""Texts of the office for the public: words and structure only, so that page, print and policy (no style, no script, no picture) can show them."""

import re

from lxml import html

KEPT = {"a", "b", "br", "em", "h2", "h3", "i", "li", "ol", "p", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"}
RENAMED = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
DROPPED = {
    "audio",
    "button",
    "embed",
    "form",
    "iframe",
    "img",
    "input",
    "object",
    "script",
    "select",
    "style",
    "svg",
    "textarea",
    "video",
}
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
# What the office has to fill in stands between these: ⟨name of the funder⟩.
GAP = re.compile(r"⟨[^⟩]*⟩")


def clean(source: str) -> str:
    """Return the words of an editor's HTML with headings below the title of a page, paragraphs, lists, tables and links; nothing else."""
    root = html.fragment_fromstring(source or "", create_parent="div")
    for element in list(root.iterdescendants()):
        _clean_element(element)
    return (html.tostring(root, encoding="unicode"))[len("<div>") : -len("</div>")].strip()


def _clean_element(element: html.HtmlElement) -> None:
    if not isinstance(element.tag, str) or element.tag in DROPPED:
        element.drop_tree()
        return
    element.tag = RENAMED.get(element.tag, element.tag)
    if element.tag not in KEPT:
        element.drop_tag()
        return
    for name in set(element.attrib) - ATTRIBUTES.get(element.tag, set()):
        del element.attrib[name]
    if not ADDRESS.match(element.get("href", "#")):
        del element.attrib["href"]


def find_gaps(*texts: str) -> list[str]:
    """Return what still has to be filled in, each once, in the order of the texts."""
    return list(dict.fromkeys(gap for text in texts for gap in GAP.findall(text or "")))
