"""Devices at the desk, in a real browser, and the workshop they stand at."""

import re
from datetime import UTC, datetime, timedelta

from browser import CHROMIUM
from odoo_client import Session

PHONE = {"width": 360, "height": 740}
# A clock that is wrong from the first line of the page on.
WRONG_CLOCK = """
    const offset = %d;
    const RealDate = Date;
    globalThis.Date = class extends RealDate {
        constructor(...values) {
            values.length ? super(...values) : super(RealDate.now() + offset);
        }
        static now() {
            return RealDate.now() + offset;
        }
    };
"""


def odoo_time(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


class Workshop:
    """A workshop that is on now, with people expected, made by the administrator."""

    def __init__(self, url, database, people, login="admin"):
        self.url = url
        self.office = Session(url, database, login, login)
        now = datetime.now(UTC)
        times = {"date_begin": odoo_time(now - timedelta(hours=1)), "date_end": odoo_time(now + timedelta(hours=3))}
        self.id = self.office.create(
            "event.event", name="Bauen im Kreislauf", date_tz="Europe/Berlin", event_mail_ids=[[5]], **times
        )
        values = [{"event_id": self.id, "name": name, "company_name": organisation} for name, organisation in people]
        self.ids = self.office.call("event.registration", "create", values)

    def make_link(self, name):
        device = self.office.create("outreach.desk.device", event_id=self.id, name=name)
        [values] = self.office.read("outreach.desk.device", [("id", "=", device)], "link")
        return device, re.sub(r"https?://[^/]+", self.url, values["link"])

    def attended(self):
        domain = [("event_id", "=", self.id), ("outreach_attendance", "=", "attended")]
        return self.office.read("event.registration", domain, "name", "state", "outreach_desk_key")

    def conflicts(self):
        return self.office.read("outreach.desk.conflict", [("event_id", "=", self.id), ("resolved_on", "=", False)], "kind")


class Device:
    """A telephone at the door."""

    def __init__(self, chromium, link, minutes_ahead=0, size=None):
        self.link = link
        self.context = chromium.new_context(viewport=size or PHONE, locale="de-DE", timezone_id="Europe/Berlin")
        if minutes_ahead:
            self.context.add_init_script(WRONG_CLOCK % (minutes_ahead * 60_000))
        self.complaints = []
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.link)
        self.page.locator("#people li").first.wait_for()
        self.page.locator("body[data-kept=yes]").wait_for()
        return self

    def run(self, code, argument=None):
        """Run code with the desk of the page; returns what it returns."""
        return self.page.evaluate(f"async (given) => {{ const desk = window.desk; {code} }}", argument)

    def tap(self, reference):
        """Do what a tap on a row does: check in, or learn that somebody is in already."""
        return self.run(
            "await desk.checkIn(desk.ledger.find(given)); return document.querySelector('#notice').dataset.kind", reference
        )

    def undo(self, reference):
        self.run("await desk.undo(given)", reference)

    def enter(self, name):
        """Enter a walk-in; returns the key that names the person from now on."""
        return self.run("await desk.enter({ name: given }); return desk.screen.lastReference", name)

    def cut_network(self, is_cut=True):
        self.context.set_offline(is_cut)

    def bar(self):
        return self.page.locator("#bar_text").inner_text()

    def wait_for_bar(self, text, seconds=30):
        self.page.locator("#bar_text", has_text=text).wait_for(timeout=seconds * 1000)

    def hand_in(self):
        """Restore the network and wait until everything is transferred."""
        self.cut_network(False)
        self.run("await desk.exchangeNow()")
        self.wait_for_bar("Alles übertragen")


def launch(playwright):
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
