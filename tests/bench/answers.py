"""What a yes costs on the answer page, beside the registration of Odoo's own website_event, and who gets in when 200 say it at once.

Both serve with the same number of processes from a database of their own. Only the request that stores something is timed. Both confirm by mail:
here it is left to the sender, Odoo writes it within the request, without the ticket as PDF, for which not every server has the program. Odoo answers
many of those who come at the same moment with an error page: they are counted, and its rate is that of the others; so its rate with one visitor
after the other, which fails nobody, stands beside it. Here every one has to be stored.
"""

import http.client
import json
import re
import signal
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Semaphore
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

WORKERS = 4
# Odoo keeps eight connections a worker in line and forgets what is beyond; the proxy in front of it keeps the others.
PROXY = Semaphore(8 * WORKERS)
CLIENTS = 8
ANSWERS, ALONE = 240, 40
CROWD = 200
SEATS = 50
READY_AFTER = 180
STORED = 303

PREPARE_OURS = """
import json
from datetime import datetime, timedelta
begin = datetime.now().replace(microsecond=0) + timedelta(days=30)
env.company.write({{"street": "Lane 1", "zip": "09599", "city": "Freiberg", "phone": "+49 3731 0", "email": "office@county.example",
    "outreach_imprint_url": "https://county.example/i", "outreach_privacy_url": "https://county.example/p", "outreach_source_text": "Quellen"}})
urls = {{}}
for name, people, seats in (("steady", {answers}, 10000), ("crowd", {crowd}, {seats})):
    event = env["event.event"].create({{"name": name, "date_begin": begin, "date_end": begin + timedelta(hours=2),
        "seats_limited": True, "seats_max": seats}})
    contacts = env["res.partner"].create([{{"name": f"Guest {{n}}", "email": f"{{name}}{{n}}@guests.example"}} for n in range(people)])
    campaign = env["outreach.campaign"].create({{"title": name, "event_id": event.id, "rule_domain": repr([("id", "in", contacts.ids)])}})
    campaign.action_build_audience()
    campaign.state = "released"
    urls[name] = {{"event": event.id, "paths": ["/rsvp/" + invitation._get_token() for invitation in campaign.invitation_ids]}}
env.cr.commit()
print("URLS" + json.dumps(urls))
"""
PREPARE_THEIRS = """
import json
from datetime import datetime, timedelta
env.ref("event.event_subscription").report_template_ids = [(5,)]
begin = datetime.now().replace(microsecond=0) + timedelta(days=30)
urls = {{}}
for name, people, seats in (("steady", {answers}, 10000), ("crowd", {crowd}, {seats})):
    event = env["event.event"].create({{"name": name, "date_begin": begin, "date_end": begin + timedelta(hours=2),
        "seats_limited": True, "seats_max": seats, "is_published": True}})
    urls[name] = {{"event": event.id, "paths": [f"/event/{{event.id}}/register"] * people}}
    questions = {{question.question_type: question.id for question in event.question_ids}}
urls["fields"] = {{kind: f"1-{{kind}}-{{questions[kind]}}" for kind in ("name", "email")}}
env.cr.commit()
print("URLS" + json.dumps(urls))
"""
COUNT = """
taken = env["event.registration"].search_count([("event_id", "=", {event}), ("state", "in", ("open", "done"))])
print("TAKEN", taken)
"""


def run(bench):
    ours = bench.database()
    theirs = bench.database("--base")
    bench.script("odoo", "-d", theirs, "-i", "website_event", "--stop-after-init", "--no-http", "--log-level=warn")
    ours, theirs = AnswerPage(bench, ours).measure(), Registration(bench, theirs).measure()
    yield bench.Row(f"answers with {CLIENTS} clients", ours["rate"], "/s", "website_event", theirs["rate"], at_least=3)
    yield bench.Row("the same", ours["rate"], "/s", "website_event, 1 client", theirs["alone"])
    yield bench.Row("p95 of an answer", 1000 * p95(ours["times"]), "ms", "website_event", 1000 * p95(theirs["times"]))
    yield bench.Row(f"error pages of {ANSWERS} answers", ours["errors"], "people", at_most=0)
    yield bench.Row("the same in website_event", theirs["errors"], "people")
    yield bench.Row(f"{CROWD} at once for {SEATS} seats: got in", ours["taken"], "people", at_least=SEATS, at_most=SEATS)
    yield bench.Row("the same in website_event", theirs["taken"], "people")
    yield bench.Row(f"{CROWD} at once: error pages", ours["crowd_errors"], "people", at_most=0)
    yield bench.Row("the same in website_event", theirs["crowd_errors"], "people")


def p95(times):
    return statistics.quantiles(times, n=20)[-1]


class Page:
    """A page that stores something, and visitors who have opened it and are about to send its form."""

    def __init__(self, bench, database, prepare):
        self.bench, self.database, self.stored = bench, database, 0
        code = prepare.format(answers=ANSWERS, crowd=CROWD, seats=SEATS)
        self.prepared = json.loads(re.search(r"URLS(.*)", bench.shell(database, code))[1])

    def measure(self):
        """Return times of answers and how many were stored a second with several clients and alone, who got in of a crowd, and who saw an error page."""
        with serve(self.bench, self.database) as base:
            self.base = base
            steady, crowd = (self.open_forms(self.prepared[name]["paths"]) for name in ("steady", "crowd"))
            warm, alone, others = steady[: CLIENTS * 2], steady[CLIENTS * 2 : ALONE], steady[ALONE:]
            self.answer_all(warm, CLIENTS)
            _times, alone_rate = self.answer_all(alone, 1)
            times, rate = self.answer_all(others, CLIENTS)
            errors, self.stored = len(steady) - self.stored, 0
            self.answer_all(crowd, CROWD)
        taken = self.bench.shell(self.database, COUNT.format(event=self.prepared["crowd"]["event"]))
        return {
            "times": times,
            "rate": rate,
            "alone": alone_rate,
            "errors": errors,
            "taken": int(re.search(r"TAKEN (\d+)", taken)[1]),
            "crowd_errors": len(crowd) - self.stored,
        }

    def open_forms(self, paths):
        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(self.open_form, enumerate(paths)))

    def open_form(self, numbered):
        """Return path, headers and body of what a visitor sends after having seen the page."""
        number, path = numbered
        cookies = HTTPCookieProcessor()
        with build_opener(cookies).open(self.base + path, timeout=120) as response:
            page = response.read().decode()
        cookie = "; ".join(f"{one.name}={one.value}" for one in cookies.cookiejar)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        return self.target(path), headers, urlencode(self.fill(page, number))

    def answer_all(self, forms, clients):
        """Return how long each answer took, and how many were stored a second."""
        started = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            answers = list(pool.map(self.answer, forms))
        stored = sum(is_stored for _seconds, is_stored in answers)
        self.stored += stored
        return [seconds for seconds, _is_stored in answers], stored / (time.perf_counter() - started)

    def answer(self, form):
        with PROXY:
            return self.send(form)

    def send(self, form):
        path, headers, body = form
        host = urlsplit(self.base)
        started = time.perf_counter()
        connection = http.client.HTTPConnection(host.hostname, host.port, timeout=120)
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        return time.perf_counter() - started, response.status == STORED


class AnswerPage(Page):
    def __init__(self, bench, database):
        super().__init__(bench, database, PREPARE_OURS)

    def target(self, path):
        return path

    def fill(self, page, _number):
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return {"csrf_token": token, "answer": "accepted"}


class Registration(Page):
    def __init__(self, bench, database):
        super().__init__(bench, database, PREPARE_THEIRS)

    def target(self, path):
        return path.replace("/register", "/registration/confirm")

    def fill(self, page, number):
        token = re.search(r'csrf_token: "([^"]+)"', page)[1]
        fields = self.prepared["fields"]
        answers = {fields["name"]: f"Guest {number}", fields["email"]: f"g{number}@guests.example"}
        return {"csrf_token": token, "1-event_ticket_id": "0", **answers}


@contextmanager
def serve(bench, database):
    """Yield the address of a server with several processes; it is stopped in the end."""
    ports = subprocess.run(
        [sys.executable, bench.root / "script/network.py", "free", "8100", "8200"], capture_output=True, text=True, check=True
    ).stdout.split()
    command = [bench.root / "script/odoo", "-d", database, "--no-database-list", f"--workers={WORKERS}", "--max-cron-threads=0"]
    command += [f"--http-port={ports[0]}", f"--gevent-port={ports[1]}", "--log-level=error"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    base = f"http://127.0.0.1:{ports[0]}"
    try:
        wait_until_ready(server, base)
        yield base
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def wait_until_ready(server, base):
    end = time.monotonic() + READY_AFTER
    while server.poll() is None and time.monotonic() < end:
        try:
            with build_opener().open(f"{base}/web/login", timeout=60) as page:
                if page.status == http.HTTPStatus.OK:
                    return
        except OSError:
            time.sleep(0.3)
    sys.exit("Error: the server of the bench did not start.")
