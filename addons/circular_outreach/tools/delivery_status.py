"""What a delivery report says about each recipient (RFC 3464), and how much it means (RFC 3463).

hard     the address takes no mail: nobody there, no such domain
policy   this mail was not wanted, or nobody can say why it came back: the address may well be alive
soft     not now: the mailbox is full, the server busy; the sender's server may still be trying
none     nothing went wrong
"""

import re
from dataclasses import dataclass

WORDS_LENGTH = 500
MOST_RECIPIENTS = 100
FIELD = re.compile(r"([A-Za-z][A-Za-z-]{2,40}):[ \t]*(.*)")
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[^\W_](?:[\w-]|\.(?=[^\W_])){1,252}")
ENHANCED_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ \-#:])")
ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
ACTION_OF_CLASS = {"5": "failed", "4": "delayed", "2": "delivered"}

# Subject and detail of codes that say something about the address itself. 4.1 and 4.310: how Microsoft says "no such recipient, no such domain".
DEAD = {"1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "4.1", "4.4", "4.310"}
FULL_WORDS = re.compile(
    r"mailbox (?:\S+ ){0,3}(?:is )?full|over ?quota|quota (?:is )?exceeded|exceeded (?:\w+ )?(?:storage|quota)|insufficient (?:\w+ )?storage|"
    r"out of storage|mailbox size limit|"
    r"(?:postfach|mailbox) (?:\S+ ){0,4}(?:voll|überfüllt)|speicherplatz|kontingent",
    re.IGNORECASE,
)
DEAD_WORDS = re.compile(
    r"user unknown|unknown (?:user|recipient|address|mailbox)|no such (?:user|recipient|mailbox|person|address|domain)|"
    r"(?:user|recipient|address|account|mailbox|domain)\b.{0,80}\b(?:does ?n[o']t exist|not found|was ?n[o']t found|could ?n[o']t be found|unknown|"
    r"is disabled|is inactive|no longer (?:available|valid|exists?))|mailbox unavailable|invalid (?:recipient|mailbox|user|address)|"
    r"not a valid (?:user|mailbox|recipient)|unroute?able|undeliverable address|recipnotfound|no mailbox here|host (?:or domain name )?not found|"
    r"domain name not found|name service error|nxdomain|"
    r"unbekannte[rn]? (?:benutzer|empfänger|adresse)|(?:benutzer|empfänger|adresse|postfach|konto)\w*\b.{0,80}\b(?:unbekannt|existiert nicht|"
    r"nicht gefunden|nicht vorhanden|nicht (?:mehr )?(?:gültig|verfügbar))|kein (?:solches )?(?:postfach|benutzer|empfänger)",
    re.IGNORECASE,
)
REFUSED_WORDS = re.compile(
    r"\bspam|black ?list|block ?list|blocked|\bdnsbl|\brbl\b|reputation|policy|richtlinie|dmarc|\bspf\b|\bdkim\b|content reject|virus|"
    r"not (?:authori[sz]ed|permitted|allowed)|relay(?:ing)? (?:access )?denied|access denied|unsolicited|zugriff verweigert|abgelehnt|gesperrt",
    re.IGNORECASE,
)
BUSY_WORDS = re.compile(
    r"temporar|try (?:again )?later|try again|deferred|delayed|timed? ?out|connection refused|greylist|not yet been delivered|still being|"
    r"will (?:keep|continue|be retried)|no action is required|vorübergehend|verzögert|weiterhin versucht|später erneut|noch nicht zugestellt",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Recipient:
    """One recipient of a delivery report; `original` is the address the mail was sent to before somebody passed it on."""

    address: str = ""
    original: str = ""
    action: str = "failed"
    status: str = ""
    words: str = ""
    severity: str = "policy"


def read(report: str) -> tuple[Recipient, ...]:
    """Read the recipients' blocks of a delivery status, whatever is left of it."""
    blocks = [fields for fields in _split_blocks(report) if {"final-recipient", "original-recipient"} & set(fields)]
    return tuple(_read_block(fields) for fields in blocks[:MOST_RECIPIENTS])


def judge(action: str, status: str, words: str) -> str:
    """Return how much it means: hard, policy, soft or none."""
    if action in ("delivered", "relayed", "expanded"):
        return "none"
    kind, _, detail = status.partition(".")
    if action == "delayed" or kind == "4" or detail == "2.2" or FULL_WORDS.search(words):
        return "soft"
    if detail.startswith("7."):
        return "policy"
    if detail in DEAD:
        return "hard"
    return _judge_words(words)


def find_status(words: str) -> str:
    """Return the status code in the words of a server, made from its reply code if need be: "550 no such user" is 5.0.0."""
    enhanced = ENHANCED_CODE.search(words)
    if enhanced:
        return ".".join(enhanced.groups())
    reply = REPLY_CODE.search(words)
    return f"{reply[1]}.0.0" if reply else ""


def find_addresses(words: str) -> tuple[str, ...]:
    """Return the addresses in a text, each once, in small letters."""
    return tuple(dict.fromkeys(match.rstrip(".-").lower() for match in ADDRESS.findall(words)))[:MOST_RECIPIENTS]


def _judge_words(words: str) -> str:
    if REFUSED_WORDS.search(words) and not DEAD_WORDS.search(words):
        return "policy"
    if DEAD_WORDS.search(words):
        return "hard"
    return "soft" if BUSY_WORDS.search(words) else "policy"


def _split_blocks(report: str) -> list[dict[str, str]]:
    """Return the fields of each block. Where the empty line is missing, a second final recipient begins a new block."""
    blocks: list[dict[str, str]] = [{}]
    name = ""
    for line in report.split("\n"):
        field = FIELD.match(line)
        if not line.strip():
            blocks.append({})
            name = ""
        elif line[0] in " \t" and name:
            blocks[-1][name] += " " + line.strip()
        elif field:
            name = field[1].lower()
            if name == "final-recipient" and name in blocks[-1]:
                blocks.append({})
            blocks[-1].setdefault(name, field[2].strip())
    return blocks


def _read_block(fields: dict[str, str]) -> Recipient:
    words = " ".join(fields.get("diagnostic-code", "").partition(";")[2].split()) or fields.get("diagnostic-code", "")
    status = find_status(fields.get("status", "") + " ") or find_status(words)
    if status.endswith(".0.0"):
        status = find_status(words) or status
    action = fields.get("action", "").split("(")[0].strip().lower()
    if action not in ACTIONS:
        action = ACTION_OF_CLASS.get(status[:1], "failed")
    return Recipient(
        address=_address(fields.get("final-recipient", "")),
        original=_address(fields.get("original-recipient", "")),
        action=action,
        status=status,
        words=words[:WORDS_LENGTH],
        severity=judge(action, status, words),
    )


def _address(value: str) -> str:
    """Return the address of "rfc822; <kim@firm.example>"; what is none, such as X.400 names, is left out."""
    return next(iter(find_addresses(value.partition(";")[2] or value)), "")
