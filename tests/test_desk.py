"""The desk at the door: real browsers, real offline mode, wrong clocks. Nobody is lost, and nobody is let in who must not be."""

import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from browser import accessibility_faults
from conftest import NUMBERS, PREFIX
from desk_browser import Device, Workshop, launch, odoo_time
from playwright.sync_api import sync_playwright
from running_server import running_servers

DEVICES = 4
PEOPLE = 500
ROUNDS = 6
MINUTES_AHEAD = (-10, 10, 3, 0)


@pytest.fixture(scope="module")
def server():
    database = f"{PREFIX}_{next(NUMBERS)}"
    with running_servers() as start:
        running = start(database).wait_until_ready()
        yield running.address("Application"), running.database


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def workshop(server):
    return Workshop(*server, [("Jürgen Müller", "Holzbau Tannengrund"), ("Erika Muster", "Stadt Freiberg"), ("Zoë Groß", "")])


class Door:
    """Four devices, and beside them a plain record of what was tapped."""

    def __init__(self, chromium, workshop, seed):
        self.random = random.Random(seed)  # noqa: S311 (nobody has to guess it)
        self.devices = [
            Device(chromium, workshop.make_link(f"Eingang {number}")[1], ahead)
            for number, ahead in zip(range(1, DEVICES + 1), MINUTES_AHEAD, strict=True)
        ]
        self.lost = self.devices[-1]
        self.guests = 0
        self.tapped, self.undone = {}, set()

    def tap(self, device, reference):
        """Tap on somebody, twice now and then; take down which keys that gave, as the device stored them."""
        for _tap in range(self.random.choice([1, 1, 1, 2])):
            device.tap(reference)

    def work(self, device, ids):
        """Check people in, add a walk-in, and take one check-in back."""
        for reference in ids:
            self.tap(device, reference)
        if self.random.random() < 0.5:
            self.guests += 1
            device.enter(f"Gast {self.guests:03}")
        if self.random.random() < 0.5:
            device.undo(self.random.choice(ids))

    def take_down(self, device):
        """Take down what this device has tapped and still holds."""
        for entry in device.run("return [...desk.exchange.ledger.own.values()]"):
            if entry["kind"] == "undo":
                self.undone.add(entry["undoes"])
            else:
                self.tapped[entry["key"]] = entry.get("registration") or entry["key"]

    def expected(self):
        """Return who must be in: everybody with a tap that no tap took back."""
        return {reference for key, reference in self.tapped.items() if key not in self.undone}


def test_the_servers_list_is_the_union_of_what_four_devices_tapped(chromium, server):
    workshop = Workshop(*server, [(f"Person {number:03}", "Organisation") for number in range(PEOPLE)])
    door = Door(chromium, workshop, seed=7)
    for device in door.devices:
        device.cut_network()
    door.lost.cut_network()
    ids = list(workshop.ids)
    for _round in range(ROUNDS):
        for device in door.devices:
            door.work(device, door.random.sample(ids, PEOPLE // (ROUNDS * 3)))
            door.take_down(device)
            if device is not door.lost and door.random.random() < 0.5:
                device.hand_in()
                device.cut_network()
    for device in door.devices[:-1]:
        device.hand_in()
    assert len(door.tapped) > PEOPLE / 2
    assert "warten" in door.lost.bar(), "the lost device has told nobody yet"
    door.lost.page.close()
    door.lost.open().hand_in()
    attended = workshop.attended()
    assert {person["outreach_desk_key"] or person["id"] for person in attended} == door.expected()
    assert {person["state"] for person in attended} == {"done"}
    assert {conflict["kind"] for conflict in workshop.conflicts()} <= {"crossed"}
    check_times(workshop)
    assert not [complaint for device in door.devices for complaint in device.complaints]


def check_times(workshop):
    """Whatever the clocks of the devices say: all of it happened in the last minutes, and the raw time is kept."""
    lines = workshop.office.read(
        "outreach.attendance.entry", [("event_id", "=", workshop.id)], "recorded_on", "device_time", "device"
    )
    soonest = odoo_time(datetime.now(UTC) - timedelta(minutes=9))
    assert all(soonest < line["recorded_on"] <= odoo_time(datetime.now(UTC)) for line in lines)
    ahead = [line for line in lines if line["device"] == "Eingang 2"]
    assert ahead
    assert all(line["device_time"] > line["recorded_on"] for line in ahead)


def test_the_page_works_after_a_restart_without_network_and_keeps_no_name_readable(chromium, workshop):
    device = Device(chromium, workshop.make_link("Eingang links")[1])
    device.cut_network()
    device.page.reload()
    row = device.page.locator("#people li", has_text="Jürgen Müller")
    row.get_by_role("button", name="Ist da").click()
    device.wait_for_bar("Kein Netz, 1 warten")
    kept = device.run(
        """
        const names = (await indexedDB.databases()).map((one) => one.name);
        const all = (store) => new Promise((resolve) => {
            const request = desk.vault.store.transaction(store).objectStore(store).getAll();
            request.onsuccess = () => resolve(request.result);
        });
        const sealed = [...await all("names").then((found) => found.map((one) => one.sealed)), ...await all("entries")];
        return { names, texts: sealed.map((one) => new TextDecoder("latin1").decode(one.data)), fields: sealed.map(Object.keys) };
        """
    )
    assert len(kept["texts"]) == 2
    assert all(fields == ["iv", "data"] for fields in kept["fields"])
    assert not [text for text in kept["texts"] if "Erika" in text or "ller" in text]
    assert "#" not in str(device.run("return (await (await caches.open('desk-pages')).keys()).map((one) => one.url)"))
    device.page.reload()
    device.wait_for_bar("Kein Netz, 1 warten")
    device.hand_in()
    assert [person["name"] for person in workshop.attended()] == ["Jürgen Müller"]


def test_a_clerk_without_training_checks_in_undoes_and_adds(chromium, workshop):
    device = Device(chromium, workshop.make_link("Eingang links")[1])
    page = device.page
    page.fill("#query", "mulller jur")
    page.get_by_role("button", name="Ist da").click()
    page.locator("#notice_text", has_text="Jürgen Müller (Holzbau Tannengrund) ist da.").wait_for()
    page.locator("#notice_undo").click()
    page.locator("#notice_text", has_text="zurückgenommen").wait_for()
    page.locator("#people li", has_text="Erika Muster").get_by_role("button", name="Mehr zu Erika Muster").click()
    page.get_by_role("button", name="Vertretung kommt").click()
    page.get_by_label("Vorname und Nachname").fill("Otto Ersatz")
    page.locator("#guest").get_by_role("button", name="Ist da").click()
    page.get_by_role("button", name="Spontangast").click()
    page.get_by_label("Vorname und Nachname").fill("Juergen Mueller")
    page.locator("#guest_same").get_by_role("button", name="Jürgen Müller").click()
    device.hand_in()
    assert {person["name"] for person in workshop.attended()} == {"Otto Ersatz", "Jürgen Müller"}
    [erika] = workshop.office.read("event.registration", [("event_id", "=", workshop.id), ("name", "=", "Erika Muster")], "state")
    assert erika["state"] == "cancel"
    assert not device.complaints


def test_by_keyboard_and_hand_scanner_alone(chromium, workshop):
    device = Device(chromium, workshop.make_link("Eingang links")[1], size={"width": 1366, "height": 768})
    page = device.page
    [person] = workshop.office.read("event.registration", [("id", "=", workshop.ids[0])], "barcode")
    page.keyboard.type(person["barcode"])
    page.keyboard.press("Enter")
    page.locator("#live", has_text="Jürgen Müller").wait_for(state="attached")
    device.hand_in()
    page.keyboard.type(person["barcode"])
    page.keyboard.press("Enter")
    page.locator("#alarm", has_text=re.compile(r"Jürgen Müller ist schon da: \d\d:\d\d Uhr, Eingang links")).wait_for(
        state="attached"
    )
    page.keyboard.type("erika")
    page.keyboard.press("Enter")
    page.locator("#live", has_text="Erika Muster (Stadt Freiberg) ist da.").wait_for(state="attached")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("99999999999")
    page.keyboard.press("Enter")
    page.locator("#alarm", has_text="gehört zu niemandem").wait_for(state="attached")
    device.hand_in()
    assert len(workshop.attended()) >= 2


def test_the_page_has_no_barriers_in_any_state(chromium, workshop):
    device = Device(chromium, workshop.make_link("Eingang links")[1])
    page = device.page
    faults = {"list": accessibility_faults(page)}
    device.tap(workshop.ids[0])
    device.tap(workshop.ids[0])
    device.cut_network()
    device.tap(workshop.ids[1])
    device.wait_for_bar("Kein Netz, 1 warten")
    page.locator("#views").get_by_role("button", name="Alle").click()
    faults["offline"] = accessibility_faults(page)
    page.fill("#query", "niemand")
    faults["nobody"] = accessibility_faults(page)
    for button, dialog in (("#open_guest", "guest"), ("#open_numbers", "numbers")):
        page.click(button)
        faults[dialog] = accessibility_faults(page)
        page.keyboard.press("Escape")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert not [fault for found in faults.values() for fault in found], faults
    assert width <= page.viewport_size["width"], "nothing has to be scrolled sideways"


def test_a_withdrawn_device_wipes_its_names_and_hands_in_later_what_it_holds(chromium, workshop):
    number, link = workshop.make_link("Eingang links")
    device = Device(chromium, link)
    device.cut_network()
    device.tap(workshop.ids[2])
    workshop.office.call("outreach.desk.device", "action_revoke", [number])
    device.cut_network(False)
    device.run("await desk.exchangeNow()")
    device.wait_for_bar("Dieser Link gilt nicht mehr, 1 warten")
    assert "Erika" not in device.page.locator("body").inner_text()
    device.page.goto("about:blank")
    device.page.goto(link)
    device.page.get_by_text("1 Eingaben sind noch auf diesem Gerät").wait_for()
    assert "Erika" not in device.page.locator("body").inner_text()
    assert not workshop.attended()
    workshop.office.call("outreach.desk.device", "action_allow_again", [number])
    times = {
        "date_begin": odoo_time(datetime.now(UTC) - timedelta(days=3)),
        "date_end": odoo_time(datetime.now(UTC) - timedelta(days=3)),
    }
    workshop.office.call("event.event", "write", [workshop.id], times)
    device.page.reload()
    device.page.get_by_text("Alle Eingaben dieses Geräts sind übertragen").wait_for()
    assert [person["name"] for person in workshop.attended()] == ["Zoë Groß"]


def test_links_that_are_not_valid_show_nothing(chromium, workshop, server):
    other = Workshop(*server, [("Fremde Person", "")])
    _number, link = other.make_link("Anderswo")
    times = {
        "date_begin": odoo_time(datetime.now(UTC) - timedelta(days=2)),
        "date_end": odoo_time(datetime.now(UTC) - timedelta(days=2)),
    }
    other.office.call("event.event", "write", [other.id], times)
    guessed = f"{workshop.url}/desk/{'0' * 64}#{'0' * 32}"
    page = chromium.new_context(locale="de-DE").new_page()
    for address in (link, guessed):
        response = page.goto(address)
        assert response.status == 404
        assert page.locator("h1").inner_text() == "Dieser Einlass ist geschlossen"
        assert "Fremde" not in page.content()
        assert not accessibility_faults(page)


def test_staff_use_the_desk_with_their_session(chromium, workshop):
    context = chromium.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto(f"{workshop.url}/desk/event/{workshop.id}")
    page.fill("#login", "clerk")
    page.fill("#password", "clerk")
    page.click("button[type=submit]")
    page.locator("#people li", has_text="Zoë Groß").get_by_role("button", name="Ist da").click()
    page.locator("#bar_text", has_text="Alles übertragen").wait_for()
    page.locator("body[data-kept=yes]").wait_for()
    context.set_offline(True)
    page.reload()
    page.locator("#people li", has_text="Erika Muster").get_by_role("button", name="Ist da").click()
    page.locator("#bar_text", has_text="Kein Netz, 1 warten").wait_for()
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{workshop.url}/desk/event/{workshop.id}")
    page.locator("#count_in", has_text="2").wait_for()
    page.locator("#bar_text", has_text="Alles übertragen").wait_for()
    assert len(workshop.attended()) == 2
