"""The words a clerk types into the text of a mail, such as {{Anrede}} or {{salutation}}, and what they become.

In HTML the expressions of `mail_placeholder` are stored, with the word as their text. A line keeps the words themselves, so that whoever reads it
again understands it, and is expanded before it is rendered. A word nobody knows is left as it is and found by `mail_placeholder`.
"""

import re
from html import escape

# For each expression: the English and the German word. The English one comes first; it is what the source says.
WORDS = {
    "object.salutation": ("salutation", "Anrede"),
    "object.invitee_name": ("name", "Name"),
    "object.organisation_name": ("organisation", "Organisation"),
    "object.event_name": ("workshop", "Workshop"),
    "object.event_time": ("date", "Termin"),
    "object.event_place": ("place", "Ort"),
    "object.deadline_text": ("deadline", "Frist"),
    "object.waiting_text": ("waiting place", "Wartelistenplatz"),
    "object.offer_text": ("offer until", "Angebot bis"),
    "object.campaign_id.title": ("campaign", "Kampagne"),
    "object.named_by": ("named by", "Genannt von"),
    "object.answer_url": ("answer link", "Antwortlink"),
    "object.materials_url": ("materials link", "Link zu den Unterlagen"),
}
LINKS = ("object.answer_url", "object.materials_url")
EXPRESSIONS = {word.casefold(): expression for expression, words in WORDS.items() for word in words}
WORD = re.compile(r"\{\{\s*([^{}<>]*?)\s*\}\}")
TAG = re.compile(r"(<[^<>]*>)")


def list_words(lang: str | None) -> list[str]:
    """Return the words of a language, in their braces; every language but German has the English ones."""
    return [_brace(expression, lang) for expression in WORDS]


def name_line(text: str, lang: str | None) -> str:
    """Return a one-line template with its expressions, and the words of other languages, replaced by the words of this one."""
    return WORD.sub(lambda match: _brace(expression, lang) if (expression := _find(match)) else match[0], text)


def expand_line(text: str) -> str:
    """Return a one-line template with the words in it replaced by their expressions."""
    return WORD.sub(lambda match: _wrap(match, "{{{{ {} }}}}"), text)


def expand_html(source: str) -> str:
    """Return an HTML template with the words in its text replaced; a word for an address becomes a link."""
    parts = TAG.split(source)
    return "".join(part if index % 2 else WORD.sub(_as_element, part) for index, part in enumerate(parts))


def unknown_words(source: str) -> list[str]:
    """Return what stands between double braces in the text of an HTML template: nothing will replace it there."""
    return [match[1] for part in TAG.split(source)[::2] for match in WORD.finditer(part)]


def _brace(expression, lang):
    english, german = WORDS[expression]
    return f"{{{{{german if (lang or '').startswith('de') else english}}}}}"


def _find(match):
    word = " ".join(match[1].replace("\xa0", " ").replace("&nbsp;", " ").split())
    return EXPRESSIONS.get(word.casefold()) or (word if word in WORDS else None)


def _wrap(match, pattern):
    expression = _find(match)
    return pattern.format(expression) if expression else match[0]


def _as_element(match):
    expression = _find(match)
    if not expression:
        return match[0]
    if expression in LINKS:
        return f'<a t-att-href="{expression}"><t t-out="{expression}">{escape(match[1])}</t></a>'
    return f'<t t-out="{expression}">{escape(match[1], quote=False)}</t>'
