"""A text with gaps, written once and filled in for each person: a thousand mails cost one rendering.

A template is rendered with markers in place of the person's words; what comes out is cut at the markers. The markers are characters of Unicode's
private use area, which no text of people holds.
"""

import html
import re
from collections.abc import Mapping

OPEN, CLOSE = "\ue000", "\ue001"
GAP = re.compile(f"{OPEN}([a-z_.]+){CLOSE}")


def gap(name: str) -> str:
    """Return the marker that stands for a word."""
    return f"{OPEN}{name}{CLOSE}"


def without_gaps(text: str) -> str:
    """Return a text that people wrote without anything that could be taken for a marker."""
    return text.replace(OPEN, "").replace(CLOSE, "")


class MailForm:
    """A rendered text, cut at its gaps.

    `names` are the words it asks for, each once.
    """

    def __init__(self, rendered: str):
        self._parts = GAP.split(rendered)
        self.names = frozenset(self._parts[1::2])

    def fill(self, words: Mapping[str, str]) -> str:
        """Return the text with each gap replaced by its word as it is. Raises KeyError for a word that is missing."""
        parts = list(self._parts)
        parts[1::2] = [words[name] for name in parts[1::2]]
        return "".join(parts)

    def fill_html(self, words: Mapping[str, str]) -> str:
        """Return the page with each gap replaced by its word, written so that it is text wherever it stands. Raises KeyError."""
        return self.fill({name: html.escape(words[name]) for name in self.names})
