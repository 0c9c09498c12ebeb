"""The states of the answer page that need a campaign of their own: each walk leads a browser there and yields the name of the state."""

from datetime import datetime, timedelta, timezone

PERSON = {"first_name": "Kim", "surname": "Kollegin", "email": "kim.kollegin@firma.example"}


def from_now(**distance):
    """Return a time as Odoo takes it (UTC)."""
    return str(datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(**distance))


class Round:
    """A released campaign with a few invitees; with values of a workshop, or without one a call for a role."""

    def __init__(self, manager, title, people, **event):
        self.manager = manager
        partners = [
            manager.create("res.partner", name=f"Gast {title} {number}", email=f"gast{number}@{title.lower()}.example")
            for number in range(people)
        ]
        values = {"title": title, "answer_deadline": from_now(days=20), "rule_domain": repr([("id", "in", partners)])}
        self.event = None
        if event:
            times = {"date_begin": from_now(days=30), "date_end": from_now(days=30, hours=4)}
            self.event = manager.create("event.event", name=f"Werkstatt {title}", **times, **event)
            values |= {"purpose": "workshop", "event_id": self.event}
        else:
            [role_type, *_others] = manager.read("outreach.role.type", [], "name")
            topics = [topic["id"] for topic in manager.read("outreach.topic", [], "name", limit=3)]
            values |= {"purpose": "call", "role_type_id": role_type["id"], "call_topic_ids": [[6, 0, topics]]}
        self.campaign = manager.create("outreach.campaign", **values)
        manager.call("outreach.campaign", "action_build_audience", [self.campaign])
        manager.call("outreach.campaign", "action_release", [self.campaign])
        mine = [["campaign_id", "=", self.campaign]]
        self.invitees = manager.read("outreach.invitation", mine, "answer_url", order="id")

    def url(self, number):
        return self.invitees[number]["answer_url"]

    def answer(self, number, answer):
        self.manager.call("outreach.invitation", f"action_answer_{answer}", [self.invitees[number]["id"]])

    def change(self, model, **values):
        record = {"event.event": self.event, "outreach.campaign": self.campaign}[model]
        self.manager.call(model, "write", [record], values)


def choose(page, answer):
    page.locator(f"label[for=answer-{answer}]").click()


def send(page):
    page.locator("main form button[type=submit]").last.click()


def fill_in_person(page, **values):
    for name, text in {**PERSON, **values}.items():
        page.locator(f"#{name}").fill(text)


class EnglishTwin:
    """A second page of the same browser that shows in English what the first one shows in German; nothing is answered by it."""

    def __init__(self, page):
        self.page, self.twin = page, page.context.new_page()
        self.last = None
        page.on("request", self.note)

    def note(self, request):
        if request.is_navigation_request():
            self.last = request

    def open(self):
        """Return the twin, opened in the state of the page: with what was typed, or what the same form brings in English."""
        switch = self.page.locator("button[name=switch]")
        if self.last.method == "POST":
            self.show(self.last.url, f"{self.last.post_data}&lang=en")
        elif switch.count():
            form = switch.evaluate("one => [one.formAction, new URLSearchParams(new FormData(one.form, one)).toString()]")
            self.show(*form)
        else:
            address = self.last.url
            self.twin.goto(f"{address}{'&' if '?' in address else '?'}lang=en")
        assert self.twin.locator("html").get_attribute("lang") == "en", self.last.url
        return self.twin

    def show(self, url, form):
        """Show what comes back when a form is sent, with the styles of its address."""
        answer = self.page.context.request.post(
            url, data=form, headers={"Content-Type": "application/x-www-form-urlencoded"}, max_redirects=0
        )
        self.twin.route(url, lambda route: route.fulfill(response=answer), times=1)
        self.twin.goto(url)


def walk_to_colleague(page, manager):
    guests = Round(manager, "Vertretung", 2, seats_limited=True, seats_max=5)
    page.goto(guests.url(0))
    choose(page, "substituted")
    page.get_by_label("Möchten Sie uns etwas mitteilen?").fill("Ich bin im Urlaub.")
    send(page)
    page.get_by_label("Vorname Ihrer Vertretung").wait_for()
    yield "vertretung"
    page.get_by_label("Vorname Ihrer Vertretung").fill("Kim")
    page.get_by_role("button", name="Zurück zu Ihrer Einladung").click()
    yield "vertretung-zurück"
    send(page)
    assert page.get_by_label("Vorname Ihrer Vertretung").input_value() == "Kim"
    page.locator("main form").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Vertretung nennen").click()
    page.get_by_role("alert").wait_for()
    yield "vertretung-fehler"
    fill_in_person(page)
    page.get_by_role("button", name="Vertretung nennen").click()
    page.get_by_role("status").get_by_text("Kim Kollegin").wait_for()
    yield "vertretung-gespeichert"
    page.goto(guests.url(0))
    yield "vertretung-genannt"
    page.goto(guests.url(0) + "/colleague")
    page.get_by_text("Es ist schon eine Vertretung genannt.").wait_for()
    yield "vertretung-schon-genannt"
    named = [["substitute_for_id", "=", guests.invitees[0]["id"]]]
    page.goto(manager.read("outreach.invitation", named, "answer_url")[0]["answer_url"])
    page.get_by_text("hat Sie als Vertretung genannt").wait_for()
    yield "vertretung-eingeladen"
    yield from walk_to_stranger(page, guests.url(1))


def walk_to_stranger(page, url):
    page.goto(url)
    page.get_by_role("link", name="Ich bin jemand anderes").click()
    yield "weitergeleitet"
    page.locator("main form").evaluate("form => form.noValidate = true")
    send(page)
    page.get_by_role("alert").wait_for()
    yield "weitergeleitet-fehler"
    fill_in_person(page)
    send(page)
    page.get_by_role("status").wait_for()
    yield "weitergeleitet-gespeichert"


def walk_to_offer(page, manager):
    guests = Round(manager, "Angebot", 4, seats_limited=True, seats_max=1, outreach_offer_policy="offer")
    page.goto(guests.url(0))
    page.get_by_text("Es sind noch Plätze frei.").wait_for()
    yield "platz-frei"
    for number in range(3):
        guests.answer(number, "accepted")
    page.goto(guests.url(2))
    page.get_by_text("Sie haben Platz 2 auf der Warteliste.").wait_for()
    yield "wartet"
    guests.answer(0, "declined")
    page.goto(guests.url(1))
    page.get_by_role("status").get_by_text("Für Sie ist ein Platz frei geworden.").wait_for()
    assert not page.get_by_text("Zurzeit sind alle Plätze vergeben").count()
    yield "angebot"
    offered = manager.read("event.registration", [["event_id", "=", guests.event], ["outreach_offer_until", "!=", False]], "id")
    manager.call("event.registration", "write", [offered[0]["id"]], {"outreach_offer_until": from_now(minutes=-1)})
    guests.answer(3, "accepted")
    page.goto(guests.url(1))
    page.get_by_role("status").get_by_text("weitergegeben").wait_for()
    yield "angebot-abgelaufen"
    page.goto(guests.url(2))
    choose(page, "accepted")
    send(page)
    page.get_by_role("status").get_by_text("Wir freuen uns auf Sie.").wait_for()
    yield "angebot-angenommen"
    page.goto(guests.url(3))
    choose(page, "declined")
    send(page)
    page.get_by_role("status").get_by_text("„Nein“").wait_for()
    yield "warteplatz-abgegeben"


def walk_to_moved(page, manager):
    guests = Round(manager, "Verlegt", 1, seats_limited=True, seats_max=5)
    guests.answer(0, "accepted")
    guests.change("event.event", date_begin=from_now(days=40), date_end=from_now(days=40, hours=4))
    [step] = manager.read("outreach.campaign.step", [["campaign_id", "=", guests.campaign], ["kind", "=", "date_changed"]], "id")
    manager.call("outreach.campaign.step", "action_send_now", [step["id"]])
    page.goto(guests.url(0))
    page.get_by_text("Bitte bestätigen Sie erneut.").wait_for()
    yield "verlegt"
    guests.change("outreach.campaign", answer_deadline=from_now(minutes=-1))
    page.goto(guests.url(0))
    page.get_by_text("Auf dieser Seite sind keine Antworten mehr möglich.").wait_for()
    yield "zugesagt-zu-spät"
    page.goto(guests.url(0) + "/colleague")
    yield "vertretung-zu-spät"
    page.goto(guests.url(0) + "?saved=1")
    page.get_by_role("status").wait_for()
    guests.change("event.event", kanban_state="cancel")
    page.reload()
    page.get_by_text("Dieser Workshop findet nicht statt.").wait_for()
    assert not page.get_by_text("Wir freuen uns auf Sie").count()
    yield "zugesagt-abgesagt"


def walk_to_call(page, manager):
    guests = Round(manager, "Aufruf", 2)
    page.goto(guests.url(0))
    page.get_by_text("Wir suchen").wait_for()
    yield "aufruf"
    choose(page, "accepted")
    page.locator("label[for^=interest]").first.click()
    send(page)
    page.get_by_role("status").get_by_text("Wir melden uns bei Ihnen.").wait_for()
    yield "aufruf-interesse"
    page.goto(guests.url(0))
    yield "aufruf-schon-geantwortet"
    page.get_by_role("link", name="Keine Einladungen mehr").click()
    yield "aufruf-abmelden"
    page.goto(guests.url(1))
    choose(page, "declined")
    send(page)
    page.get_by_role("status").wait_for()
    yield "aufruf-absage"
