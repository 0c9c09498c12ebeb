"""How letters and mails begin, and how a person is named in an address block.

Rules: DIN 5008 and the customs of German offices. Prof. and Dr. are the only titles spoken, and only the higher one. The gender
is never guessed: whoever is neither "Frau" nor "Herr" is greeted by the full name.
"""

from . import academic_title

# Offices that replace name and title in the salutation ("Sehr geehrte Frau Bürgermeisterin,"), each as (male, female).
OFFICES = (
    ("Bürgermeister", "Bürgermeisterin"),
    ("Oberbürgermeister", "Oberbürgermeisterin"),
    ("Landrat", "Landrätin"),
    ("Staatssekretär", "Staatssekretärin"),
    ("Staatsminister", "Staatsministerin"),
    ("Minister", "Ministerin"),
    ("Ministerpräsident", "Ministerpräsidentin"),
)


def salutation(
    kind: str, title: str, first_name: str, surname: str, lang: str, is_organisation: bool = False, office: str = ""
) -> str:
    """Return the salutation with its comma, in German for German languages and for none, else in English.

    :param kind: ``female``, ``male`` or ``neutral``
    :param title: as in the address block ("Prof. Dr."); what is not spoken is left out
    :param lang: an Odoo or BCP 47 language code ("de_DE", "en-GB")
    :param is_organisation: whether nobody in particular is addressed; so is a person without any name
    :param office: a public office such as "Bürgermeisterin", which replaces the name in German; other functions change nothing
    """
    is_german = (lang or "de").lower().startswith("de")
    if is_organisation or not (first_name or surname):
        return "Sehr geehrte Damen und Herren," if is_german else "Dear Sir or Madam,"
    if is_german:
        return _salute_in_german(kind, title, first_name, surname, office)
    return _salute_in_english(kind, title, first_name, surname)


def _salute_in_german(kind: str, title: str, first_name: str, surname: str, office: str) -> str:
    if kind not in ("female", "male") or not surname:
        spoken = "Prof." if academic_title.is_professor(title) else "Dr." if academic_title.is_doctor(title) else ""
        return f"Guten Tag {_join(spoken, first_name, surname)},"
    greeting, professor = ("Sehr geehrte Frau", "Professorin") if kind == "female" else ("Sehr geehrter Herr", "Professor")
    office_name = _find_office(kind, office)
    if office_name:
        return f"{greeting} {office_name},"
    spoken = professor if academic_title.is_professor(title) else "Dr." if academic_title.is_doctor(title) else ""
    return f"{_join(greeting, spoken, surname)},"


def _salute_in_english(kind: str, title: str, first_name: str, surname: str) -> str:
    spoken = "Professor" if academic_title.is_professor(title) else "Dr" if academic_title.is_doctor(title) else ""
    if not spoken and surname:
        spoken = {"female": "Ms", "male": "Mr"}.get(kind, "")
    return f"Dear {_join(spoken, surname) if spoken and surname else _join(spoken, first_name, surname)},"


def _find_office(kind: str, office: str) -> str | None:
    """Return the form of an office for a gender; "Bürgermeister a. D." and "Leiter Technik" are none."""
    return next((female if kind == "female" else male for male, female in OFFICES if office.strip() in (male, female)), None)


def address_name(kind: str, title: str, first_name: str, surname: str) -> str:
    """Return the line of a German address block: "Herrn Dipl.-Ing. Kim Muster", "Frau Kim Muster, M.Sc.", or "Kim Muster"."""
    form = {"female": "Frau", "male": "Herrn"}.get(kind, "") if surname else ""
    name = _join(form, academic_title.before_name(title), first_name, surname) if first_name or surname else ""
    return ", ".join(filter(None, (name, academic_title.after_name(title)))) if name else ""


def _join(*parts: str) -> str:
    return " ".join(filter(None, parts))
