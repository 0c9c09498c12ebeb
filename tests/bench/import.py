"""How fast a list of contacts becomes contacts, beside Odoo's own import of the same clean columns, and what memory it takes.

The list names a person and an organisation in each row, three persons for each organisation. Odoo's import takes as many rows, with the
columns it knows, after the organisations were loaded by it too: in the end both have made the same contacts.
Ours includes the preview of every row.
"""

import json
import tempfile
from pathlib import Path

from openpyxl import Workbook

HEADINGS = ["Firma", "Anrede", "Vorname", "Name", "Funktion", "Straße", "PLZ", "Ort", "Telefon", "E-Mail", "Zielgruppe", "Themen"]
PLACES = (("09599", "Freiberg"), ("04720", "Döbeln"), ("09648", "Mittweida"), ("09322", "Penig"), ("09557", "Flöha"))
GROUPS = ("Landwirtschaft", "Bau", "Industrie", "Forschung")
SURNAMES = ("Müller", "Schmidt", "Weber", "Krause", "Vogel", "Zeuner", "Hänsel")
FIRST_NAMES = ("Anna", "Bernd", "Clara", "David", "Eva", "Frank", "Greta")
SMALL, LARGE = 5_000, 50_000
WARM = 60  # rows of a first list, not measured: what a server loads once is no property of a list
MEBIBYTE = 1024

MEASURE_OURS = """
import base64, json, resource, time
cron = env.ref("circular_outreach.ir_cron_import")
seconds = {{}}
for path in ({path!r} + ".warm", {path!r}):
    wizard = env["outreach.contact.import"].create({{"file": base64.b64encode(open(path, "rb").read()), "file_name": "list.xlsx"}})
    for job in ("preview", "import"):
        started = time.perf_counter()
        wizard._start(job, is_short=False)
        env.cr.commit()
        while wizard.job:
            cron.method_direct_trigger()
            env.cr.commit()
            env.invalidate_all()
        seconds[job] = time.perf_counter() - started
        assert not wizard.job_error, wizard.job_error
assert wizard.state == "done" and wizard.person_count == {rows}, (wizard.state, wizard.person_count)
print(json.dumps(seconds | {{"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}}))
"""

MEASURE_ODOO = """
import csv, io, json, time
def load(rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    fields = rows[0]
    importer = env["base_import.import"].create(
        {{"res_model": "res.partner", "file": file.getvalue().encode(), "file_type": "text/csv", "file_name": "list.csv"}}
    )
    result = importer.execute_import(
        fields, fields, {{"quoting": '"', "separator": ",", "has_headers": True, "encoding": "utf-8"}}
    )
    assert not result["messages"], result["messages"]
    env.cr.commit()
    env.invalidate_all()
for path in ({path!r} + ".warm", {path!r}):
    organisations, persons = json.load(open(path))
    started = time.perf_counter()
    load(organisations)
    load(persons)
print(json.dumps(time.perf_counter() - started))
"""


def make_rows(numbers):
    for index in numbers:
        firm = index // 3
        postcode, place = PLACES[firm % len(PLACES)]
        first_name = FIRST_NAMES[index % len(FIRST_NAMES)]
        surname = f"{SURNAMES[firm % len(SURNAMES)]}-{'abc'[index % 3] * 2}hold"
        yield [
            f"Werkstatt {firm} GmbH", "Frau" if index % 2 else "Herr", first_name, surname, "Geschäftsführung", f"Hauptstraße {firm}",
            postcode, place, f"03731 {index:06}", f"person{index}@firm{firm}.example", GROUPS[firm % len(GROUPS)], "Holz",
        ]  # fmt: skip


def write_workbook(path, numbers):
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in [HEADINGS, *make_rows(numbers)]:
        sheet.append(row)
    workbook.save(path)


def write_clean_columns(path, numbers):
    """Write the same contacts as Odoo's import takes them: organisations, then persons who name theirs by its external id."""
    organisations = [["id", "name", "is_company", "street", "zip", "city"]]
    persons = [["name", "parent_id/id", "function", "street", "zip", "city", "phone", "email"]]
    seen = set()
    for index, row in zip(numbers, make_rows(numbers), strict=True):
        identifier = f"bench.firm_{index // 3}"
        if identifier not in seen:
            seen.add(identifier)
            organisations.append([identifier, row[0], "1", row[5], row[6], row[7]])
        persons.append([f"{row[2]} {row[3]}", identifier, row[4], row[5], row[6], row[7], row[8], row[9]])
    path.write_text(json.dumps([organisations, persons]), encoding="utf-8")


def measure(bench, template, write, number):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        write(path, range(number))
        write(path.with_suffix(".warm"), range(LARGE, LARGE + WARM))
        code = template.format(path=str(path), rows=number)
        return json.loads(bench.shell(bench.database(), code).strip().splitlines()[-1])


def run(bench):
    odoo = measure(bench, MEASURE_ODOO, write_clean_columns, SMALL)
    small = measure(bench, MEASURE_OURS, write_workbook, SMALL)
    large = measure(bench, MEASURE_OURS, write_workbook, LARGE)
    rates = {number: number / (result["preview"] + result["import"]) for number, result in ((SMALL, small), (LARGE, large))}
    yield bench.Row("preview of 5,000 rows", small["preview"], "s")
    yield bench.Row("import of 5,000 rows", small["import"], "s")
    yield bench.Row("preview of 50,000 rows", large["preview"], "s")
    yield bench.Row("import of 50,000 rows", large["import"], "s")
    against = "Odoo's import of the same contacts"
    yield bench.Row("preview and import, 5,000 rows", rates[SMALL], "rows/s", against, SMALL / odoo, at_least=0.7)
    yield bench.Row("preview and import, 50,000 rows", rates[LARGE], "rows/s", "5,000 rows", rates[SMALL], at_least=0.8)
    yield bench.Row("memory for 50,000 rows", large["memory"] / MEBIBYTE, "MiB", at_most=1024)
