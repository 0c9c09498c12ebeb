"""Read the reports of servers that write them as they like: Exim, qmail, old Exchange and Notes, large German providers.

Only what is clear is taken for a report: it comes from a mail server, says that a mail did not arrive, and is no delivery status (RFC 3464).
"""

import re

from .delivery_status import BUSY_WORDS, WORDS_LENGTH, Recipient, find_addresses, find_status, judge

TEXT_LENGTH = 20_000
SERVER = re.compile(
    r"mailer[-_.]?daemon|post-?master|mail[-_.]?(?:delivery|daemon)|mdaemon|microsoftexchange[0-9a-f]*|mail-?system|antispam|bounce[sd]?",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"undeliver(?:ed|able)|delivery .{0,25}(?:fail|delay|problem)|failure notice|mail delivery|returned? (?:mail|to sender)|"
    r"message.{0,40}delayed|unzustellbar|nicht zustellbar|zustell(?:ung|fehler)|konnte nicht zugestellt|rückläufer|"
    r"could not be delivered|warning: message",
    re.IGNORECASE,
)
SAYS_SO = re.compile(
    r"could ?n[o']t be delivered|was not delivered|was ?n[o']t able to deliver|unable to deliver|not yet been delivered|delivery (?:\w+ ){0,5}failed|"
    r"failed permanently|permanent (?:fatal )?error|did not reach|undeliverable|could not deliver|delayed|"
    r"nicht zugestellt|nicht zustellbar|unzustellbar|zustellung .{0,60}(?:fehlgeschlagen|nicht möglich|gescheitert|verzögert)|nicht erreicht",
    re.IGNORECASE,
)
# What follows is the mail that came back.
COPY = re.compile(
    r"^.{0,20}(?:this is (?:a copy of|the body of)|below this line is a copy|the header of the original|original (?:message|mail)|"
    r"(?:the )?text of your message|return-path: |received: (?:from|by)|ursprüngliche |originalnachricht|original-?mail|kopfzeilen|"
    r"kopie (?:der|ihrer)|es folgt)",
    re.IGNORECASE | re.MULTILINE,
)


def read(sender: str, subject: str, failed_recipients: str, text: str, own_addresses: tuple[str, ...]) -> tuple[Recipient, ...]:
    """Return the recipients a mail server complains about, or nothing if this is no report.

    `failed_recipients` is Exim's header X-Failed-Recipients; `own_addresses` are those the report came to.
    """
    text = text[:TEXT_LENGTH]
    is_from_server = bool(SERVER.fullmatch(sender.partition("@")[0].split("+")[0]))
    if not failed_recipients and not (is_from_server and SUBJECT.search(subject) and SAYS_SO.search(f"{subject}\n{text}")):
        return ()
    copy = COPY.search(text)
    words = " ".join((text[: copy.start()] if copy else text).split())
    own = {address.lower() for address in own_addresses} | {sender.lower()}
    addresses = find_addresses(failed_recipients) or tuple(
        address for address in find_addresses(words) if address not in own and not SERVER.fullmatch(address.partition("@")[0])
    )
    status = find_status(words)
    is_delay = not failed_recipients and bool(BUSY_WORDS.search(f"{subject} {words}")) and not status.startswith("5")
    action = "delayed" if is_delay else "failed"
    shown = _shorten(words, addresses)
    severity = judge(action, status, words)
    return tuple(Recipient(address, "", action, status, shown, severity) for address in addresses or ("",))


def _shorten(words: str, addresses: tuple[str, ...]) -> str:
    """Return the words from the first address on: what stands before is a greeting."""
    place = words.lower().find(addresses[0]) if addresses else -1
    return words[max(place, 0) :][:WORDS_LENGTH]
