"""The mail by which a mail program takes somebody off a list (RFC 2369, 3.2): its subject carries the token of the list header."""

import re

SUBJECT = "unsubscribe"
TOKEN = re.compile(r"\b(?:unsubscribe|abmelden)[\s:]+([0-9a-f]{64})\b", re.IGNORECASE)
# Mail programs that write something all the same, so that the mail is not empty.
MACHINE_WORDS = re.compile(
    r"automatically generated|automatisch (?:erzeugt|erstellt|generiert)|please unsubscribe|^\W*(?:unsubscribe|abmelden)\W*$",
    re.IGNORECASE,
)


def make_address(mailbox: str, token: str) -> str:
    """Return the address that a mail program writes to (RFC 6068)."""
    return f"mailto:{mailbox}?subject={SUBJECT}%20{token}"


def find_token(subject: str) -> str:
    """Return the token in a subject, whatever servers have put around it, or an empty text."""
    match = TOKEN.search(" ".join(subject.split()))
    return match[1].lower() if match else ""


def is_written_by_person(words: str) -> bool:
    """Whether a person has added something that somebody should read."""
    return bool(words.strip()) and not MACHINE_WORDS.search(words)
