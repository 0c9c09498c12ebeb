"""What the warning of contacts that are there already costs, among a thousand contacts and among a hundred thousand."""

import json

FEW, MANY = 1_000, 100_000

# Runs in Odoo's shell: every tenth contact is an organisation; of 4,000 surnames the most frequent one belongs to a person in 63.
PREPARE = '''
import itertools, json, statistics, time
from odoo.tools import SQL
from odoo.addons.circular_outreach.tools import known_name, name_key

SURNAMES = ["Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Koch", "Richter"]
SURNAMES += map("".join, itertools.product(
    ("Ber", "Dorn", "Ehr", "Feld", "Gers", "Hart", "Krau", "Lind", "Mal", "Neu", "Ost", "Pohl", "Rau", "Sand", "Thal", "Wald"),
    ("", "en", "er", "ing", "ol"),
    ("bach", "berg", "feld", "haus", "heim", "hoff", "holz", "kamp", "land", "mann", "meier", "müller", "ner", "rich", "rode", "schmidt",
     "se", "sen", "stein", "tal", "wald", "wein", "winkel", "zig"),
    ("", "er"),
))
FIRST_NAMES = (
    "Anna Peter Sabine Hans Karin Jens Falk Uta Tobias Miriam Lea Pascal Heike Olaf Gerd Ines Katrin Jonas Silke Bernd Christian Claudia "
    "Daniel Doreen Erik Frank Grit Holger Jana Kai Lars Mandy Nico Petra Ralf Steffen Thomas Ulrike Volker Wiebke"
).split()
BRANCHES = "Holzbau Tiefbau Agrarhof Maschinenbau Metallbau Autohaus Dachdeckerei Malerbetrieb Tischlerei Verlag".split()

def insert(cr, start, end):
    """Make the contacts of these numbers, all values stored as the ORM would."""
    people = [known_name.KnownName(("x",), known_name.read(f"Erika {name}", "Erika", name).last) for name in SURNAMES]
    surname_keys = [name_key.key(name)[:-1] for name in people]
    organisations = list(itertools.product(BRANCHES, SURNAMES[:1000]))
    organisation_names = [" ".join(words) + " GmbH" for words in organisations]
    organisation_keys = [name_key.key(known_name.read(name, is_organisation=True)) for name in organisation_names]
    cr.execute("SELECT setseed(0.5)")
    cr.execute("""
        INSERT INTO res_partner (
            name, complete_name, outreach_first_name, outreach_surname, outreach_salutation_kind, outreach_name_key, is_company, active,
            type, lang, email, email_normalized, phone, phone_sanitized, zip, city, parent_id, commercial_company_name, partner_share
        )
        SELECT name, name, first_name, surname, 'neutral', key, is_company, true,
            'contact', 'de_DE', mail, mail, phone, '+49' || substr(phone, 2), 9200 + place, 'Ort ' || place, parent_id, NULL, true
        FROM (
            SELECT number, is_company, number %% 52 AS place, '03731' || (number + 100000) AS phone, 'c' || number || '@firm.example' AS mail,
                CASE WHEN is_company THEN NULL ELSE first END AS first_name,
                CASE WHEN is_company THEN NULL ELSE last END AS surname,
                CASE WHEN is_company THEN organisation ELSE first || ' ' || last END AS name,
                CASE WHEN is_company THEN organisation_key ELSE last_key || lower(translate(left(first, 1), 'Cc', 'Kk')) END AS key,
                NULL::int AS parent_id
            FROM (
                SELECT number, number %% 10 = 0 AS is_company,
                    (%(first_names)s)[1 + floor(random() * %(first_count)s)::int] AS first,
                    (%(surnames)s)[index] AS last, (%(surname_keys)s)[index] AS last_key,
                    (%(organisations)s)[branch] AS organisation, (%(organisation_keys)s)[branch] AS organisation_key
                FROM (
                    SELECT number, 1 + floor(power(random(), 2) * %(surname_count)s)::int AS index,
                        1 + floor(random() * %(organisation_count)s)::int AS branch
                    FROM generate_series(%(start)s, %(end)s) AS number
                ) AS drawn
            ) AS named
        ) AS contact
    """, {
        "first_names": FIRST_NAMES, "first_count": len(FIRST_NAMES), "surnames": SURNAMES, "surname_keys": surname_keys,
        "surname_count": len(SURNAMES), "organisations": organisation_names, "organisation_keys": organisation_keys,
        "organisation_count": len(organisation_names), "start": start, "end": end,
    })
    # Nine people follow on each organisation.
    cr.execute("""
        UPDATE res_partner AS person SET parent_id = firm.id, zip = firm.zip, city = firm.city, commercial_company_name = firm.name
        FROM res_partner AS firm
        WHERE person.email LIKE 'c%%@firm.example' AND NOT person.is_company AND person.parent_id IS NULL
            AND firm.email = 'c' || substring(person.email FROM '[0-9]+')::int / 10 * 10 || '@firm.example'
    """)
    cr.execute("UPDATE res_partner SET commercial_partner_id = COALESCE(parent_id, id) WHERE commercial_partner_id IS NULL")
    cr.execute("UPDATE res_partner SET commercial_partner_id = parent_id WHERE NOT is_company AND parent_id IS NOT NULL")
    cr.execute("ANALYZE res_partner")
    env.invalidate_all()

def draw():
    """Return contacts of all kinds, the same ones each time, in the eyes of a user of the office."""
    user = env["res.users"].search([("login", "=", "bench")]) or env["res.users"].create(
        {"name": "Bench", "login": "bench", "group_ids": [(4, env.ref("circular_outreach.group_user").id)]}
    )
    Partner = env["res.partner"].with_user(user)
    return Partner.search([("email", "in", [f"c{number}@firm.example" for number in range(100, 1000, 9)])], order="id")

def check_all():
    """Return queries and seconds of a check: the median over all drawn contacts."""
    seconds, queries, found = [], [], 0
    contacts = draw()
    for _warm_then_measured in range(2):
        for contact in contacts:
            contact.invalidate_recordset(["outreach_duplicates"])
            count, started = env.cr.sql_log_count, time.perf_counter()
            found += bool(contact.outreach_duplicates)
            seconds.append(time.perf_counter() - started)
            queries.append(env.cr.sql_log_count - count)
    return {"queries": max(queries[len(contacts):]), "seconds": statistics.median(seconds[len(contacts):]), "found": found // 2}

def count_scans():
    """Return how many of the checks read the whole table."""
    scans = 0
    for contact in draw():
        domain = contact._get_outreach_duplicate_domain(contact._get_outreach_known_name())
        query = contact.with_context(active_test=False)._search(domain)
        plan = env.execute_query(SQL("EXPLAIN %s", query.select()))
        scans += any("Seq Scan on res_partner" in line for (line,) in plan)
    return scans

def time_key():
    """Return the seconds one stored key takes, for names as a list has them."""
    names = [(first, last) for last in SURNAMES for first in FIRST_NAMES[:10]]
    started = time.perf_counter()
    for first, last in names:
        name_key.key(known_name.read(f"{first} {last}", first, last))
    return (time.perf_counter() - started) / len(names)
'''
MEASURE = """
result = {{"key": time_key()}}
insert(env.cr, 1, {few})
result["few"] = check_all()
insert(env.cr, {few} + 1, {many})
result["many"] = check_all()
result["scans"] = count_scans()
print("RESULT", json.dumps(result))
"""


def run(bench):
    output = bench.shell(bench.database(), f"exec({PREPARE!r}, globals())\n" + MEASURE.format(few=FEW, many=MANY))
    result = json.loads(output.partition("RESULT ")[2].splitlines()[0])
    few, many = result["few"], result["many"]
    yield bench.Row("warnings among the contacts checked", many["found"], "", at_least=1)
    yield bench.Row("queries of a check", many["queries"], "", at_most=2)
    yield bench.Row("checks that read the whole table", result["scans"], "", at_most=0)
    yield bench.Row(
        f"a check among {MANY:,} contacts", 1000 * many["seconds"], "ms", f"among {FEW:,}", 1000 * few["seconds"], at_most=3
    )
    yield bench.Row("the stored key of a name", 1_000_000 * result["key"], "µs", at_most=20)
