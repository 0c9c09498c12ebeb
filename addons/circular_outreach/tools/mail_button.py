"""Make the answer links of a mail large enough to be hit with a thumb.

A paragraph that holds nothing but a link becomes a table cell with a background, which every mail program shows, Outlook too; without style it still
is a link with its words. Links inside a sentence stay as they are. This works on text, because a parser would rewrite the marks of a
:class:`MailForm` in addresses.
"""

import re

PARAGRAPH = re.compile(
    r"<p\b[^<>]*>(?:\s|&nbsp;)*<a\b(?P<attributes>[^<>]*)>(?P<words>(?:(?!</?(?:a|p)\b).)*)</a>(?:\s|&nbsp;)*</p>",
    re.DOTALL | re.IGNORECASE,
)
HREF = re.compile(r"\bhref=\"([^\"]*)\"", re.IGNORECASE)
CELL = "background-color:#0b5c53;border-radius:6px"
LINK = (
    "display:inline-block;padding:12px 20px;border:1px solid #0b5c53;border-radius:6px;background-color:#0b5c53;"
    "color:#ffffff;font-size:16px;font-weight:bold;line-height:1.25;text-decoration:none"
)
BUTTON = (
    '<table role="presentation" border="0" cellpadding="0" cellspacing="0" style="border-collapse:separate;margin:0 0 12px 0"><tr>'
    '<td class="outreach-button" style="{cell}"><a class="outreach-button" href="{address}" style="{link}">{words}</a></td></tr></table>'
)


def with_buttons(source: str, address: str) -> str:
    """Return the HTML with a button for each paragraph that is a link to an address beginning so."""
    return PARAGRAPH.sub(lambda match: _as_button(match, address), source) if address else source


def _as_button(match, address):
    href = HREF.search(match["attributes"])
    if not href or not href[1].startswith(address) or not re.sub(r"<[^<>]*>|&nbsp;|\s", "", match["words"]):
        return match[0]
    return BUTTON.format(cell=CELL, link=LINK, address=href[1], words=match["words"])
