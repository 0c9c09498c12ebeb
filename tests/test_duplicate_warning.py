"""The warning of a contact that is there already, as a clerk meets it: nothing that was typed is lost on the way."""

import pytest
from browser import SIZES, accessibility_faults, browser, log_in
from conftest import NUMBERS, PREFIX
from running_server import running_servers


@pytest.fixture(scope="module")
def url():
    with running_servers() as start:
        yield start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready().address("Application")


def type_contact(page, url, name, email):
    """Type a new contact; return what had the page's accessibility faults before the warning, and the field of the name."""
    page.goto(f"{url}/odoo/action-circular_outreach.res_partner_action/new")
    field = page.locator("div[name=name] textarea:visible").first
    field.wait_for()
    faults = set(accessibility_faults(page))
    field.fill(name)
    page.locator("div[name=email] input").first.fill(email)
    page.keyboard.press("Tab")
    page.get_by_text("Vielleicht schon vorhanden:").wait_for()
    return faults, field


@pytest.mark.parametrize("size", SIZES)
def test_what_was_typed_survives_a_look_at_the_other_contact(url, size):
    with browser(size) as page:
        log_in(page, url, "clerk")
        faults, field = type_contact(page, url, "Falk Hämpel", "falk.hempel@holzbau-tannengrund.example")
        assert page.get_by_text("gleiche E-Mail-Adresse, ähnlicher Name").is_visible()
        assert page.get_by_role("button", name="Zusammenführen").count() == 0, "there is nothing to merge before it is saved"
        assert not set(accessibility_faults(page)) - faults
        page.get_by_role("button", name="Öffnen Falk Hempel").click()
        page.locator(".modal .o_form_view").wait_for()
        page.keyboard.press("Escape")
        page.locator(".modal").wait_for(state="detached")
        assert field.input_value() == "Falk Hämpel"


def test_saved_contact_is_set_apart_and_shown_again_and_merged(url):
    with browser() as page:
        log_in(page, url, "clerk")
        type_contact(page, url, "Pascal Meisner", "pascal.meissner@lehmbau-auenhaus.example")
        page.locator(".o_form_button_save").click()
        page.get_by_role("button", name="Nicht derselbe Kontakt Pascal Meißner").click()
        page.get_by_role("button", name="Wieder anzeigen").click()
        page.get_by_role("button", name="Zusammenführen Pascal Meißner").click()
        page.locator(".modal button[name=action_merge]").click()
        page.locator(".modal").wait_for(state="detached")
        page.get_by_text("Zusammengeführt mit").wait_for()
        assert page.locator("div[name=name] textarea:visible").input_value() == "Pascal Meißner"
