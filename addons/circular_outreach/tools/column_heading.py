"""Tell by its heading what a column of a contact list holds, in the usual German and English words."""

import re

from .german_order import key

HEADINGS = {
    "organisation": "firma; institution; organisation; organization; unternehmen; verein; betrieb; einrichtung; behörde; arbeitgeber; "
    "firmenname; name der firma; name der organisation; company; company name; organisation name; organization name; employer",
    "contact_person": "ansprechpartner; ansprechpartnerin; ansprechperson; kontaktperson; kontakt; contact; contact person; person",
    "form_of_address": "anrede; geschlecht; salutation; form of address; gender",
    "title": "titel; akad titel; akademischer titel; title; academic title",
    "first_name": "vorname; vornamen; rufname; first name; given name; forename",
    "name": "name; nachname; familienname; zuname; vorname name; vorname und name; vor und nachname; surname; last name; family name; "
    "full name",
    "function": "funktion; position; stellung; tätigkeit; amt; function; job title; job position",
    "street": "straße; str; straße nr; straße hausnummer; straße und hausnummer; straße hnr; anschrift; adresse; street; address",
    "house_number": "hausnummer; hausnr; haus nr; hnr; house number",
    "postcode": "plz; postleitzahl; zip; zip code; postcode; postal code",
    "place": "ort; stadt; wohnort; sitz; gemeinde; kommune; plz und ort; plz ort; city; town; place; municipality",
    "phone": "telefon; telefonnummer; telefonnr; tel; tel nr; rufnummer; festnetz; phone; phone number; telephone",
    "mobile": "mobil; mobiltelefon; mobilnummer; mobilfunk; handy; handynummer; mobile; mobile phone; cell phone",
    "email": "e mail; email; mail; e mail adresse; email adresse; emailadresse; mailadresse; mail adresse; e mail address; email address",
    "website": "website; webseite; internetseite; internetadresse; internet; homepage; web; www; url",
    "organisation_type": "organisationsart; organisationstyp; art der organisation; typ der organisation; art der einrichtung; "
    "organisation type; organization type; type of organisation",
    "target_group": "zielgruppe; zielgruppen; akteursgruppe; gruppe; target group",
    "role": "rolle; rollen; partnerrolle; role; roles; partner role",
    "topics": "thema; themen; themenfeld; themenfelder; handlungsfelder; schlagworte; interessen; topic; topics; tags",
    "source": "quelle; datenquelle; herkunft; herkunft der daten; source; source of the data",
    "source_date": "erfasst am; erhoben am; aufgenommen am; datum der erfassung; datum der erhebung; erfassungsdatum; recorded on",
    "remark": "bemerkung; bemerkungen; anmerkung; anmerkungen; notiz; notizen; kommentar; hinweis; hinweise; remark; remarks; note; notes; "
    "comment; comments",
}
COLUMN_BY_HEADING = {key(heading): column for column, headings in HEADINGS.items() for heading in headings.split(";")}
# Two things in one column, each of which the reader of the other finds.
SHARED_COLUMNS = {frozenset({"postcode", "place"}): "place", frozenset({"first_name", "name"}): "name"}
WHO = frozenset({"organisation", "name", "email"})  # a list that tells none of them names nobody
SEPARATOR = re.compile(r"[/,;()&|+:]|\s(?:und|bzw\.?|and|or)\s")


def recognise(headings: list[str]) -> dict[int, str]:
    """Return {index: what the column holds}; of two columns for the same thing the first counts."""
    columns: dict[int, str] = {}
    for index, heading in enumerate(headings):
        column = _recognise_heading(heading)
        if column and column not in columns.values():
            columns[index] = column
    return _tell_persons_from_organisations(columns)


def _recognise_heading(heading: str) -> str:
    whole = COLUMN_BY_HEADING.get(key(heading))
    if whole:
        return whole
    parts = {COLUMN_BY_HEADING.get(key(part)) for part in SEPARATOR.split(heading)} - {None}
    return next(iter(parts)) if len(parts) == 1 else SHARED_COLUMNS.get(frozenset(parts), "")


def _tell_persons_from_organisations(columns: dict[int, str]) -> dict[int, str]:
    """Read "Name, Ansprechpartner" as organisation and person, and "Firma, Ansprechpartner" too."""
    named = set(columns.values())
    if "contact_person" not in named:
        return columns
    renamed = {}
    if "name" not in named:
        renamed = {"contact_person": "name"}
    elif "organisation" not in named:
        renamed = {"name": "organisation", "contact_person": "name"}
    columns = {index: renamed.get(column, column) for index, column in columns.items()}
    return {index: column for index, column in columns.items() if column != "contact_person"}
