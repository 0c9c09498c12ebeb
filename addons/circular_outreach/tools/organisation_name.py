"""The words of an organisation's name that tell it from others: "Muster GmbH & Co. KG" and "Muster Gmbh" are both "muster"."""

import re
from functools import lru_cache

from . import german_order
from .word_set import words

# As :func:`german_order.key` leaves them: small letters, no dots. Longer forms stand before those they begin with.
_FORMS = (
    "gesellschaft mit beschraenkter haftung|gesellschaft buergerlichen rechts|aktiengesellschaft|kommanditgesellschaft|"
    "eingetragene genossenschaft|eingetragener verein|eingetragene kauffrau|eingetragener kaufmann|"
    "unternehmergesellschaft|haftungsbeschraenkt|koerperschaft des oeffentlichen rechts|anstalt des oeffentlichen rechts|"
    "g?gmbh|mbh|kgaa|partgmbb|partg|mbb|gbr|ohg|kg|ag|gag|ug|se|eg|ev|ek|kdoer|aoer|adoer|co|cokg|ltd|inc|llc|bv|sarl|"
    r"e g|e v|e k|e kfm|e kfr|k d oe r|a d oe r|a oe r|i l|i gr|i g|b v|s r o|sp z o o"
)
FORM = re.compile(rf"\b(?:{_FORMS})\b")
OWNER = re.compile(r" inh(?:aber(?:in)?)? .*")
FILLING = words("am an auf bei beim das dem den der des die ein eine fuer im in und u of the von vom zu zum zur")


@lru_cache(maxsize=10_000)
def core_words(name: str) -> tuple[str, ...]:
    """Return the folded words without legal form, owner and filling words; all of them if nothing else would be left."""
    key = german_order.key(name)
    kept = FORM.sub(" ", OWNER.sub("", key)).split()
    return tuple(word for word in kept if word not in FILLING) or tuple(key.split())


def has_legal_form(name: str) -> bool:
    """Whether a name ends as only organisations' names do; "Co" and "SE" alone may be somebody's name."""
    key = german_order.key(name)
    form = key[len(FORM.sub("", key).rstrip()) :]
    return len(form.replace(" ", "")) > len("co") or form.strip() in ("kg", "ag", "ug", "eg", "e v", "ev", "e k", "ek")
