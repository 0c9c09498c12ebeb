"""What the text of a mail may ask for: a short list of words about the invitee and the workshop, and nothing else.

Mails are rendered with the rights of the system. A text that could name anything could read and change anything, so this list is the border
between writing a mail and running a program.
"""

import re

from lxml import etree, html

ALLOWED = frozenset(
    {
        "object.answer_url",
        "object.campaign_id.title",
        "object.deadline_text",
        "object.event_name",
        "object.event_place",
        "object.event_time",
        "object.invitee_name",
        "object.lang",
        "object.materials_url",
        "object.named_by",
        "object.offer_text",
        "object.organisation_name",
        "object.salutation",
        "object.waiting_text",
    }
)
# Wherever it stands: what one parser takes for text may be an attribute to another.
DIRECTIVE = re.compile(r"\bt-([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')?")
EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def forbidden_in_line(text: str) -> list[str]:
    """Return what a one-line template asks for beyond the list."""
    found = [expression.strip() for expression in EXPRESSION.findall(text) if expression.strip() not in ALLOWED]
    rest = EXPRESSION.sub("", text)
    return found + [mark for mark in ("{{", "}}", "#{", "${") if mark in rest]


def forbidden_in_html(source: str) -> list[str]:
    """Return what an HTML template asks for beyond the list, directives it may not use included.

    It is looked at as it stands, and as the parser reads it that renders it: small letters, entities resolved.
    """
    found = []
    for match in DIRECTIVE.finditer(source):
        found += _forbidden_in_directive(match[1], match[2] if match[2] is not None else match[3], match[0])
    for element in html.fragment_fromstring(source, create_parent="div").iter(etree.Element):
        for name, value in element.attrib.items():
            if name.lower().startswith("t-"):
                found += _forbidden_in_directive(name[2:], value, f'{name}="{value}"')
    return list(dict.fromkeys(found))


def _forbidden_in_directive(name, value, shown):
    if name in ("out", "att-href") and value is not None and value.strip() in ALLOWED:
        return []
    if name == "attf-href" and value is not None:
        return forbidden_in_line(value)
    return [shown]
