"""What machines do with a mail before anybody reads it: open every link, judge it as spam, look for faults. Nothing of that may count as an answer."""

import os
import re
import shutil
import subprocess
from datetime import datetime, timedelta, timezone
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from browser import accessibility_faults, browser, picture
from conftest import NUMBERS, PREFIX, run_script, wait_until
from running_server import running_servers
from test_story import Office

TABLES = "event_registration", "mail_blacklist", "res_partner", "mail_activity", "crm_lead"
# Odoo's queue sends meanwhile, and forgets, what people of the demonstration data and its users are told.
NOTES = "(SELECT * FROM mail_message WHERE message_type NOT IN ('email_outgoing', 'user_notification'))"
CHECKSUM = "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t"
GUESTS = 3


@pytest.fixture(scope="module")
def office():
    """Yield an office that has sent one campaign."""
    with running_servers() as start:
        office = Office(start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready())
        office.clear_mails()
        people = [
            office.clerk.create("res.partner", name=f"Gast Nummer{n}", email=f"gast{n}@firm.example") for n in range(GUESTS)
        ]
        begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=40)
        funding = office.clerk.read("outreach.funding", [], "id")[:1]
        office.event = office.clerk.create(
            "event.event",
            name="Bauen im Kreislauf",
            date_begin=str(begin),
            date_end=str(begin + timedelta(hours=5)),
            outreach_funding_id=funding[0]["id"] if funding else False,
        )
        office.campaign = office.clerk.create(
            "outreach.campaign", title="Bauen", event_id=office.event, rule_domain=repr([("id", "in", people)])
        )
        steps = office.clerk.read("outreach.campaign.step", [["campaign_id", "=", office.campaign]], "id")
        office.clerk.call("outreach.campaign.step", "write", [step["id"] for step in steps], {"is_anytime": True})
        office.clerk.call("outreach.campaign", "action_build_audience", [office.campaign])
        office.clerk.call("outreach.campaign", "action_release", [office.campaign])
        wait_until(lambda: len(office.invitations(["sent_on", "!=", False])) == GUESTS, 90)
        yield office


def sql(office, query):
    result = run_script("db", "psql", office.server.database, "-XAtc", query)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def look_at_database(office):
    """Return {table: how many rows, and a checksum over all of them}."""
    own = sql(office, "SELECT tablename FROM pg_tables WHERE tablename LIKE 'outreach\\_%' ORDER BY 1").split()
    assert len(own) > 20
    sources = {table: table for table in (*own, *TABLES)} | {"mail_message": NOTES}
    union = " UNION ALL ".join(f"SELECT '{table} ' || ({CHECKSUM.format(source)})" for table, source in sources.items())
    return dict(line.split(" ", 1) for line in sql(office, union).splitlines())


def campaign_mails(office):
    """Return the mails to the guests. Odoo writes to its users, and people of the demonstration data hear of their seats meanwhile."""
    return [mail for mail in office.caught() if mail["envelope_to"][0].startswith("gast")]


def read_urls(office):
    """Return every address of this server in the mails of the campaign, those of the headers among them."""
    urls = set()
    for mail in campaign_mails(office):
        message = office.mail_to(mail["envelope_to"][0])
        texts = [message.get_body((kind,)).get_content() for kind in ("html", "plain")] + [message["List-Unsubscribe"]]
        for text in texts:
            urls |= {
                url.replace("&amp;", "&")
                for url in re.findall(r"https?://[^\s\"'<>]+", text)
                if "localhost" in url or "127.0.0.1" in url
            }
    return sorted(urls)


def ask(url, method):
    try:
        with urlopen(Request(url, method=method), timeout=60) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def test_opening_every_link_three_times_changes_nothing(office):
    urls = read_urls(office)
    assert len(urls) == GUESTS * 4, "three ways to answer, one to object"
    before = look_at_database(office)
    for _time in range(3):
        for url in urls:
            assert [ask(url, method) for method in ("GET", "HEAD")] == [200, 200]
            assert ask(url, "OPTIONS") < 500
    for _time in range(3):
        with browser() as page:
            for url in urls:
                page.goto(url)
                for link in page.eval_on_selector_all("a[href^=http]", "links => links.map(link => link.href)"):
                    if link.startswith(office.url):
                        page.goto(link)
    after = look_at_database(office)
    assert {table for table in before if before[table] != after[table]} == set()
    assert {invitee["answer"] for invitee in office.invitations()} == {"none"}


def read_content(office):
    """Return the first mail as bytes, as it was handed over."""
    with urlopen(f"{office.mails}/mail/{campaign_mails(office)[0]['id']}/raw") as page:
        content = page.read()
    return re.sub(rb"^(?:X-Envelope-[^\r\n]*\r?\n)+", b"", content)


def test_spam_filter_finds_nothing_to_speak_of(office, tmp_path):
    """SpamAssassin with its local rules. The links of this machine become those of an office: they are what it looks at."""
    assert shutil.which("spamassassin"), "SpamAssassin is missing: run script/setup, or apt-get install spamassassin"
    address = office.url.removeprefix("http://").rstrip("/")
    content = read_content(office).replace(b"http://" + address.encode(), b"https://einladung.county.example")
    content = b"Received: from mail.county.example (mail.county.example [203.0.113.5]) by mx.firm.example; " + (
        datetime.now(timezone.utc).strftime("%a, %d %b %Y %H:%M:%S +0000\r\n").encode() + content
    )
    result = subprocess.run(
        ["spamassassin", "-L", "-t"],
        input=content,
        capture_output=True,
        check=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    report = result.stdout.decode(errors="replace")
    score = float(re.search(r"^X-Spam-Status: \w+, score=(-?[\d.]+)", report, re.MULTILINE)[1])
    assert score < 1.0, report[-3000:]


def test_mail_loads_nothing_from_anywhere(office):
    page_of_mail = office.mail_to(campaign_mails(office)[0]["envelope_to"][0]).get_body(("html",)).get_content()
    requests = []
    with browser() as page:
        page.on("request", lambda request: requests.append(request.url))
        page.set_content(page_of_mail)
        page.wait_for_load_state()
    assert [url for url in requests if not url.startswith(("data:", "cid:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [700, 390])
def test_mail_can_be_read_by_everybody(office, scheme, width):
    mail = campaign_mails(office)[0]["id"]
    with urlopen(f"{office.mails}/mail/{mail}/html") as answer:
        page_of_mail = answer.read().decode().replace('<base target="_blank">', "")
    with browser() as page:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 1000})
        page.set_content(page_of_mail)
        assert not accessibility_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "no sideways scrolling"
        assert page.evaluate("Math.min(...[...document.querySelectorAll('a.outreach-button')].map(a => a.offsetHeight))") >= 44
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(22, 29, 33)")
        picture(page, f"mail-{scheme}-{width}")
