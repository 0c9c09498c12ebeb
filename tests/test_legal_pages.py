"""Privacy notice and accessibility statement as visitors meet them: published by the office, read in a real browser, printed on paper."""

import io

import pytest
from browser import SIZES, accessibility_faults, browser
from conftest import NUMBERS, PREFIX
from odoo_client import Session, Visitor
from page_checks import keyboard_faults, layout_faults
from pypdf import PdfReader
from running_server import running_servers

PATHS = {"privacy": "/outreach/datenschutz", "accessibility": "/outreach/barrierefreiheit"}


@pytest.fixture(scope="module")
def office():
    """Start the demo office, which fills in the texts that come along, and publishes them."""
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()
        url = server.address("Application")
        manager = Session(url, server.database, "admin", "admin")
        english = manager.call("res.lang", "search", [["code", "=", "en_US"], ["active", "in", [True, False]]])
        manager.call("res.lang", "write", english, {"active": True})
        company = manager.read("res.company", [], "id", limit=1)[0]["id"]
        manager.call(
            "res.company",
            "write",
            [company],
            {
                "outreach_privacy_officer": "Datenschutzbeauftragte\ndatenschutz@landkreis.example",
                "outreach_privacy_url": False,
                "outreach_accessibility_url": False,
            },
        )
        for text in manager.read("outreach.legal.text", [["kind", "in", list(PATHS)]], "body"):
            body = text["body"].replace("⟨", "").replace("⟩", "")
            manager.call("outreach.legal.text", "write", [text["id"]], {"body": body})
            manager.call("outreach.legal.text", "action_publish", [text["id"]])
        yield url, manager


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PATHS.values())
def test_pages_are_accessible_in_both_languages(office, path, size):
    url, _manager = office
    requests = []
    with browser(size) as page:
        page.on("request", lambda request: requests.append(request.url))
        for lang in ("de", "en"):
            page.goto(f"{url}{path}?lang={lang}")
            assert page.locator("article").get_attribute("lang") == lang
            assert not accessibility_faults(page)
            assert not keyboard_faults(page)
            assert not layout_faults(page)
    assert {address.split("/")[2] for address in requests if address.startswith("http")} == {url.split("/")[2]}


def test_from_the_foot_of_any_page_the_texts_are_one_click_away(office):
    url, _manager = office
    with browser("phone", java_script_enabled=False) as page:
        for label, heading in (("Datenschutzhinweise", "Datenschutzhinweise"), ("Erklärung zur Barrierefreiheit",) * 2):
            page.goto(f"{url}/einladung")
            page.get_by_role("link", name=label).click()
            page.get_by_role("heading", level=1, name=heading).wait_for()


def test_what_is_printed_says_what_the_page_says(office):
    url, manager = office
    [version] = manager.read(
        "outreach.legal.text.version", [["text_id.kind", "=", "privacy"], ["text_id.lang", "=", "de"]], "id", "name"
    )
    content = manager.get(f"/outreach/report/circular_outreach.legal_text_version/{version['id']}")
    printed = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    _status, page, _headers = Visitor().open(f"{url}{PATHS['privacy']}?lang=de")
    for words in ("Wie lange speichern wir Ihre Daten?", "datenschutz@landkreis.example", "Fassung 1 vom"):
        assert words in printed
        assert words in page
