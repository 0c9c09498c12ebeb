"""The answer page as invitees meet it: in German, in a real browser, by mouse, finger, keyboard and without JavaScript, in every state."""

import re
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from answer_states import EnglishTwin, Round, walk_to_call, walk_to_colleague, walk_to_moved, walk_to_offer
from browser import SIZES, accessibility_faults, browser
from conftest import NUMBERS, PREFIX
from odoo_client import Session, Visitor
from page_checks import Pictures, keyboard_faults, layout_faults
from running_server import running_servers

CAMPAIGN = "Expertengespräch Beschaffung"
PROGRAMME = "13:00 Uhr  Begrüßung\n13:15 Uhr  Wie Kommunen kreislaufgerecht ausschreiben\n14:30 Uhr  Gespräch bei Kaffee"
ANSWERS = {
    "accepted": ("Ja, ich nehme teil", "Vielen Dank. Wir freuen uns auf Sie."),
    "tentative": ("Vielleicht, ich weiß es noch nicht", "Ihre Antwort „Vielleicht“ ist gespeichert."),
    "declined": ("Nein, ich kann nicht teilnehmen", "Ihre Antwort „Nein“ ist gespeichert."),
    "not_me": ("Ich bin nicht", "Danke für den Hinweis"),
}
# As they are called in the user guide.
GERMAN = {"accepted": "zusage", "tentative": "vielleicht", "declined": "absage", "not_me": "nicht-ich"}


@pytest.fixture(scope="module")
def office():
    """Start the demo office, which now speaks English, too; its next workshop asks everything that a workshop can ask."""
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()
        url = server.address("Application")
        yield Office(url, Session(url, server.database, "admin", "admin"))


@pytest.fixture
def pictures(request):
    return Pictures(request.config.getoption("--renew-pictures"))


class Office:
    def __init__(self, url, manager):
        self.url, self.manager = url, manager
        [english] = manager.read("res.lang", [["code", "=", "en_US"], ["active", "=", False]], "id")
        manager.call("res.lang", "write", [english["id"]], {"active": True})
        self.campaign = manager.read("outreach.campaign", [["title", "=", CAMPAIGN]], "event_id")[0]
        self.event = self.campaign["event_id"][0]
        questions = [
            {
                "title": "Wie reisen Sie an?",
                "once_per_order": True,
                "answer_ids": [[0, 0, {"name": name}] for name in ("Mit Bus oder Bahn", "Mit dem Auto", "Mit dem Fahrrad")],
            },
            {"title": "Welche Frage bringen Sie mit?", "question_type": "text_box", "is_mandatory_answer": True},
        ]
        self.change_event(
            outreach_programme=PROGRAMME, outreach_companions_max=2, seats_max=30, question_ids=[[0, 0, one] for one in questions]
        )
        self.silent = self.read_invitations(["answer", "=", "none"])
        # In the end those who hold no seat.
        self.known = sorted(self.read_invitations(["answer", "!=", "none"]), key=lambda one: one["answer"])

    def change_event(self, **values):
        self.manager.call("event.event", "write", [self.event], values)

    def change_campaign(self, **values):
        self.manager.call("outreach.campaign", "write", [self.campaign["id"]], values)

    def read_invitations(self, *domain):
        mine = ["campaign_id", "=", self.campaign["id"]]
        return self.manager.read("outreach.invitation", [mine, *domain], "partner_id", "answer", "answer_url", "waiting_place")

    def invite(self, *, answered=False):
        """Return an invitee whom no other test meets."""
        return SimpleNamespace(**(self.known if answered else self.silent).pop())

    def look_up(self, invitee):
        return self.read_invitations(["id", "=", invitee.id])[0]


def choose(page, answer):
    page.locator(f"label[for=answer-{answer}]").click()


def send(page):
    page.get_by_role("button", name="Antwort senden").click()


def fill_in_everything(page):
    page.get_by_label("Wie reisen Sie an?").select_option("Mit Bus oder Bahn")
    page.get_by_label("Welche Frage bringen Sie mit?").first.fill("Wie rechnet sich das?")
    page.get_by_label("Begleitung 1: Vorname und Nachname").fill("Bodo Berg")
    page.get_by_text("Fragen an Begleitung 1").click()
    page.locator("[id^=companion-1-question]").fill("Wer hilft uns?")
    page.locator("label[for=photo-no]").click()
    page.get_by_text("Verpflegung und Barrierefreiheit").click()
    page.get_by_label("Essen und Trinken").fill("vegetarisch")
    page.get_by_label("Ich willige ein").check()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("answer", ANSWERS)
def test_each_answer(office, pictures, answer, size):
    invitee = office.invite()
    requests = []
    with browser(size) as page:
        page.on("request", lambda request: requests.append(request.url))
        page.goto(invitee.answer_url)
        if answer == "accepted":
            pictures.keep(page, f"antwortseite-{size}")
        page.get_by_label(ANSWERS[answer][0]).focus()
        choose(page, answer)
        if answer == "accepted":
            fill_in_everything(page)
            pictures.keep(page, f"antwortseite-{size}-formular", full_page=True)
        if answer == "declined":
            page.get_by_label("Was spricht dagegen?").select_option("Der Weg ist zu weit")
        send(page)
        page.get_by_role("status").get_by_text(ANSWERS[answer][1]).wait_for()
        assert page.evaluate("document.activeElement.getAttribute('role')") == "status", "it is read out"
        pictures.keep(page, f"antwort-{GERMAN[answer]}-{size}")
    assert {url.split("/")[2] for url in requests if url.startswith("http")} == {office.url.split("/")[2]}, (
        "nothing from elsewhere"
    )
    stored = office.look_up(invitee)
    assert stored["answer"] == ("none" if answer == "not_me" else answer)
    if answer == "accepted":
        assert (
            len(office.manager.read("event.registration", [["outreach_host_id.outreach_invitation_id", "=", invitee.id]], "name"))
            == 1
        )


def test_without_javascript_everything_works(office):
    invitee = office.invite()
    with browser("phone", java_script_enabled=False) as page:
        page.goto(f"{invitee.answer_url}?utm_source=x&data=05%7C01")
        page.get_by_role("button", name="Antwort senden").click()
        page.get_by_text("Ihre Antwort ist noch nicht gespeichert").wait_for()
        page.locator("label[for=answer-accepted]").click()
        fill_in_everything(page)
        page.get_by_label("Ich willige ein").uncheck()
        page.get_by_role("button", name="Antwort senden").click()
        page.get_by_role("link", name="Bitte willigen Sie ein").wait_for()
        assert page.get_by_label("Begleitung 1: Vorname und Nachname").input_value() == "Bodo Berg"
        page.get_by_label("Ich willige ein").check()
        page.get_by_role("button", name="Antwort senden").click()
        page.get_by_role("status").get_by_text("Bodo Berg").wait_for()
    assert office.look_up(invitee)["answer"] == "accepted"


def test_by_keyboard_alone_from_the_error_to_the_field(office):
    invitee = office.invite(answered=True)
    with browser() as page:
        page.goto(f"{invitee.answer_url}?answer=accepted")
        page.get_by_role("button", name="Antwort senden").press("Enter")
        page.locator("#problems").wait_for()
        assert page.title().startswith("Bitte prüfen:")
        assert page.evaluate("document.activeElement.id") == "problems"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.type("Wie rechnet sich das?")
        field = page.evaluate("document.activeElement.id")
        assert re.fullmatch(r"question-\d+", field)
        assert page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
        described = page.locator(f"#{field}").get_attribute("aria-describedby")
        assert "Bitte beantworten Sie" in page.locator(f"#{described}").inner_text()
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Antwort senden").press("Enter")
        page.get_by_role("status").wait_for()


@pytest.mark.parametrize(("size", "script"), [("desktop", True), ("phone", True), ("phone", False)])
def test_what_was_typed_before_a_colleague_is_named_reaches_the_office(office, size, script):
    name = f"{size}{script:d}"
    guests = Round(office.manager, f"Kommentar{name}", 1, seats_limited=True, seats_max=5)
    with browser(size, java_script_enabled=script) as page:
        page.goto(guests.url(0))
        page.get_by_label("Möchten Sie uns etwas mitteilen?").fill("Ich bin im Urlaub.")
        page.locator("label[for=answer-substituted]").click()
        send(page)
        page.get_by_label("Vorname Ihrer Vertretung").fill("Kim")
        page.get_by_role("button", name="Zurück zu Ihrer Einladung").click()
        assert page.get_by_label("Möchten Sie uns etwas mitteilen?").input_value() == "Ich bin im Urlaub."
        assert page.locator("#answer-substituted").is_checked()
        page.get_by_label("Möchten Sie uns etwas mitteilen?").fill("Ich bin im Urlaub, Kim kennt sich aus.")
        send(page)
        assert page.get_by_label("Vorname Ihrer Vertretung").input_value() == "Kim"
        page.get_by_label("Nachname").fill("Kollegin")
        page.get_by_label("Dienstliche E-Mail-Adresse").fill(f"kim.{name}@firma.example")
        page.get_by_role("button", name="Vertretung nennen").click()
        page.get_by_role("status").get_by_text("Kim Kollegin").wait_for()
    lines = office.manager.read("outreach.answer", [["invitation_id", "=", guests.invitees[0]["id"]]], "answer", "comment")
    assert [(one["answer"], one["comment"]) for one in lines] == [("substituted", "Ich bin im Urlaub, Kim kennt sich aus.")]


@pytest.mark.parametrize(("size", "script"), [("desktop", True), ("phone", False)])
def test_what_was_typed_stays_when_the_language_is_switched(office, size, script):
    name = f"Sprache{size}"
    guests = Round(office.manager, name, 1, seats_limited=True, seats_max=5, outreach_companions_max=1, outreach_asks_health=True)
    mine = [["invitation_id", "=", guests.invitees[0]["id"]]]
    with browser(size, java_script_enabled=script) as page:
        page.goto(guests.url(0))
        choose(page, "accepted")
        page.get_by_label("Vorname und Nachname").fill("Bodo Berg")
        page.get_by_text("Verpflegung und Barrierefreiheit").click()
        page.get_by_label("Essen und Trinken").fill("vegetarisch")
        page.get_by_label("Ich willige ein").check()
        page.get_by_label("Möchten Sie uns etwas mitteilen?").fill("Bis bald.")
        page.get_by_role("button", name="English").click()
        page.get_by_label("Would you like to tell us something?").fill("See you soon.")
        assert page.locator("#answer-accepted").is_checked()
        assert page.get_by_label("I agree that").is_checked()
        assert page.get_by_label("Food and drink").input_value() == "vegetarisch"
        assert not office.manager.read("outreach.answer", mine, "answer"), "switching is no answer"
        choose(page, "substituted")
        page.locator("main").get_by_role("button", name="Send answer").click()
        page.get_by_label("First name of your colleague").fill("Kim")
        page.get_by_role("button", name="Deutsch").click()
        assert page.get_by_label("Vorname Ihrer Vertretung").input_value() == "Kim"
        page.get_by_role("button", name="Zurück zu Ihrer Einladung").click()
        assert page.get_by_label("Möchten Sie uns etwas mitteilen?").input_value() == "See you soon."
        choose(page, "accepted")
        page.get_by_label("Vorname und Nachname").press("Enter")
        page.get_by_role("status").get_by_text("Bodo Berg").wait_for()
        assert page.locator("html").get_attribute("lang") == "de", "Enter sends and does not switch"
        page.get_by_role("link", name="English").click()
        page.get_by_role("status").get_by_text("We look forward to seeing you.").wait_for()
    lines = office.manager.read("outreach.answer", mine, "answer", "comment")
    assert [(one["answer"], one["comment"]) for one in lines] == [("accepted", "See you soon.")]


def walk_through_states(page, office, pictures):
    """Lead the page through every state it can be in, and yield the name of each."""
    for walk in (walk_to_colleague, walk_to_offer, walk_to_moved, walk_to_call):
        yield from walk(page, office.manager)
    invitee = office.invite()
    page.goto(invitee.answer_url)
    yield "offen"
    choose(page, "accepted")
    page.get_by_text("Fragen an Begleitung 1").click()
    page.get_by_text("Verpflegung und Barrierefreiheit").click()
    page.get_by_label("Essen und Trinken").fill("vegetarisch")
    page.get_by_text("Kontaktdaten berichtigen").click()
    page.get_by_label("Neue E-Mail-Adresse").fill("keine")
    yield "ausgefüllt"
    send(page)
    page.locator("#problems").wait_for()
    yield "fehler"
    page.goto(invitee.answer_url)
    choose(page, "declined")
    yield "absage-mit-grund"
    send(page)
    page.get_by_role("status").wait_for()
    yield "gespeichert"
    page.goto(invitee.answer_url)
    yield "schon-geantwortet"
    page.get_by_role("link", name="Keine Einladungen mehr").click()
    yield "abmelden"
    page.locator("main form").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_role("alert").wait_for()
    yield "abmelden-unklar"
    page.locator("#scope-everything").check()
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_role("status").wait_for()
    yield "abgemeldet"
    page.get_by_role("button", name="Rückgängig").click()
    page.get_by_role("status").get_by_text("Sie erhalten unsere Einladungen wie bisher.").wait_for()
    yield "abmelden-zurückgenommen"
    page.goto(invitee.answer_url)
    choose(page, "not_me")
    yield "nicht-ich-davor"
    send(page)
    page.get_by_role("status").wait_for()
    yield "nicht-ich"
    yield from walk_through_late_states(page, office, pictures)
    yield from walk_through_strange_states(page, office)


def walk_through_late_states(page, office, pictures):
    guest, late = office.invite(answered=True), office.invite(answered=True)
    taken = office.manager.read("event.event", [["id", "=", office.event]], "seats_taken")[0]["seats_taken"]
    office.change_event(seats_max=taken, seats_limited=True)
    page.goto(f"{guest.answer_url}?answer=accepted")
    page.get_by_label("Welche Frage bringen Sie mit?").first.fill("Wie rechnet sich das?")
    yield "warteliste-davor"
    send(page)
    page.get_by_role("status").get_by_text("Sie stehen auf der Warteliste").wait_for()
    pictures.keep(page, "antwort-warteliste-phone")
    yield "warteliste"
    before = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) - timedelta(minutes=1)
    office.change_campaign(answer_deadline=str(before))
    page.goto(late.answer_url)
    page.get_by_text("Auf dieser Seite sind keine Antworten mehr möglich.").wait_for()
    yield "zu-spät"
    office.change_event(kanban_state="cancel")
    page.goto(late.answer_url)
    yield "abgesagt"


def walk_through_strange_states(page, office):
    page.goto(f"{office.url}/rsvp/falsch")
    yield "unbekannt"
    page.goto(f"{office.url}/rsvp")
    yield "code"
    page.get_by_label("Code aus Ihrem Brief").fill("2345-6789")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("alert").wait_for()
    yield "code-falsch"
    form = {"code": "2345-6789", "csrf_token": page.locator("[name=csrf_token]").input_value()}
    for _try in range(10):
        page.context.request.post(f"{office.url}/rsvp", form=form)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("alert").get_by_text("in einer Stunde").wait_for()
    yield "code-gesperrt"
    statuses = [Visitor().open(f"{office.url}/rsvp/{'f' * 64}")[0] for _visit in range(61)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    page.goto(f"{office.url}/rsvp/{'f' * 64}")
    page.get_by_text("Einen Moment bitte").first.wait_for()
    yield "zu-viele"


def test_z_every_state_is_accessible(office, pictures):
    """Last, for it ends the workshop."""
    faults, seen = {}, []
    with browser("phone") as page:
        english, pictures_of_all = EnglishTwin(page), Pictures(renew=False)
        for state in walk_through_states(page, office, pictures):
            seen.append(state)
            pictures_of_all.keep(page, f"zustand-{state}", full_page=True)
            faults[state] = accessibility_faults(page) + keyboard_faults(page) + layout_faults(page)
            # Its colours are those of the German page.
            faults[f"{state} (English)"] = accessibility_faults(english.open(), leave_out=("color-contrast",))
    assert len(seen) == len(set(seen)) == 46, seen
    assert not {state: found for state, found in faults.items() if found}
