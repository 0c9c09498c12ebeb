"""Academic titles as German address lists write them.

A title is the text of an address block, such as "Prof. Dr.-Ing. habil."; degrees that stand after the name
("M.Sc.") belong to it too.
"""

import re

from .word_set import words

BEFORE = words("Prof. Jun.-Prof. Hon.-Prof. Univ.-Prof. apl. PD Dr. Dr.-Ing. Dres. Mag. Ing. Dkfm. habil.")
AFTER = words("M.Sc. B.Sc. M.A. B.A. M.Eng. B.Eng. M.Ed. B.Ed. LL.M. LL.B. MBA Ph.D. MdB MdL MdEP")
# What may continue a title, and is no title on its own ("Dr. rer. nat.", "Dipl.-Ing. (FH)").
CONTINUATIONS = words(
    "agr. biol. c. cult. dent. des. e. e.h. em. forest. h. h.c. hort. hum. iur. jur. math. med. mont. mult. nat. oec. "
    "paed. phil. pol. publ. rer. sc. silv. soc. techn. theol. troph. vet. fh tu (fh) (tu) (th) (ba) (dh) (uni) (univ.)"
)
DIPLOMAS = words(
    "agr arch betriebsw biol chem des forstw geogr geol geoökol hdl inf inform ing jur kffr kfm kfr math met oec ökol päd phys "
    "psych restaur sc soz stat umweltwiss verw volksw wirt wirtsch"
)
CAPITAL_INITIALS = re.compile(r"(?:[A-ZÄÖÜ]\.)+")


def _spell_diploma(match: re.Match) -> str:
    parts = (part.strip(". ") for part in match["what"].split("-"))
    return "-".join(f"{part[0].upper()}{part[1:].lower() if part.isupper() else part[1:]}." for part in ("Dipl", *parts) if part)


_DIPLOMA = f"(?:{'|'.join(sorted(DIPLOMAS, reverse=True))})"
_END = r"\b\.?(?!\w)"
# Degrees without dots are known by their exact capitals: "Meng", "Med" and "Mba" are words and names.
SPELLINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\b(prof|dr)(?:\.-?|-)in\b\.?", r"\1. "),
        (r"\b(prof|dr|dres|habil|med|rer|nat|phil|jur|iur|pol|oec|mult)\.(?=[^\W\d_])", r"\1. "),
        (r"\bh\.\s?c\.", lambda match: match[0] if match[0].isupper() else "h. c."),
        (r"\bjun(?:\.|ior)?-?\s?prof(?:essor(?:in)?)?" + _END, "Jun.-Prof."),
        (r"(?<!-)\bprof(?:essor(?:in)?)?" + _END, "Prof."),
        (r"\bdr\.?\s?-?\s?ing" + _END, "Dr.-Ing."),
        (r"\bdr(?!\.?-)" + _END, "Dr."),
        (r"\bdoktor(?:in)?(?=\s)", "Dr."),
        (r"\bdres" + _END, "Dres."),
        (r"\bhabil" + _END, "habil."),
        (r"\bpriv(?:at|\.)?-?\s?doz(?:ent(?:in)?)?" + _END, "PD"),
        (r"\bpd\b\.?(?=\s+dr\b)", "PD"),
        (r"\bdiplom-?\s?ingenieur(?:in)?\b", "Dipl.-Ing."),
        (r"\bdipl\.?\s?-\s?(?P<what>[^\W\d_]+\.?(?:-[^\W\d_]+\.?)*)", _spell_diploma),
        (rf"\bdipl\.?\s?(?P<what>{_DIPLOMA}(?:\.?-{_DIPLOMA})*)" + _END, _spell_diploma),
        (r"\bdkfm\.", "Dkfm."),
        (r"\bmag\.", "Mag."),
        (r"(?<![-\w])ing\.", "Ing."),
        (r"\b(?-i:([MB])Sc\b)|\b([mb])\.\s?sc" + _END, lambda match: f"{(match[1] or match[2]).upper()}.Sc."),
        (r"\b(?-i:([MB])Eng\b)|\b([mb])\.\s?eng" + _END, lambda match: f"{(match[1] or match[2]).upper()}.Eng."),
        (r"\b([mb])\.\s?ed" + _END, lambda match: f"{match[1].upper()}.Ed."),
        (r"\b([mb])\.\s?a\.(?!\w)", lambda match: f"{match[1].upper()}.A."),
        (r"\b(?-i:LL([MB])\b)|\bll\.\s?([mb])" + _END, lambda match: f"LL.{(match[1] or match[2]).upper()}."),
        (r"\b(?-i:PhD\b)|\bph\.\s?d" + _END, "Ph.D."),
        (r"\bm\.\s?b\.\s?a\.", "MBA"),
    )
)
# Most cells of a list hold no title; they need none of the patterns above.
MAY_HOLD_TITLE = re.compile(r"\.|\b(?:prof|jun|dr|dok|habil|priv|pd|dipl)|(?-i:[MB]Sc|[MB]Eng|LL[MB]|PhD)", re.IGNORECASE)


def spell(text: str) -> str:
    """Return a text with the titles in it spelled one way ("Prof.Dr. Ing" becomes "Prof. Dr.-Ing."); the rest stays."""
    if not MAY_HOLD_TITLE.search(text):
        return " ".join(text.split())
    for pattern, replacement in SPELLINGS:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


def take(name: list[str]) -> tuple[list[str], list[str]]:
    """Split the words of a name, spelled by :func:`spell`, into its titles and the rest."""
    start = 0
    while start < len(name) and _is_title(name[start], after_title=start > 0):
        start += 1
    end = next((end for end in range(start + 1, len(name)) if _are_titles(name[end:])), len(name))
    return [lower_continuation(word) for word in name[:start] + name[end:]], name[start:end]


def lower_continuation(word: str) -> str:
    """Return "MED." as "med."; other words stay."""
    return word.lower() if word.isupper() and word.lower() in CONTINUATIONS and word.endswith(".") else word


def _are_titles(group: list[str]) -> bool:
    return (_is_title(group[0]) or group[0] in AFTER) and all(_is_title(word, after_title=True) for word in group[1:])


def _is_title(word: str, after_title: bool = False) -> bool:
    """Whether a word belongs to a title; "M.A." and "H." at the beginning are the initials of a first name."""
    if word in BEFORE or word.startswith("Dipl.-"):
        return True
    if CAPITAL_INITIALS.fullmatch(word):
        return after_title and word in AFTER
    return word in AFTER or (after_title and word.lower() in CONTINUATIONS)


def before_name(title: str) -> str:
    """Return the part of a title that stands before the name."""
    return " ".join(word for word in _words(title) if word not in AFTER)


def after_name(title: str) -> str:
    """Return the part of a title that stands after the name, with a comma between two degrees."""
    return ", ".join(word for word in _words(title) if word in AFTER)


def is_professor(title: str) -> bool:
    """Whether a title contains a professorship."""
    return any(word.endswith("Prof.") for word in _words(title))


def is_doctor(title: str) -> bool:
    """Whether a title contains a doctorate that belongs in a salutation; a Ph.D. stands after the name and does not."""
    return any(word in ("Dr.", "Dr.-Ing.", "Dres.") for word in _words(title))


def _words(title: str) -> list[str]:
    return spell(title.replace(",", " ")).split()
