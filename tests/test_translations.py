"""The translations are complete and belong to the texts in the sources; whatever damages them is noticed."""

import os
import subprocess

import polib
from conftest import ROOT, run_script

# (source, translation, what is said about it)
FAULTS = [
    ("Close the hall", "", "not translated"),
    ("Seats of %s", "Plätze von", "other placeholders or tags than the source: %s"),
    ("Seats of %(event)s", "Plätze von %(veranstaltung)s", "other placeholders or tags than the source: %(event)s"),
    ("About {{ object.name }}", "Über {{ object.title }}", "other placeholders or tags than the source: {{ object.name }}"),
    ('<b t-out="name">Name</b>', '<b t-out="Name">Name</b>', 'other placeholders or tags than the source: <b t-out="name">'),
    (" or ", "oder", "begins or ends with other white space than the source"),
]
CORRECT = [
    ("Seats of %(event)s", "Plätze: %(event)s"),
    ('<a href="/x" title="Open">Open</a>', '<a href="/x" title="Öffnen">Öffnen</a>'),
]


def run_files(tmp_path, translations, *options):
    """Run the second half of script/translations on a template and a catalogue made of (source, translation) pairs."""
    template, catalogue = polib.POFile(), polib.POFile()
    for source, translation in translations:
        occurrences = [("code:addons/circular_outreach/models/x.py", "0")]
        comment = "module: circular_outreach"
        template.append(polib.POEntry(msgid=source, comment=comment, occurrences=occurrences))
        catalogue.append(polib.POEntry(msgid=source, msgstr=translation, comment=comment, occurrences=occurrences))
    folder = tmp_path / "circular_outreach"
    (folder / "i18n").mkdir(parents=True)
    template.save(tmp_path / "exported.pot")
    catalogue.save(folder / "i18n" / "de.po")
    command = [ROOT / ".venv/bin/python", ROOT / "script/translation_files.py", tmp_path / "exported.pot", folder, *options]
    env = {**os.environ, "ODOO_RC": str(ROOT / ".local/odoo.conf")}
    return folder, subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_translations_are_up_to_date_and_complete():
    result = run_script("translations", "--check")
    assert result.returncode == 0, result.stdout + result.stderr
    # One line for each addon, whichever there are.
    assert result.stdout.count("are missing or faulty") == len(list(ROOT.glob("addons/*/__manifest__.py"))) > 1


def test_every_fault_is_noticed(tmp_path):
    _folder, result = run_files(tmp_path, [fault[:2] for fault in FAULTS], "--check")
    assert result.returncode == 1
    assert f"0 of {len(FAULTS)} terms are translated" in result.stdout
    for _source, _translation, said in FAULTS:
        assert said in result.stdout


def test_correct_translations_are_kept_and_pass(tmp_path):
    folder, result = run_files(tmp_path, CORRECT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert [(entry.msgid, entry.msgstr) for entry in polib.pofile(folder / "i18n/de.po")] == CORRECT
    assert "2 of 2 terms are translated" in result.stdout


def test_same_words_are_left_empty_and_pass(tmp_path):
    folder, result = run_files(tmp_path, [("Workshop", "Workshop")])
    (entry,) = polib.pofile(folder / "i18n/de.po")
    assert (entry.msgstr, entry.tcomment) == ("", "Reads the same.")
    assert "1 of 1 terms are translated" in result.stdout


def test_check_notices_files_that_are_out_of_date(tmp_path):
    folder, result = run_files(tmp_path, CORRECT, "--check")
    assert result.returncode == 1
    assert "circular_outreach.pot: out of date" in result.stdout
    assert not (folder / "i18n/circular_outreach.pot").exists()


def test_words_of_odoo_are_only_proposed(tmp_path):
    folder, _result = run_files(tmp_path, [("Archived", "")])
    (entry,) = polib.pofile(folder / "i18n/de.po")
    assert (entry.msgstr, entry.fuzzy) == ("Archiviert", True)
