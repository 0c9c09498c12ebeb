"""The text of a mail as the text of a letter: paper has no links, no styles and no pictures from elsewhere.

Paragraphs that are nothing but links to the answer page ("Yes, I will take part") go: in their place the letter says how to answer on paper.
Any other link is followed by its address, so that it can be typed.
"""

from lxml import html

BLOCKS = {"blockquote", "div", "h1", "h2", "h3", "h4", "li", "ol", "p", "table", "td", "ul"}
# What a block of its own cannot stand in.
NARROW = {"li", "ol", "p", "table", "tbody", "td", "tr", "ul"}
DROPPED = {"button", "embed", "form", "head", "iframe", "input", "link", "meta", "object", "script", "style", "title"}
KEPT = {"colspan", "href", "rowspan"}
NOT_TYPED = ("https://", "http://", "mailto:", "tel:")


def to_letter(source: str, answer_url: str, how_to_answer: str) -> str:
    """Return a rendered mail as HTML for paper.

    :param answer_url: where the links to the answer page lead; it is a secret and not printed as text
    :param how_to_answer: HTML that takes the place of those links, or stands at the end where there are none
    """
    root = html.fragment_fromstring(source or "", create_parent="div")
    _drop_foreign(root)
    place = _take_out_answer_links(root, answer_url)
    for link in list(root.iter("a")):
        _spell_out(link, answer_url)
    instruction = html.fragment_fromstring(how_to_answer, create_parent="div")
    if place is None:
        root.append(instruction)
    else:
        place.getparent().replace(place, instruction)
    return html.tostring(root, encoding="unicode")


def _drop_foreign(root: html.HtmlElement) -> None:
    """Leave words, headings, lists and tables; a picture is replaced by the words that stand for it, unless the text brings it along."""
    for element in list(root.iterdescendants()):
        if not isinstance(element.tag, str) or element.tag in DROPPED:
            element.drop_tree()
        elif element.tag == "img" and not element.get("src", "").startswith("data:image/"):
            element.tail = (element.get("alt") or "") + (element.tail or "")
            element.drop_tree()
        elif element.tag != "img":
            for name in set(element.attrib) - KEPT:
                del element.attrib[name]


def _take_out_answer_links(root: html.HtmlElement, answer_url: str) -> html.HtmlElement | None:
    """Remove every block that consists of answer links. Leave a mark where the first one stood, and return it."""
    mark = None
    for block in [one for one in root.iterdescendants() if one.tag in BLOCKS and _is_answer_link_only(one, answer_url)]:
        if mark is None:
            mark = html.Element("hr")
            _get_widest(root, block).addprevious(mark)
        block.drop_tree()
    return mark


def _get_widest(root: html.HtmlElement, block: html.HtmlElement) -> html.HtmlElement:
    """Return the table, list or paragraph that a block stands in, or else the block."""
    return next(
        (outer for outer in reversed([block, *block.iterancestors()]) if outer is not root and outer.tag in NARROW), block
    )


def _is_answer_link_only(block: html.HtmlElement, answer_url: str) -> bool:
    links = [link for link in block.iter("a") if link.get("href", "").startswith(answer_url)]
    linked = sum(_count_letters(link.text_content()) for link in links)
    return bool(links) and linked >= _count_letters(block.text_content())


def _count_letters(text: str) -> int:
    """Return the number of letters and digits: what merely separates links is no text."""
    return sum(map(str.isalnum, text))


def _spell_out(link: html.HtmlElement, answer_url: str) -> None:
    """Put the address behind the words of a link, unless it is there already or a secret."""
    address = link.get("href", "")
    shown = address
    for prefix in NOT_TYPED:
        shown = shown.removeprefix(prefix)
    shown = shown.rstrip("/")
    if shown and not address.startswith(answer_url) and shown not in link.text_content().replace(" ", ""):
        link.tail = f" ({shown}){link.tail or ''}"
    link.drop_tag()
