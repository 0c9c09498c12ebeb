"""Whoever exports a table with personal data in the web client is asked what for, and only then."""

import csv
import io

import pytest
from browser import accessibility_faults, browser, log_in, picture
from conftest import NUMBERS, PREFIX
from odoo_client import Session
from running_server import running_servers

PATIENCE = 60_000


@pytest.fixture(scope="module")
def office():
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()
        yield server.address("Application"), Session(server.address("Application"), server.database, "admin", "admin")


def open_export(page, url, action):
    page.goto(f"{url}/odoo/action-circular_outreach.{action}?view_type=list")
    page.click("thead .o_list_record_selector input", timeout=PATIENCE)
    page.click(".o_cp_action_menus button:has-text('Aktion')", timeout=PATIENCE)
    page.click(".o-dropdown--menu :text-is('Exportieren')", timeout=PATIENCE)
    page.wait_for_selector(".o_export_data_dialog", timeout=PATIENCE)
    page.check("input[name=o_export_format_name] >> nth=1", timeout=PATIENCE)


def test_a_table_of_contacts_asks_for_its_purpose_and_is_registered(office):
    url, admin = office
    with browser() as page:
        log_in(page, url, "admin")
        open_export(page, url, "outreach_invitation_action")
        page.click(".o_export_data_dialog .o_select_button", timeout=PATIENCE)
        page.wait_for_selector("#outreach_purpose", timeout=PATIENCE)
        assert not accessibility_faults(page, ".modal:has(#outreach_purpose)")
        picture(page, "export-zweck")
        page.fill("#outreach_purpose", "Nachweis")
        with page.expect_download(timeout=PATIENCE) as download:
            page.press("#outreach_purpose", "Enter")
        rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
        page.goto(f"{url}/odoo/action-circular_outreach.outreach_export_log_action")
        page.click(".o_data_row >> nth=0", timeout=PATIENCE)
        page.wait_for_selector(".o_form_view", timeout=PATIENCE)
        picture(page, "exportverzeichnis")
    (line,) = admin.read("outreach.export.log", [], "purpose", "record_count", "partner_count", "partner_ids", limit=1)
    assert line["purpose"] == "Nachweis"
    assert line["record_count"] == len(rows) - 1 > 0
    assert line["partner_count"] == len(line["partner_ids"]) > 0


def open_pivot(page, url, admin, group):
    """Open a pivot table of the contacts, a row for each group."""
    arch = f'<pivot><field name="{group}" type="row"/></pivot>'
    view = admin.call("ir.ui.view", "create", [{"name": "Test", "model": "res.partner", "type": "pivot", "arch": arch}])[0]
    action = admin.create("ir.actions.act_window", name="Test", res_model="res.partner", view_mode="pivot", view_id=view)
    page.goto(f"{url}/odoo/action-{action}")
    page.wait_for_selector(".o_pivot_download", timeout=PATIENCE)


def test_a_pivot_table_with_names_asks_for_its_purpose_and_is_registered(office):
    url, admin = office
    with browser() as page:
        log_in(page, url, "admin")
        open_pivot(page, url, admin, "parent_id")
        page.click(".o_pivot_download", timeout=PATIENCE)
        page.fill("#outreach_purpose", "Nachweis aus der Pivot-Tabelle", timeout=PATIENCE)
        with page.expect_download(timeout=PATIENCE) as download:
            page.press("#outreach_purpose", "Enter")
        assert download.value.path().read_bytes().startswith(b"PK")
    (line,) = admin.read("outreach.export.log", [], "purpose", "field_names", "record_count", "partner_count", limit=1)
    assert (line["purpose"], line["field_names"]) == ("Nachweis aus der Pivot-Tabelle", "parent_id")
    assert line["partner_count"] >= line["record_count"] > 0


def test_a_pivot_table_of_figures_is_not_asked_about(office):
    url, admin = office
    before = admin.read("outreach.export.log", [], "id")
    with browser() as page:
        log_in(page, url, "admin")
        open_pivot(page, url, admin, "outreach_target_group_id")
        with page.expect_download(timeout=PATIENCE):
            page.click(".o_pivot_download", timeout=PATIENCE)
    assert admin.read("outreach.export.log", [], "id") == before


def test_a_table_without_people_is_not_asked_about(office):
    url, admin = office
    before = admin.read("outreach.export.log", [], "id")
    with browser() as page:
        log_in(page, url, "admin")
        open_export(page, url, "outreach_topic_action")
        with page.expect_download(timeout=PATIENCE):
            page.click(".o_export_data_dialog .o_select_button", timeout=PATIENCE)
    assert admin.read("outreach.export.log", [], "id") == before


def test_who_cancels_takes_nothing(office):
    url, admin = office
    before = admin.read("outreach.export.log", [], "id")
    with browser() as page:
        log_in(page, url, "admin")
        open_export(page, url, "outreach_invitation_action")
        page.click(".o_export_data_dialog .o_select_button", timeout=PATIENCE)
        page.click(".modal:has(#outreach_purpose) button:text-is('Abbrechen')", timeout=PATIENCE)
        page.wait_for_selector("#outreach_purpose", state="detached", timeout=PATIENCE)
        assert page.is_enabled(".o_export_data_dialog .o_select_button")
    assert admin.read("outreach.export.log", [], "id") == before
