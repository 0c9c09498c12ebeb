"""The first screen and the gap view in German, as a clerk meets them: they say what is there, open what is behind, and work without a mouse."""

import pytest
from browser import SIZES, accessibility_faults, browser, log_in, picture
from conftest import NUMBERS, PREFIX
from running_server import running_servers

OVERVIEW = "circular_outreach.outreach_dashboard_action"
GAP = "circular_outreach.outreach_gap_action"


@pytest.fixture(scope="module")
def url():
    with running_servers() as start:
        yield start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready().address("Application")


def open_screen(page, url, action, login="clerk"):
    log_in(page, url, login)
    page.goto(f"{url}/odoo/action-{action}")


def fits(page, selector):
    """Say whether nothing has to be scrolled sideways."""
    return page.locator(selector).evaluate("element => element.scrollWidth <= element.clientWidth + 1")


@pytest.mark.parametrize("size", SIZES)
def test_overview_is_complete_accessible_and_fits(url, size):
    with browser(size) as page:
        open_screen(page, url, OVERVIEW)
        for heading in (
            "Was als Nächstes hinausgeht",
            "Zu erledigen",
            "Kommende Workshops",
            "Antworten auf laufende Kampagnen, letzte vier Wochen",
            "Vom Empfängerkreis zum Workshop",
        ):
            page.get_by_role("heading", name=heading).wait_for()
        page.get_by_text("Erinnerung: Expertengespräch Beschaffung").wait_for()
        page.get_by_text("3 von 8 vergeben").wait_for()
        page.get_by_text("1 von 1 Kampagnen werden gezählt").wait_for()
        picture(page, f"uebersicht-{size}")
        assert page.locator(".o_outreach_funnel_track").first.bounding_box()["width"] > 80
        assert fits(page, ".o_outreach_overview")
        assert accessibility_faults(page, ".o_outreach_overview") == []


@pytest.mark.parametrize("size", SIZES)
def test_gap_view_is_complete_accessible_and_fits(url, size):
    with browser(size) as page:
        open_screen(page, url, GAP)
        page.get_by_role("heading", name="Karte: Noch nicht eingeladen").wait_for()
        page.get_by_role("heading", name="Tabelle: Noch nicht eingeladen").wait_for()
        assert page.locator(".o_outreach_map .o_outreach_name").count() >= 5
        picture(page, f"luecken-{size}")
        assert fits(page, ".o_outreach_gap")
        assert accessibility_faults(page, ".o_outreach_gap") == []


def test_app_opens_with_the_overview(url):
    with browser() as page:
        log_in(page, url, "clerk")
        page.goto(f"{url}/odoo")
        page.locator(".o_navbar_apps_menu button, .o_menu_toggle").first.click()
        page.get_by_role("menuitem", name="Netzwerkarbeit").click()
        page.get_by_role("heading", name="Was als Nächstes hinausgeht").wait_for()


def test_what_is_clicked_opens_the_records_behind(url):
    with browser() as page:
        open_screen(page, url, OVERVIEW)
        page.get_by_role("button", name="Erinnerung: Expertengespräch").click()
        page.locator(".o_form_view div[name=event_id]").wait_for()
        page.go_back()
        page.get_by_role("button", name="3 Ja", exact=True).click()
        page.locator(".o_list_view tr.o_data_row").nth(2).wait_for()
        assert page.locator("tr.o_data_row").count() == 3
        page.go_back()
        page.get_by_role("button", name="Geantwortet").last.click()
        page.locator(".o_list_view tr.o_data_row").nth(4).wait_for()
        page.go_back()
        page.get_by_text("Als Tabelle").click()
        page.get_by_role("columnheader", name="Vielleicht").wait_for()


def test_contacts_of_a_municipality_are_proposed_without_a_mouse(url):
    with browser() as page:
        open_screen(page, url, GAP)
        circle = page.locator(".o_outreach_map").get_by_role("button", name="Freiberg: 2 von 6 Kontakten")
        circle.focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Freiberg").wait_for()
        page.locator(".modal").get_by_role("button", name="Abbrechen").wait_for()
        picture(page, "luecken-auswahl-desktop")
        page.get_by_role("button", name="Für eine Kampagne vorschlagen").press("Enter")
        page.locator(".modal div[name=partner_count]").get_by_text("2").wait_for()
        page.locator(".modal").get_by_text("Per Brief einladen").wait_for()
        assert page.locator(".modal div[name=reason] input").input_value() == "Bisher nicht eingeladen"


def test_gap_view_opens_contacts_and_begins_a_campaign(url):
    with browser() as page:
        open_screen(page, url, GAP)
        page.get_by_role("button", name="Bekannt", exact=True).click()
        page.get_by_role("button", name="Leisnig, Landwirtschaft").click()
        page.get_by_role("button", name="3 Bekannt").click()
        page.locator(".o_list_view tr.o_data_row").nth(2).wait_for()
        page.go_back()
        page.get_by_role("button", name="Leisnig, Landwirtschaft").click()
        page.get_by_role("button", name="Neue Kampagne").click()
        page.locator("div[name=rule_municipality_ids]").get_by_text("Leisnig").wait_for()
        page.locator("div[name=rule_target_group_ids]").get_by_text("Landwirtschaft").wait_for()
