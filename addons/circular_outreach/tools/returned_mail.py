"""Read what comes back for a mail: reports of servers, receipts, complaints, automatic answers, and what people write.

report      a server says what became of the mail, for each recipient (delivery_status.py, bounce_text.py)
receipt     a mail program says that it was shown or deleted (RFC 8098)
complaint   the recipient has pressed "this is spam" (RFC 5965)
challenge   a machine wants the sender to prove that they are a person
moved       an automatic answer: this address is no longer the right one
auto_reply  any other automatic answer, out of office above all
reply       a person wrote
other       a machine wrote something that concerns nobody

Reading never fails, whatever the bytes were: what cannot be understood is a reply, which a person will look at.
"""

import re
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage, Message

from . import absence_end, automatic_mail, bounce_text, delivery_status, mail_part, new_address
from .delivery_status import Recipient, find_addresses
from .own_words import full_text, own_words

MOST_IDS = 32
ID = r"<[!-;=?-~]{1,500}>"
MESSAGE_ID = re.compile(ID)
ID_IN_TEXT = re.compile(rf"^[>\s|]*(?:X-Microsoft-Original-)?Message-ID:\s*({ID})", re.IGNORECASE | re.MULTILINE)
RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
STATUS = ("message/delivery-status", "message/global-delivery-status")
RECEIPT = ("message/disposition-notification", "message/global-disposition-notification")
COMPLAINT = "message/feedback-report"
COMPLAINT_TYPES = ("abuse", "fraud", "opt-out", "opt-out-list")
# Where a server may have kept the address the mail really came to.
RECEIVED_FOR = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Failed-Recipients")


@dataclass(frozen=True)
class ReturnedMail:
    """What came back. `answered_ids` are the Message-IDs it answers, `returned_ids` those of the mails it brings back."""

    kind: str
    recipients: tuple[Recipient, ...] = ()
    returned_ids: tuple[str, ...] = ()
    answered_ids: tuple[str, ...] = ()
    addressed_to: tuple[str, ...] = ()
    sender: str = ""
    has_moved: bool = False
    suggestion: str = ""
    absent_until: date | None = None
    words: str = ""


def read(message: EmailMessage) -> ReturnedMail:
    """Classify one received mail."""
    parts = {}
    for part in mail_part.own_parts(message):
        parts.setdefault(mail_part.content_type(part), part)
    kind, recipients = _classify(message, parts)
    words = own_words(message)
    sender = _addresses(message, "From")[:1]
    readers = tuple(address for name in RECEIVED_FOR for address in _addresses(message, name))
    said = words if kind in ("moved", "reply") else " ".join(one.words for one in recipients)
    return ReturnedMail(
        kind=kind,
        recipients=recipients,
        returned_ids=_find_returned_ids(message, parts) if kind in ("report", "receipt", "complaint", "other") else (),
        answered_ids=_find_answered_ids(message),
        addressed_to=readers,
        sender="".join(sender),
        has_moved=new_address.has_moved(said),
        suggestion=new_address.suggest(said, sender + readers + tuple(one.address for one in recipients)),
        absent_until=absence_end.find(words, mail_part.raw_header(message, "Date")) if kind == "auto_reply" else None,
        words=words[:1000],
    )


def _classify(message: EmailMessage, parts: dict[str, Message]) -> tuple[str, tuple[Recipient, ...]]:
    """Return the kind, and for reports the recipients."""
    if COMPLAINT in parts:
        fields = mail_part.fields_text(parts[COMPLAINT])
        kind = re.search(r"^feedback-type:\s*([\w-]+)", fields, re.IGNORECASE | re.MULTILINE)
        return ("complaint" if kind and kind[1].lower() in COMPLAINT_TYPES else "other"), ()
    if any(name in parts for name in RECEIPT) or mail_part.parameter(message, "report-type") == "disposition-notification":
        return "receipt", ()
    recipients = _read_report(message, parts)
    return ("report", recipients) if recipients else (_classify_writing(message), ())


def _read_report(message: EmailMessage, parts: dict[str, Message]) -> tuple[Recipient, ...]:
    for name in STATUS:
        if name in parts:
            recipients = delivery_status.read(mail_part.fields_text(parts[name]))
            if recipients:
                return recipients
    text = full_text(message)
    # Where boundaries are missing, the status is somewhere in the text.
    if mail_part.content_type(message) == "multipart/report":
        recipients = delivery_status.read(text or mail_part.text(message))
        if recipients:
            return recipients
    return bounce_text.read(
        sender="".join(_addresses(message, "From")[:1]),
        subject=mail_part.header(message, "Subject"),
        failed_recipients=mail_part.header(message, "X-Failed-Recipients"),
        text=text,
        own_addresses=_addresses(message, "To"),
    )


def _classify_writing(message: EmailMessage) -> str:
    words = own_words(message)
    is_automatic = automatic_mail.is_automatic(message) or automatic_mail.is_absence(mail_part.header(message, "Subject"))
    if automatic_mail.is_challenge(message, words) and (is_automatic or not _find_answered_ids(message)):
        return "challenge"
    if not is_automatic:
        return "reply"
    return "moved" if new_address.has_moved(words) else "auto_reply"


def _find_returned_ids(message: EmailMessage, parts: dict[str, Message]) -> tuple[str, ...]:
    """Return the Message-IDs of what was sent back, from its headers or wherever a server has put them."""
    found = []
    for part in (parts[name] for name in RETURNED if name in parts):
        for returned in mail_part.children(part):
            found += MESSAGE_ID.findall(mail_part.raw_header(returned, "Message-ID"))
            found += MESSAGE_ID.findall(mail_part.raw_header(returned, "X-Microsoft-Original-Message-ID"))
        found += ID_IN_TEXT.findall(mail_part.text(part))
    found += ID_IN_TEXT.findall(full_text(message))
    for name in RECEIPT:
        if name in parts:
            found += re.findall(rf"original-message-id:\s*({ID})", mail_part.fields_text(parts[name]), re.IGNORECASE)
    return tuple(dict.fromkeys(found))[:MOST_IDS]


def _find_answered_ids(message: EmailMessage) -> tuple[str, ...]:
    """Return the Message-IDs a mail answers, the nearest first (RFC 5322, 3.6.4)."""
    direct = MESSAGE_ID.findall(mail_part.raw_header(message, "In-Reply-To"))
    earlier = MESSAGE_ID.findall(mail_part.raw_header(message, "References"))
    return tuple(dict.fromkeys([*direct, *reversed(earlier)]))[:MOST_IDS]


def _addresses(message: EmailMessage, name: str) -> tuple[str, ...]:
    return find_addresses(mail_part.header(message, name))
