"""How fast people get in: over the network beside Odoo's own desk, hundreds at once after a dead network, and the search on the device."""

import itertools
import json
import statistics
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from urllib.request import Request, urlopen

AT_THE_DOOR, AT_ONCE, ON_THE_LIST = 60, 500, 5_000
QUERIES = ("m", "mül", "mueller", "jurgen muller", "gersbhac", "hartfeld holzbau", "xqzwvut")
SEARCH = """
async (queries) => {
    const times = [];
    for (const query of [...queries, ...queries]) {
        desk.ledger.derive(); // as after a tap: the list has changed
        const started = performance.now();
        desk.index.find(query);
        times.push(performance.now() - started);
    }
    return times.slice(queries.length);
}
"""


def names(count):
    first = ["Anna", "Jürgen", "Sabine", "Hans-Peter", "Karin", "Jens", "Falk", "Uta", "Zoë", "Miriam"]
    begin = ["Ber", "Dorn", "Ehr", "Feld", "Gers", "Hart", "Krau", "Lind", "Mal", "Neu", "Ost", "Pohl", "Mül"]
    end = ["bach", "berg", "feld", "haus", "heim", "hoff", "mann", "schmidt", "wald", "ler", "ner", "sen"]
    people = itertools.product(first, begin, end, ["", "-Weiß", "-Groß", "-Lange"])
    return [f"{given} {one}{two}{three}" for given, one, two, three in itertools.islice(people, count)]


def make_workshop(office, count):
    now = datetime.now(UTC)
    times = {
        name: (now + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M:%S")
        for name, hours in (("date_begin", -1), ("date_end", 3))
    }
    event = office.create("event.event", name="Bench", event_mail_ids=[[5]], **times)
    values = [{"event_id": event, "name": name, "company_name": f"Holzbau {name[-8:]}"} for name in names(count)]
    ids = [
        number
        for start in range(0, count, 500)
        for number in office.call("event.registration", "create", values[start : start + 500])
    ]
    device = office.create("outreach.desk.device", event_id=event, name="Bench")
    [link] = office.read("outreach.desk.device", [("id", "=", device)], "link")
    return event, ids, link["link"].partition("/desk/")[2]


def upload(url, token, ids):
    now = int(time.time() * 1000)
    entries = [{"key": str(uuid.uuid4()), "kind": "check_in", "at": now, "registration": number} for number in ids]
    body = json.dumps({"now": now, "entries": entries}).encode()
    request = Request(f"{url}/desk/{token}/entries", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as response:
        assert len(json.load(response)["taken"]) == len(ids)


def check_in_by_odoo(office, event, barcodes):
    for barcode in barcodes:
        assert (
            office.call("event.registration", "register_attendee", barcode=barcode, event_id=event)["status"]
            == "confirmed_registration"
        )


def check_in_here(url, token, ids):
    for number in ids:
        upload(url, token, [number])


def search_times(url, link):
    from desk_browser import Device, launch
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        device = Device(chromium, f"{url}/desk/{link}")
        times = device.page.evaluate(SEARCH, list(QUERIES))
        chromium.close()
    return times


def run(bench):
    sys.path.insert(0, str(bench.root / "tests"))
    from odoo_client import Session
    from running_server import running_servers

    with running_servers() as start:
        server = start(bench.name()).wait_until_ready()
        url = server.address("Application")
        office = Session(url, server.database, "admin", "admin")
        event, ids, link = make_workshop(office, 2 * AT_THE_DOOR + AT_ONCE)
        token = link.partition("#")[0]
        by_odoo, ours, late = ids[:AT_THE_DOOR], ids[AT_THE_DOOR : 2 * AT_THE_DOOR], ids[2 * AT_THE_DOOR :]
        barcodes = [line["barcode"] for line in office.read("event.registration", [("id", "in", by_odoo)], "barcode")]
        # Ten each in turn, so that neither has the quieter machine.
        seconds = {"odoo": 0.0, "ours": 0.0}
        for begin in range(0, AT_THE_DOOR, 10):
            seconds["odoo"] += bench.seconds(check_in_by_odoo, office, event, barcodes[begin : begin + 10])
            seconds["ours"] += bench.seconds(check_in_here, url, token, ours[begin : begin + 10])
        yield bench.Row(
            "check-ins over the network",
            AT_THE_DOOR / seconds["ours"],
            "1/s",
            "register_attendee",
            AT_THE_DOOR / seconds["odoo"],
            at_least=2,
        )
        yield bench.Row(f"{AT_ONCE} entries in one request", bench.seconds(upload, url, token, late), "s", at_most=2)
        _event, _ids, long_link = make_workshop(office, ON_THE_LIST)
        times = search_times(url, long_link)
        yield bench.Row(f"search among {ON_THE_LIST:,} names", statistics.median(times), "ms", at_most=50)
        yield bench.Row("the slowest of them", max(times), "ms", at_most=50)
