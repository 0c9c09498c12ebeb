"""What comes with a form of a public page: text somebody typed, or something forged. Reading it never fails and trusts nothing."""

from collections.abc import Mapping

LINE = 120
PARAGRAPH = 2000


def as_text(value: object) -> str:
    """Return a form value as text: a forged form may hold a file, or what no database takes."""
    return value.replace("\0", "").replace("\r\n", "\n").strip() if isinstance(value, str) else ""


class AnswerForm:
    """The answer page's form as it was sent, or as it is filled in when the page is opened: the page shows again whatever it holds."""

    def __init__(self, values: Mapping[str, object]):
        self._values = {name: as_text(value) for name, value in values.items()}

    def text(self, name: str) -> str:
        return self._values.get(name, "")

    def is_ticked(self, name: str) -> bool:
        return self.text(name) == "1"

    def number(self, name: str) -> int:
        """Return a whole number such as the id of a record, or 0."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def get_companions(self, most: int) -> dict[int, str]:
        """Return {place in the form: name} of the people who are to come along."""
        names = {place: " ".join(self.text(f"companion-{place}").split()) for place in range(1, most + 1)}
        return {place: name for place, name in names.items() if name}

    def find_too_long(self, paragraphs: frozenset[str]) -> list[str]:
        """Return the fields that hold more than the page lets anybody type."""
        return [name for name, text in self._values.items() if len(text) > (PARAGRAPH if name in paragraphs else LINE)]

    def get_filled(self) -> dict[str, str]:
        """Return {name: text} of what is to go along when another page comes in between; each form has its own token and language."""
        return {name: text for name, text in self._values.items() if text and name not in ("csrf_token", "lang")}

    def holds_any(self, prefix: str) -> bool:
        return any(text for name, text in self._values.items() if name.startswith(prefix))
