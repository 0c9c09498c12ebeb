"""Ten thousand hostile requests at the pages that are open to everybody: none of them fails, tells or changes anything."""

import errno
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from html import unescape
from urllib.parse import urlencode, urlsplit

import pytest
from conftest import NUMBERS, PREFIX, ROOT, run_script
from hostile_requests import HostileRequests
from odoo_client import Session, Visitor
from running_server import running_servers

SEED = 9
REQUESTS = 10_000
HOST_FAULTS = 100
HUGE, HUGE_BYTES = 8, 3_000_000
FORMS_EACH = 3
INVITEES = 40
CLIENTS = 4
PUBLIC_ROUTES = ROOT / "addons/circular_outreach/tests/data/public_routes.txt"
PARAMETERS = [
    *("token", "answer", "saved", "lang", "code", "csrf_token", "scope", "regret", "event_id"),
    *("first_name", "surname", "email", "organisation", "wish"),
]
# Wrong codes are counted: that is what this table is for.
COUNTED = {"outreach_code_attempt"}
CHECKSUMS = """
SELECT table_name, (xpath('/row/sum/text()', query_to_xml(format(
  'SELECT count(*) || md5(coalesce(string_agg(t::text, ''|'' ORDER BY t::text), '''')) AS sum FROM %I t', table_name), false, true, '')))[1]
FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""
OTHERS = "SELECT md5(string_agg(i::text, '|' ORDER BY id)) FROM outreach_invitation i WHERE id IN ({})"
# The name of every invitee holds such a word, which stands nowhere else.
MARK = re.compile(rb"fzq\d\dx", re.IGNORECASE)


class Target:
    """A server with invitees nobody may learn of, and no clock of its own."""

    def __init__(self, server):
        self.server = server
        self.url = server.address("Application")
        self.port = urlsplit(self.url).port
        # Waits for the jobs that are running.
        self.sql("UPDATE ir_cron SET active = false")
        self.clerk = Session(self.url, server.database, "admin", "admin")
        self.links = self.invite()

    def sql(self, query):
        result = run_script("db", "psql", self.server.database, "-XAtc", query)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def invite(self):
        """Return {mark: answer link} of people who are invited to a workshop."""
        begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=30)
        times = {"date_begin": str(begin), "date_end": str(begin + timedelta(hours=2))}
        event = self.clerk.create("event.event", name="Kreislauf", **times, outreach_companions_max=2, outreach_asks_photo=True)
        marks = [f"Fzq{number:02}x" for number in range(INVITEES)]
        contacts = [
            self.clerk.create(
                "res.partner",
                name=f"Ada {mark}",
                email=f"ada@{mark}.example",
                street=f"{mark}-Weg 1",
                phone="+49 3731 5550",
                function=f"Leitung {mark}",
            )
            for mark in marks
        ]
        rule = repr([("id", "in", contacts)])
        campaign = self.clerk.create("outreach.campaign", title="Kreislauf", event_id=event, rule_domain=rule)
        self.clerk.call("outreach.campaign", "action_build_audience", [campaign])
        self.clerk.call("outreach.campaign", "action_release", [campaign])
        invitations = self.clerk.read("outreach.invitation", [["campaign_id", "=", campaign]], "answer_url", order="partner_id")
        return dict(zip(marks, [invitation["answer_url"] for invitation in invitations], strict=True))

    def get_tokens(self):
        return [link.rpartition("/")[2] for link in self.links.values()]

    def look_at_database(self):
        """Return {table: checksum of everything in it}."""
        return dict(line.split("|") for line in self.sql(CHECKSUMS).splitlines())

    def send(self, content, sender):
        """Return the bytes that come back for the bytes of a request. Each sender has an address of its own, as far as the server can see."""
        with socket.socket() as connection:
            connection.settimeout(120)
            connection.bind((f"127.{1 + sender // 62500}.{1 + sender // 250 % 250}.{1 + sender % 250}", 0))
            connection.connect(("127.0.0.1", self.port))
            received = b""
            try:
                connection.sendall(content)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    received += part
            except OSError as error:  # the server has refused to read on, perhaps before the end was announced
                if not isinstance(error, ConnectionError) and error.errno != errno.ENOTCONN:
                    raise
        return received.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")

    def send_all(self, contents):
        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(self.send, contents, range(len(contents))))


@pytest.fixture(scope="module")
def target():
    with running_servers() as start:
        yield Target(start(f"{PREFIX}_{next(NUMBERS)}", "--workers", "2").wait_until_ready())


@pytest.fixture
def hostile(target):
    """Draw requests with real tokens, nearly real ones, and rubbish."""
    paths = {re.sub(r"<[^>]*>", "*", line.partition(" ")[2]) for line in PUBLIC_ROUTES.read_text().splitlines()}
    tokens = target.get_tokens()
    nearly = [token[:-1] + ("0" if token[-1] != "0" else "1") for token in tokens] + [
        tokens[0][:63],
        tokens[0] + "0",
        "1",
        "0" * 64,
    ]
    words = [word.encode() for word in tokens + nearly]
    return HostileRequests(SEED, [path.encode() for path in sorted(paths)], words, PARAMETERS)


def read_status(answer):
    """Return the status of an answer, or 0 for what has none: silence, and HTTP of before 1996."""
    match = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    return int(match[1]) if match else 0


def is_failure(answer):
    """Whether the server failed; that it knows a method or a version of HTTP not is no failure."""
    return read_status(answer) >= 500 and read_status(answer) not in (501, 505)


def find_told(target, request, answer):
    """Return what an answer says of invitees whose token is not in the request."""
    own = {mark.lower().encode() for mark, link in target.links.items() if link.rpartition("/")[2].encode() in request}
    return {mark.lower() for mark in MARK.findall(answer)} - own


def find_foreign_redirect(answer):
    """Return the address an answer leads to, if it is on another machine."""
    match = re.search(rb"^Location: *(\S+)", answer.partition(b"\r\n\r\n")[0], re.MULTILINE | re.IGNORECASE)
    place = match[1].decode(errors="replace") if match else ""
    return place if place.startswith("//") or urlsplit(place).hostname not in (None, "127.0.0.1", "x") else None


def check(target, requests, *, may_fail=False):
    """Send requests; none fails or leads astray unless it may, none tells, none changes what is stored. Return the answers."""
    before = target.look_at_database()
    answers = target.send_all(requests)
    pairs = list(zip(requests, answers, strict=True))
    assert may_fail or not [request[:1500] for request, answer in pairs if is_failure(answer)]
    assert not [request[:1500] for request, answer in pairs if find_told(target, request, answer)]
    assert may_fail or not [request[:1500] for request, answer in pairs if find_foreign_redirect(answer)]
    after = target.look_at_database()
    assert {table for table in before | after if before.get(table) != after.get(table)} <= COUNTED
    return answers


def test_ten_thousand_hostile_requests(target, hostile):
    requests = [hostile.draw() for _number in range(REQUESTS)]
    answers = check(target, requests)
    statuses = {read_status(answer) for answer in answers}
    assert {200, 303, 400, 404, 405, 413, 422} <= statuses, "they reached the pages"
    assert sum(bool(MARK.search(answer)) for answer in answers) > REQUESTS / 200, "some opened their own page"
    assert sum(not answer for answer in answers) < REQUESTS / 20, "the server did not just hang up"


def test_huge_bodies_are_refused_or_left_unread(target, hostile):
    answers = check(target, [hostile.draw_huge(HUGE_BYTES) for _number in range(HUGE)])
    assert {read_status(answer) for answer in answers} <= {0, 200, 404, 405, 413}


def test_requests_that_do_not_say_for_whom_tell_nothing(target, hostile):
    """Odoo fails at them before it knows the database; a proxy in front does not let them through (docs/betrieb.md)."""
    check(target, [hostile.draw_host_fault() for _number in range(HOST_FAULTS)], may_fail=True)


def test_hostile_forms_of_somebody_who_opened_the_page_concern_nobody_else(target, hostile):
    """Who opened a personal page may send its form. Whatever is in there, the others stay as they are, and nothing fails."""
    senders = list(target.links.values())[: INVITEES // 2]
    invitations = target.clerk.read("outreach.invitation", [], "answer_url")
    others = ",".join(str(one["id"]) for one in invitations if one["answer_url"] not in senders)
    query = OTHERS.format(others)
    before = target.sql(query)
    pages = [link + page for link in senders for page in ("", "/colleague", "/forwarded")]
    requests = [request for page in pages for request in draw_forms(hostile, page, FORMS_EACH)]
    pairs = list(zip(requests, target.send_all(requests), strict=True))
    assert not [request[:1500] for request, answer in pairs if is_failure(answer)]
    assert not [request[:1500] for request, answer in pairs if find_told(target, request, answer)]
    assert target.sql(query) == before
    assert target.clerk.read("outreach.invitation", [["answer", "!=", "none"]], "id"), "some forms were taken"


def draw_forms(hostile, url, number):
    """Open a page and return requests that send its form filled in with rubbish, each with the session and the code of the form."""
    _status, page, headers = Visitor().open(url)
    token = unescape(re.search(r'name="csrf_token" value="([^"]*)"', page)[1])
    cookie = headers["Set-Cookie"].partition(";")[0]
    return [hostile.draw_form(urlsplit(url).path, cookie, urlencode({"csrf_token": token})) for _number in range(number)]


def test_no_token_is_in_the_log_afterwards(target):
    log = target.server.read_log()
    assert len(log) > 100_000
    assert not [token for token in target.get_tokens() if token in log]


def test_the_server_still_serves(target):
    status, page, _headers = Visitor().open(next(iter(target.links.values())))
    assert status == 200
    assert "fzq00x" in page.lower()
