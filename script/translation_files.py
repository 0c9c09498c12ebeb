"""Bring the translations of an addon in line with the terms Odoo exported (see script/translations).

Usage: translation_files.py EXPORTED ADDON_FOLDER [--check]

Odoo's own terms, such as the fields of the chatter, are part of every export. Their translations are taken from Odoo: as they are where
Odoo always says the same of a field of this name, marked for a second look where it only uses the same words.
"""

import re
import sys
from collections import Counter
from pathlib import Path
from textwrap import shorten

import polib

from odoo.modules import Manifest
from odoo.tools import config

# Names of places are the same in every language.
PROPER_NAMES = "model:res.city,name:"
# What a translation must hold as often as its source: placeholders of Python and QWeb, and tags without the attributes people read.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdf%]|\{\{.*?\}\}|<[^>]+>", re.DOTALL)
READABLE_ATTRIBUTE = re.compile(r"""\s(?:alt|aria-label|label|placeholder|string|title)=(?:"[^"]*"|'[^']*')""")
# Odoo leaves a translation empty that reads like its source, and so does the OCA check; this remark tells it from a missing one.
SAME = "Reads the same."
SHOWN = 20


def read_template(exported):
    """Return what Odoo exported without what changes from day to day."""
    template = polib.pofile(str(exported))
    template.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return template


def addons_below(name):
    """Return the addons an addon is built on, itself included."""
    found, waiting = {}, [name]
    while waiting:
        manifest = Manifest.for_addon(waiting.pop())
        if manifest.name not in found:
            found[manifest.name] = Path(manifest.path)
            waiting += manifest["depends"]
    return found


def places(entry):
    """Return what an entry names, without the model and the addon that names it."""
    for occurrence, _line in entry.occurrences:
        if match := re.fullmatch(r"model:(ir\.model(?:\.fields)?,\w+):\w+\.(?:field_\w+?__)?(\w+)", occurrence):
            yield match.groups()


def read_terms_of_odoo(addon, language):
    """Return {(kind, field, source): translation} and {source: translation} of the addons below."""
    of_field, of_words = {}, {}
    for name, folder in addons_below(addon).items():
        path = folder / "i18n" / f"{language}.po"
        if name == addon or not path.exists():
            continue
        for entry in polib.pofile(str(path)).translated_entries():
            of_words.setdefault(entry.msgid, entry.msgstr)
            for place in places(entry):
                of_field.setdefault((*place, entry.msgid), set()).add(entry.msgstr)
    return {key: said.pop() for key, said in of_field.items() if len(said) == 1}, of_words


def translate_new(entry, terms):
    """Fill in a translation that is known from elsewhere."""
    of_field, of_words = terms
    if all(occurrence.startswith(PROPER_NAMES) for occurrence, _line in entry.occurrences):
        entry.msgstr = entry.msgid
    elif known := [of_field[key] for place in places(entry) if (key := (*place, entry.msgid)) in of_field]:
        entry.msgstr = known[0]
    elif entry.msgid in of_words:
        entry.msgstr = of_words[entry.msgid]
        entry.flags.append("fuzzy")


def merge(template, catalogue, language, terms):
    """Return the terms of the template with the translations of the catalogue."""
    merged = polib.POFile()
    merged.header = template.header
    merged.metadata = {**template.metadata, "Language": language, "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    known = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    for source in template:
        entry = polib.POEntry(msgid=source.msgid, comment=source.comment, occurrences=source.occurrences)
        if source.msgid in known:
            old = known[source.msgid]
            entry.msgstr, entry.flags, entry.tcomment = old.msgstr, list(old.flags), old.tcomment
        if not entry.msgstr and entry.tcomment != SAME:
            translate_new(entry, terms)
        mark_same(entry)
        merged.append(entry)
    return merged


def mark_same(entry):
    """Empty a translation that says what its source says; take the remark from one that no longer does."""
    if entry.msgstr == entry.msgid:
        entry.msgstr, entry.tcomment = "", SAME
    elif entry.msgstr and entry.tcomment == SAME:
        entry.tcomment = ""


def placeholders(text):
    return Counter(READABLE_ATTRIBUTE.sub("", found) for found in PLACEHOLDER.findall(text))


def find_fault(entry):
    """Return what is wrong with one translation, or nothing."""
    if entry.fuzzy:
        return "marked fuzzy: look at it and take the mark away"
    source, text = entry.msgid, entry.msgid if entry.tcomment == SAME else entry.msgstr
    if not text:
        return "not translated"
    if different := (placeholders(source) - placeholders(text)) + (placeholders(text) - placeholders(source)):
        return f"other placeholders or tags than the source: {' '.join(different)}"
    if (source[0].isspace(), source[-1].isspace()) != (text[0].isspace(), text[-1].isspace()):
        return "begins or ends with other white space than the source"
    return ""


def is_current(path, catalogue):
    return path.exists() and path.read_text() == str(catalogue)


def report(path, catalogue):
    """Say what is wrong with a catalogue. Return whether anything is."""
    faults = [(entry, fault) for entry in catalogue if (fault := find_fault(entry))]
    for entry, fault in faults[:SHOWN]:
        print(f"{path.name}: {fault}: “{shorten(entry.msgid, 80)}”")
    if len(faults) > SHOWN:
        print(f"{path.name}: and {len(faults) - SHOWN} more")
    print(
        f"{path.name}: {len(catalogue) - len(faults)} of {len(catalogue)} terms are translated, {len(faults)} are missing or faulty."
    )
    return bool(faults)


def main(exported, addon_folder, *options):
    config.parse_config(["--no-http", "--log-level=warn"], setup_logging=True)
    folder = Path(addon_folder) / "i18n"
    template = read_template(exported)
    results = {folder / f"{Path(addon_folder).name}.pot": template}
    for path in sorted({*folder.glob("*.po"), folder / "de.po"}):
        catalogue = polib.pofile(str(path)) if path.exists() else []
        results[path] = merge(template, catalogue, path.stem, read_terms_of_odoo(Path(addon_folder).name, path.stem))
    outdated = [path for path, catalogue in results.items() if not is_current(path, catalogue)]
    faulty = [report(path, catalogue) for path, catalogue in results.items() if path.suffix == ".po"]
    if "--check" in options:
        for path in outdated:
            print(f"{path.name}: out of date. Run script/translations and commit what it changes.")
        sys.exit(1 if outdated or any(faulty) else 0)
    folder.mkdir(exist_ok=True)
    for path in outdated:
        path.write_text(str(results[path]))


if __name__ == "__main__":
    main(*sys.argv[1:])
