"""Notice remarks by which somebody may have objected to being written to. Whether they did is for a person to say."""

import re

from .german_order import key

MAIL = r"(?:e ?mails?|mails?|elektronisch|schriftlich|post|newsletter|werbung|einladung(?:en)?|anschreiben|rundmails?)"
OBJECTION = re.compile(
    rf"\b(?:kein(?:e|en|er)?|keinerlei)\s(?:\w+\s){{0,2}}{MAIL}\b"
    rf"|\bnicht\s(?:mehr\s)?(?:\w+\s){{0,3}}(?:{MAIL}|einladen|eingeladen|(?:an)?schreiben|angeschrieben|kontaktieren|kontaktiert|informieren)\b"
    r"|\bwidersp\w+|\bwerbesperre\b|\bkontaktsperre\b|\babgemeldet\b|\bausgetragen\b|\baus (?:dem )?verteiler\b|\bopt ?out\b|\bunsubscribed?\b"
    r"|\bmoechten? (?:nicht|keine)\b|\b(?:do not|don t|dont|no|never)\s(?:more\s)?(?:e ?mails?|mails?|mail|write|contact|invite)\b"
)


def sounds_like_one(remark: str) -> bool:
    """Whether a remark may be an objection: "bitte nicht per Mail einladen", "keine Werbung", "Widerspruch 3/2024"."""
    return bool(OBJECTION.search(key(remark)))
