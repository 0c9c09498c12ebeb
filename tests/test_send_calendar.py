"""The calendar of what goes out, as a clerk meets it: it explains itself, opens what is clicked, and moves nothing."""

import pytest
from browser import SIZES, browser, log_in
from conftest import NUMBERS, PREFIX
from running_server import running_servers

STEPS = "circular_outreach.outreach_campaign_step_action_calendar"
CAMPAIGNS = "circular_outreach.outreach_campaign_action"


@pytest.fixture(scope="module")
def url():
    with running_servers() as start:
        yield start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready().address("Application")


def find_entry(page, text=""):
    """Return an entry of the calendar, of this month or, on its last days, of the next one."""
    page.locator(".o_calendar_renderer .fc-day").first.wait_for()
    entry = page.locator(".fc-event").filter(has_text=text)
    if not entry.count():
        page.locator(".o_calendar_button_next").click()
    return entry.first


@pytest.mark.parametrize("size", SIZES)
def test_click_opens_the_step_and_nothing_can_be_dragged(url, size):
    with browser(size) as page:
        log_in(page, url, "clerk")
        page.goto(f"{url}/odoo/action-{STEPS}")
        event = find_entry(page, "Erinnerung" if size == "desktop" else "")
        event.wait_for()
        assert page.locator(".fc-event-draggable, .fc-event-resizable").count() == 0
        event.click()
        page.locator(".o_form_view div[name=subject]").wait_for()
        assert page.get_by_text("Expertengespräch Beschaffung").first.is_visible()


def test_empty_period_explains_itself(url):
    with browser() as page:
        log_in(page, url, "clerk")
        for action, words in (
            (STEPS, "In diesem Zeitraum geht nichts hinaus."),
            (CAMPAIGNS, "In diesem Zeitraum gibt es keine Kampagne."),
        ):
            page.goto(f"{url}/odoo/action-{action}?view_type=calendar")
            page.locator(".o_calendar_button_next").wait_for()
            for _month in range(8):
                page.locator(".o_calendar_button_next").click()
            page.get_by_text(words).wait_for()


def test_campaign_opens_from_the_day_of_its_workshop(url):
    with browser() as page:
        log_in(page, url, "clerk")
        page.goto(f"{url}/odoo/action-{CAMPAIGNS}?view_type=calendar")
        find_entry(page, "Expertengespräch").click()
        page.locator(".o_form_view div[name=event_id]").wait_for()
