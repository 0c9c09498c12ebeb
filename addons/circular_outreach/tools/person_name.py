"""Read a person's name from the cells of a list as offices keep them, and write it in two orders."""

import re
import unicodedata
from typing import NamedTuple

from . import academic_title, name_particle
from .word_set import words

FEMALE = words("frau fr fr. fräulein frl. mrs mrs. ms ms. miss mme madame")
MALE = words("herr herrn hr hr. hrn hrn. mr mr. monsieur")
# Understood only in the cell for the form of address, where nothing else can be meant.
FEMALE_IN_CELL = FEMALE | words("w weiblich weibl. f female")
MALE_IN_CELL = MALE | words("m männlich männl. male")
# Said of people who are neither addressed as Frau nor as Herr, or of several at once.
NEUTRAL_IN_CELL = words("d divers div. x neutral familie fam. eheleute firma fa. damen herren team person mx mx.")
GREETING_WORDS = words("sehr geehrte geehrter liebe lieber hallo guten tag dear an und u. & + and or oder / ,")

NOTHING = re.compile(
    r"[\W_]*|x|n\.?\s?n\.?|k\.?\s?a\.?|n/a|keine angaben?|(?:ansprechpartner(?:in)?|ansprechperson|kontakt|name)?\s?"
    r"(?:nicht bekannt|unbekannt|unknown|vakant|wechselnd|offen|fehlt)",
    re.IGNORECASE,
)
GENERATION = re.compile(r"II|III|IV|V|VI|[Ss]en\.|[Jj]un\.|[SJ]r\.|sen|jun|sr|jr")
REMARK = re.compile(
    r"\((?!(?:FH|TU|TH|BA|DH|Uni|Univ\.)\))(?P<brackets>[^()]*)\)|\s*\b(?P<birth>(?:geb|verh|verw|gesch)\.\s.*|geborener?\s.*)",
    re.IGNORECASE,
)
ATTENTION = re.compile(r"^(?:z\.?\s?h(?:d|dn)?\.|zu händen|c/o)\s+", re.IGNORECASE)
NEXT_PERSON = re.compile(r"\s*;\s*|\s+/\s+")
FUNCTION = re.compile(
    r"geschäftsführ|leiter|vorstand|vorsitz|bürgermeister|landrat|landrätin|referent|inhaber|prokurist|direktor|sekret|assisten|beauftragt|"
    r"manager|sprecher|koordinat|dezernent|dekan|rektor|präsident|elternzeit|verstorben|ansprechpartner",
    re.IGNORECASE,
)
CELL_LENGTH = 500  # a longer cell holds no name; it is passed on in ``rest``, not searched


class PersonName(NamedTuple):
    """A name in its parts; ``kind`` is female, male or neutral, ``rest`` what the cells held besides a name."""

    kind: str = "neutral"
    title: str = ""
    first_name: str = ""
    surname: str = ""
    rest: str = ""

    @property
    def full_name(self) -> str:
        """The name in natural order: "Prof. Dr. Erika Muster", "Kim Muster, M.Sc."."""
        name = " ".join(filter(None, (academic_title.before_name(self.title), self.first_name, self.surname)))
        return ", ".join(filter(None, (name, academic_title.after_name(self.title))))

    @property
    def list_name(self) -> str:
        """The name for alphabetical lists: "Muster, Erika (Prof. Dr.)"."""
        name = ", ".join(filter(None, (self.surname, self.first_name)))
        return f"{name} ({self.title})" if self.title and name else name or self.title


class _Reading(NamedTuple):
    """What one cell says: its forms of address, its titles, the words between its commas, and remarks."""

    kinds: set[str]
    titles: list[str]
    segments: list[list[str]]
    remarks: list[str]


class _Split(NamedTuple):
    """First name and surname in words, and the segments that are neither."""

    first_name: list[str]
    surname: list[str]
    extra: list[list[str]]


def parse(anrede: object = None, titel: object = None, vorname: object = None, name: object = None) -> PersonName:
    """Read a person's name from the cells for form of address, title, first name and (sur)name, each of which may be empty.

    The gender is known only from a form of address, never guessed from a first name; contradictory forms are neutral.
    Cells without a name give an empty :class:`PersonName`. Nothing is raised, and words that are no name end in ``rest``.
    """
    cells = [_clean(cell) for cell in (anrede, titel, vorname, name)]
    too_long = [cell for cell in cells if len(cell) > CELL_LENGTH]
    address_cell, title_cell, first_cell, last_cell = ("" if cell in too_long else cell for cell in cells)
    address_kinds, address_words = _read_form_of_address(address_cell)
    address_titles, unknown = academic_title.take(address_words)
    title_kinds, title_words = _read_form_of_address(title_cell)
    first, last = _read(first_cell), _read(last_cell)
    read = _from_two_cells if first.segments and last.segments else _from_one_cell
    split = read(first.segments, last.segments)
    kinds = address_kinds | title_kinds | first.kinds | last.kinds
    is_several = not name_particle.CONNECTIVES.isdisjoint(split.first_name)
    rest = [" ".join(unknown), *first.remarks, *last.remarks, *map(" ".join, split.extra), *too_long]
    return PersonName(
        kind="neutral" if is_several or len(kinds) != 1 else kinds.pop(),
        title=_join_titles(address_titles, title_words, first.titles, last.titles),
        first_name=" ".join(split.first_name),
        surname=" ".join(split.surname),
        rest="; ".join(filter(None, rest)),
    )


def _clean(cell: object) -> str:
    """Return the text of a cell with single spaces and composed umlauts, or nothing if it holds a placeholder such as "N.N."."""
    text = "" if cell is None or cell is False else str(cell)
    if len(text) > CELL_LENGTH:
        return text
    text = unicodedata.normalize("NFC", text)
    text = "".join(letter for letter in text.strip().replace("\n", " ; ") if unicodedata.category(letter) != "Cf")
    text = " ".join(text.split())
    return "" if NOTHING.fullmatch(text) else text


def _read_form_of_address(text: str) -> tuple[set[str], list[str]]:
    """Return the kinds a cell for form of address or title names ("Herrn Dr.": male), and its other words."""
    kinds, rest = set(), []
    for word in academic_title.spell(text.replace("/", " / ").replace(",", " , ")).split():
        kind = _get_kind(word, FEMALE_IN_CELL, MALE_IN_CELL) or ("neutral" if word.lower() in NEUTRAL_IN_CELL else None)
        if kind:
            kinds.add(kind)
        elif word.lower() not in GREETING_WORDS:
            rest.append(academic_title.lower_continuation(word))
    return kinds, rest


def _get_kind(word: str, female: frozenset, male: frozenset) -> str | None:
    word = word.lower()
    return "female" if word in female else "male" if word in male else None


def _read(text: str) -> _Reading:
    """Read a cell that holds a name or a part of one."""
    text, *others = NEXT_PERSON.split(ATTENTION.sub("", text))
    remarks = [(remark["brackets"] or remark["birth"] or "").strip() for remark in REMARK.finditer(text)]
    reading = _Reading(set(), [], [], remarks + others)
    for segment in academic_title.spell(REMARK.sub(" ", text)).split(","):
        titles, name = academic_title.take(_take_form_of_address(segment.split(), reading.kinds))
        if len(name) == 1 and name[0] in academic_title.AFTER and list(map(len, reading.segments)) != [1]:
            titles, name = name, []  # "Kim Muster, M.A." holds a degree, "Muster, M.A." the initials of a first name
        reading.titles.extend(titles)
        if name:
            reading.segments.append(name)
    return reading._replace(segments=_restore_case(reading.segments))


def _take_form_of_address(segment: list[str], kinds: set[str]) -> list[str]:
    """Return the words without "Frau" and "Herr"; a word that stands alone is a name, even "Herr"."""
    rest = list(segment)
    while len(rest) > 1 and (kind := _get_kind(rest[0], FEMALE, MALE) or (rest[0] in name_particle.CONNECTIVES and "neutral")):
        kinds.add(kind)
        rest.pop(0)
    return rest


def _restore_case(segments: list[list[str]]) -> list[list[str]]:
    """Return the words with capitals as names have them, if the cell was written all in capitals or all in small letters."""
    text = "".join(map("".join, segments)).replace("ß", "")
    if text.isupper():
        return [list(map(_lower, segment)) for segment in segments]
    if text.islower():
        stays = name_particle.PARTICLES | name_particle.CONNECTIVES
        return [[word if word in stays else _capitalize(word) for word in segment] for segment in segments]
    return segments


def _is_shouted(word: str) -> bool:
    """Whether a word is written in capitals for emphasis; initials, abbreviations without a vowel and "II" are not."""
    letters = word.replace("ß", "")
    is_name = re.search("[AEIOUYÄÖÜ]", letters) and "." not in letters and not GENERATION.fullmatch(word)
    return len(letters) > 1 and letters.isupper() and bool(is_name)


def _lower(word: str) -> str:
    """Return a word written in capitals as a name is written: "MÜLLER-LÜDENSCHEIDT", "VON"; other words stay."""
    if word.isupper() and (name_particle.is_sure(word) or word.lower() in name_particle.CONNECTIVES):
        return word.lower()
    return _capitalize(word) if _is_shouted(word) else word


def _capitalize(word: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)


def _from_two_cells(first: list[list[str]], last: list[list[str]]) -> _Split:
    """Read first name and surname where both cells are filled; a first name repeated beside the surname counts once."""
    first_name, surname = first[0], last[0]
    if len(surname) > len(first_name) and surname[: len(first_name)] == first_name:
        surname = surname[len(first_name) :]
    extra = [segment for segment in (*first[1:], *last[1:]) if segment != first_name]
    return _Split(list(map(_lower, first_name)), list(map(_lower, surname)), extra)


def _from_one_cell(first: list[list[str]], last: list[list[str]]) -> _Split:
    """Read first name and surname where only one cell is filled."""
    if len(first) == 1:
        return _Split(list(map(_lower, first[0])), [], [])  # a column for first names: to find a surname in it would be a guess
    segments = last or first
    if not segments:
        return _Split([], [], [])
    if len(segments) == 1 or FUNCTION.search(" ".join(segments[1])):
        first_name, surname = _split_natural_order(segments[0])
        return _Split(first_name, surname, segments[1:])
    first_name, particles = _split_particles(segments[1])
    return _Split(list(map(_lower, first_name)), list(map(_lower, particles + segments[0])), segments[2:])


def _split_particles(name: list[str]) -> tuple[list[str], list[str]]:
    """Split the second half of "Aue, Hans Freiherr von der" into the first name and the particles of the surname."""
    end = len(name)
    while end > 1 and (name[end - 1] in name_particle.PARTICLES or name_particle.is_noble_title(name[end - 1])):
        end -= 1
    return name[:end], name[end:]


def _split_natural_order(name: list[str]) -> tuple[list[str], list[str]]:
    """Split "Hans von der Aue" or "VON DER AUE Hans" into first name and surname."""
    leading = 0
    while leading < len(name) and (_is_shouted(name[leading]) or name[leading].lower() in name_particle.PARTICLES):
        leading += 1
    if 0 < leading < len(name) and any(map(_is_shouted, name[:leading])):
        return name[leading:], list(map(_lower, name[:leading]))
    start = _find_surname(name)
    return name[:start], list(map(_lower, name[start:]))


def _find_surname(name: list[str]) -> int:
    """Return where the surname begins in a name in natural order: at its particle, at capitals, or with the last word."""
    last = len(name) - 1
    if last > 0 and GENERATION.fullmatch(name[last]):
        last -= 1
    begins_noble = name_particle.is_noble_title(name[0]) and (last < 2 or name[1] in name_particle.PARTICLES)
    if begins_noble or name[0] in name_particle.PARTICLES:
        return 0
    return next((i for i in range(1, last) if name_particle.begins_surname(name[i]) or _is_shouted(name[i])), last)


def _join_titles(*cells: list[str]) -> str:
    """Join the titles of several cells; a title that an earlier cell already gave is not repeated."""
    joined: list[str] = []
    for titles in cells:
        joined += [title for title in titles if title not in joined] if joined else titles
    return " ".join(joined)
