"""Notice that somebody has left or writes from another address now, and which address they name. To change it is for a person."""

import re

from .delivery_status import find_addresses

TEXT_LENGTH = 5_000
MOVED = re.compile(
    r"nicht mehr (?:länger )?(?:\S+ ){0,4}(?:tätig|beschäftigt|angestellt|im (?:unternehmen|hause?|amt|dienst|team)|bei uns|zuständig)|"
    r"arbeite\w? (?:\S+ ){0,4}nicht mehr|(?:aus|das) (?:\S+ ){0,4}(?:ausgeschieden|verlassen)|(?:im|in den) (?:wohlverdienten )?ruhestand|in rente|"
    r"(?:e-?mail-?)?adresse (?:\S+ ){0,4}(?:nicht mehr|hat sich geändert|geändert)|(?:neue[nr]?|geänderte[nr]?) (?:e-?mail-?|mail)?(?:adresse|anschrift)|"
    r"no longer (?:\S+ ){0,2}(?:works?|working|employed|with (?:us|the)|at|here|in use|monitored|active|valid|in charge)|"
    r"(?:has|have) (?:now )?left (?:the |our )?(?:company|organi[sz]ation|office|university|team|\w+ gmbh)|(?:has|have) retired|"
    r"new (?:e-?mail )?address|changed (?:my|our|its) (?:e-?mail )?address|(?:e-?mail )?address has changed|please try <",
    re.IGNORECASE,
)


def has_moved(words: str) -> bool:
    return bool(MOVED.search(" ".join(words[:TEXT_LENGTH].split())))


def suggest(words: str, known: tuple[str, ...]) -> str:
    """Return the first address named from there on where the news begins, else before it; `known` are those of writer and reader."""
    text = " ".join(words[:TEXT_LENGTH].split())
    news = MOVED.search(text)
    if not news:
        return ""
    places = find_addresses(text[news.start() :]) + find_addresses(text[: news.start()])
    return next((address for address in places if address not in known), "")
