"""A clerk's way through a campaign, in German, on the screen alone: new, audience, three contacts, a test mail, release, letters."""

import io
import json
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.request import urlopen

import pypdf
import pytest
from browser import browser, log_in, picture
from conftest import NUMBERS, PREFIX, wait_until
from running_server import running_servers

CAMPAIGNS = "/odoo/action-circular_outreach.outreach_campaign_action"


@pytest.fixture(scope="module")
def office():
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()
        yield SimpleNamespace(url=server.address("Application"), mails=server.address("Mail catcher"))


def caught(office):
    with urlopen(office.mails + "/api/messages") as page:
        return json.load(page)


def fill(page, name, text):
    page.locator(f"div[name={name}] input:visible, div[name={name}] textarea:visible").first.fill(text)


def choose(page, name, text):
    """Choose a record as a clerk does: type a part of its name, then take it from the list."""
    page.locator(f"div[name={name}] input:visible").first.press_sequentially(text)
    page.locator(".o-autocomplete--dropdown-item:visible", has_text=text).first.click()


def verdict(page, label):
    """Return the count shown for a verdict, as a button to press."""
    return page.locator(".o_field_outreach_verdicts").get_by_role("button", name=label)


def row(page, name):
    return page.locator("tr.o_data_row", has_text=name)


@contextmanager
def dialog(page, title):
    box = page.locator(".modal", has=page.get_by_role("heading", name=title))
    box.wait_for()
    yield box
    box.wait_for(state="detached")


def test_a_clerk_gets_a_campaign_out_of_the_house(office):
    with browser() as page:
        log_in(page, office.url, "clerk")
        make_campaign(page, office)
        fix_three_contacts(page)
        send_a_test_mail(page, office)
        release(page, office)
        print_letters(page)


def make_campaign(page, office):
    page.goto(f"{office.url}{CAMPAIGNS}/new")
    page.locator("div[name=title]").wait_for()
    fill(page, "title", "Einladung an Höfe und Werke")
    choose(page, "event_id", "Zweiter Workshop")
    choose(page, "rule_target_group_ids", "Landwirtschaft")
    choose(page, "rule_target_group_ids", "Industrie")
    page.get_by_text("Alle Kontakte in der Zielgruppe Landwirtschaft oder Industrie").wait_for()
    page.get_by_role("button", name="Empfängerkreis bilden").click()
    verdict(page, "1 Unzustellbar").wait_for()
    page.get_by_text("1 Kontakt braucht Ihre Aufmerksamkeit.").wait_for()
    picture(page, "kampagne-empfaengerkreis-desktop")


def fix_three_contacts(page):
    verdict(page, "Unzustellbar").click()
    row(page, "Uwe Matthes").get_by_role("button", name="Adresse berichtigen").click()
    with dialog(page, "Adresse berichtigen") as box:
        fill(page.locator(".modal"), "email", "matthes@kartonagen-gruenfeld.example")
        picture(page, "adresse-berichtigen-desktop")
        box.get_by_role("button", name="Speichern und neu prüfen").click()
    page.locator(".o_search_panel").get_by_text("Alle").click()
    row(page, "Uwe Matthes").get_by_text("Anzuschreiben").wait_for()
    picture(page, "empfaengerkreis-gruende-desktop")
    row(page, "Tobias Zimmermann").get_by_role("button", name="Trotzdem einladen").click()
    with dialog(page, "Trotzdem einladen") as box:
        fill(page.locator(".modal"), "reason", "Vertritt den Hof beim Thema Dünger")
        box.get_by_role("button", name="Übernehmen").click()
    row(page, "Tobias Zimmermann").get_by_text("Vertritt den Hof beim Thema Dünger (Katrin Sommer").wait_for()
    row(page, "Sophie Lorenz").get_by_role("button", name="Auslassen").click()
    with dialog(page, "Auslassen") as box:
        fill(page.locator(".modal"), "reason", "In Elternzeit")
        box.get_by_role("button", name="Übernehmen").click()
    row(page, "Sophie Lorenz").get_by_text("Ausgelassen").wait_for()
    page.locator(".breadcrumb, .o_breadcrumb").get_by_text("Einladung an Höfe und Werke").click()
    verdict(page, "1 Ausgelassen").wait_for()
    assert verdict(page, "Unzustellbar").count() == 0
    page.get_by_text(", dazu 1 von Hand ausgewählte, ohne 1 von Hand ausgelassene").wait_for()


def send_a_test_mail(page, office):
    before = len(caught(office))
    page.get_by_role("tab", name="Was versendet wird").click()
    page.locator("div[name=step_ids] tr.o_data_row", has_text="Einladung").first.locator("button[name=action_preview]").click()
    with dialog(page, "Vorschau") as box:
        box.locator("iframe").wait_for()
        picture(page, "vorschau-desktop")
        box.get_by_role("button", name="Als Test an mich senden").click()
        page.locator(".o_notification").get_by_text("Test").first.wait_for()
        box.get_by_role("button", name="Schließen", exact=True).last.click()
    wait_until(lambda: len(caught(office)) > before)
    mail = caught(office)[0]
    assert mail["subject"].startswith("[Test] Einladung: Zweiter Workshop")


def release(page, office):
    """Let the invitation go out at once, whatever the hour, then release."""
    page.get_by_role("tab", name="Was versendet wird").click()
    page.locator("div[name=step_ids] tr.o_data_row", has_text="Einladung").first.locator("td.o_data_cell").first.click()
    with dialog(page, "Öffnen") as box:
        box.locator("div[name=is_anytime] input").check()
        box.get_by_role("button", name="Speichern").first.click()
    before = len(caught(office))
    page.get_by_role("button", name="Freigeben …").click()
    with dialog(page, "Kampagne freigeben") as box:
        box.get_by_text("per Brief").wait_for()
        picture(page, "freigabe-desktop")
        box.get_by_role("button", name="Freigeben", exact=True).click()
    page.get_by_role("button", name="Anhalten").wait_for()
    wait_until(lambda: len(caught(office)) - before >= 10, 90)


def print_letters(page):
    """Make the letters and read the PDF as the browser gets it."""
    page.reload()
    page.get_by_role("button", name="Briefe", exact=True).click()
    page.get_by_role("button", name="Briefe erstellen (PDF)").click()
    page.get_by_role("button", name="PDF öffnen").wait_for()
    picture(page, "briefe-desktop")
    documents = []
    page.context.route("**/document/**", lambda route: hand_over(route, documents))
    with page.expect_popup():
        page.get_by_role("button", name="PDF öffnen").click()
    wait_until(lambda: page.wait_for_timeout(50) or documents)
    pages = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(documents[0])).pages]
    assert "Krahl" in pages[0]
    assert len(pages) <= 2


def hand_over(route, documents):
    """Keep what the server sent, and show words in its place: a browser without screen shows no PDF."""
    documents.append(route.fetch().body())
    route.fulfill(body="PDF", content_type="text/plain")
