"""The addon comes, is brought up to date, and goes again, on a database that is full: nothing is said twice, nothing breaks, nothing stays."""

import re

from conftest import run_script

FAULTS = re.compile(r" (?:WARNING|ERROR|CRITICAL) .*")

UNINSTALL = """
env["ir.module.module"].search([("name", "=", "circular_outreach")]).button_immediate_uninstall()
"""
REMAINS = """
SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'outreach%'
UNION ALL SELECT table_name || '.' || column_name FROM information_schema.columns
WHERE column_name LIKE 'outreach%' AND table_name NOT LIKE 'outreach%'
UNION ALL SELECT 'xml id ' || name FROM ir_model_data WHERE module = 'circular_outreach'
"""


# The demonstration data stands for what an office enters: that has no identifiers of the addon.
MADE_BY_HAND = """
DELETE FROM ir_model_data WHERE module = 'circular_outreach'
AND model IN ('event.event', 'event.registration', 'res.partner', 'res.users', 'mail.blacklist', 'res.company')
"""

# Odoo's own field for the city of an address may point at a municipality of the addon.
LIVES_IN_A_SHIPPED_CITY = """
UPDATE res_partner SET city_id = (SELECT min(id) FROM res_city WHERE outreach_ags IS NOT NULL)
WHERE id = (SELECT min(id) FROM res_partner WHERE outreach_municipality_id IS NOT NULL)
"""


def odoo(*arguments, script=None):
    result = run_script("odoo", *arguments, "--no-http", "--log-level=warn", text_in=script)
    assert result.returncode == 0, result.stdout + result.stderr
    return [fault for fault in FAULTS.findall(result.stdout + result.stderr) if "security risk" not in fault]


def sql(database, query):
    return run_script("db", "psql", database, "-Atc", query).stdout.split()


def test_update_of_a_full_database_changes_nothing(database):
    name = database(demo=True)
    count = "SELECT (SELECT count(*) FROM outreach_invitation), (SELECT count(*) FROM outreach_answer), (SELECT count(*) FROM res_partner)"
    before = sql(name, count)
    assert not odoo("-d", name, "-u", "circular_outreach", "--stop-after-init")
    assert sql(name, count) == before


def test_uninstalling_a_full_database_leaves_no_trace(database):
    name = database(demo=True)
    sql(name, MADE_BY_HAND)
    sql(name, LIVES_IN_A_SHIPPED_CITY)
    people = "SELECT count(*) FROM res_partner"
    before = sql(name, people)
    assert not odoo("shell", "-d", name, script=UNINSTALL)
    assert not sql(name, REMAINS)
    assert sql(name, "SELECT count(*) FROM res_city WHERE name->>'en_US' IN ('Freiberg', 'Outside the county')") == ["0"]
    assert sql(name, people) == before, "contacts belong to the office, not to the addon"
    assert not odoo("-d", name, "-i", "circular_outreach", "--stop-after-init")
