"""Notice remarks by which somebody may have objected to being written to. Whether they did is for a person to say.

A false alarm costs one click; an objection that nobody noticed costs trust and is against the law. So the words are many.
"""

import re

from .german_order import key

MAIL = (
    r"(?:e ?mails?|mails?|elektronisch|schriftlich|post|briefe?|newsletter|werbung|einladung(?:en)?|anschreiben|rundmails?|infos?|"
    r"informationen|kontakt|kontaktaufnahme|anrufe?)"
)
VERB = (
    r"(?:einladen|eingeladen|(?:an)?schreiben|angeschrieben|kontaktieren|kontaktiert|informieren|anrufen|angerufen|ansprechen|"
    r"erwuenscht|gewuenscht)"
)
OBJECTION = re.compile(
    rf"\b(?:kein(?:e|en|er|erlei)?)\s(?:\w+\s){{0,2}}(?:{MAIL}|interesse)\b"
    rf"|\bnicht\s(?:mehr\s)?(?:\w+\s){{0,3}}(?:{MAIL}|{VERB})\b"
    r"|\b(?:unerwuenscht|widersp\w+|werbesperre|kontaktsperre|abgemeldet|abbestell\w*|ausgetragen|opt ?out|unsubscribed?)\b"
    r"|\b(?:aus (?:dem )?verteiler|dsgvo|verstorben|unbekannt verzogen|moechten? (?:nicht|keine))\b"
    r"|\b\w*(?:loeschen|loeschung|geloescht)\b"
    r"|\b(?:do not|don t|dont|no|never)\s(?:more\s)?(?:e ?mails?|mails?|mail|write|contact|invite|interest)\b|\bdelete\b|\bdeceased\b"
)


def sounds_like_one(remark: str) -> bool:
    """Whether a remark may be an objection: "bitte nicht per Mail einladen", "keine Werbung", "Widerspruch 3/2024", "bitte löschen"."""
    return bool(OBJECTION.search(key(remark)))
