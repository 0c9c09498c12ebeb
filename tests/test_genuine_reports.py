"""Reports that a real mail server writes, from a real refusal back into Odoo's gateway."""

import smtplib
from datetime import datetime, timedelta, timezone

import dkim
import pytest
from aiosmtpd.controller import Controller
from conftest import NUMBERS, PREFIX, wait_until
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from odoo_client import Session
from private_postfix import find_free_port, private_postfix
from running_server import running_servers

ANSWERS = {
    "unknown@firm.example": "550 5.1.1 <unknown@firm.example>: no such user here",
    "slow@firm.example": "452 4.2.2 mailbox full, try again later",
}


class GuestServer:
    """The mail server of the invitees: takes mail, refuses some for good and some for now."""

    def __init__(self):
        self.received = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - the name aiosmtpd calls
        if address in ANSWERS:
            return ANSWERS[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the name aiosmtpd calls
        for address in envelope.rcpt_tos:
            self.received[address] = envelope.original_content
        return "250 kept"


@pytest.fixture(scope="module")
def world():
    """Yield (clerk, guests' server, Postfix): Odoo sends through Postfix, and Postfix hands to Odoo what comes back."""
    guests = GuestServer()
    controller = Controller(guests, hostname="127.0.0.1", port=find_free_port())
    controller.start()
    with running_servers() as start:
        server = start(f"{PREFIX}_{next(NUMBERS)}").wait_until_ready()
        url = server.address("Application")
        clerk, admin = (Session(url, server.database, login, login) for login in ("clerk", "admin"))
        number = admin.read("res.users", [["login", "=", "admin"]], "id")[0]["id"]
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        gateway = f"-d {server.database} -u {number} -p admin --host {host} --port {port}"
        with private_postfix(
            guests="firm.example", guest_port=controller.port, office="county.example", gateway=gateway
        ) as postfix:
            admin.create(
                "ir.mail_server",
                name="Postfix",
                smtp_host="127.0.0.1",
                smtp_port=postfix.port,
                from_filter="county.example",
                sequence=1,
            )
            yield clerk, guests, postfix
    controller.stop()


def invite(clerk):
    """Send a campaign to three people and return its number."""
    people = [
        clerk.create("res.partner", name=f"{name.title()} Muster", email=f"{name}@firm.example")
        for name in ("unknown", "slow", "good")
    ]
    begin = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + timedelta(days=40)
    event = clerk.create(
        "event.event", name="Bauen im Kreislauf", date_begin=str(begin), date_end=str(begin + timedelta(hours=5))
    )
    campaign = clerk.create(
        "outreach.campaign",
        title="Echte Berichte",
        event_id=event,
        email_from="Amt <office@county.example>",
        rule_domain=repr([("id", "in", people)]),
    )
    steps = clerk.read("outreach.campaign.step", [["campaign_id", "=", campaign]], "id")
    clerk.call("outreach.campaign.step", "write", [step["id"] for step in steps], {"is_anytime": True})
    clerk.call("outreach.campaign", "action_build_audience", [campaign])
    clerk.call("outreach.campaign", "action_release", [campaign])
    return campaign


def read_mails(clerk, campaign):
    rows = clerk.read("outreach.delivery", [["campaign_id", "=", campaign]], "email", "state", "failure")
    return {row["email"]: (row["state"], row["failure"] or "") for row in rows if row["email"]}


def test_the_right_mail_comes_back_and_a_delayed_one_does_not(world):
    clerk, _guests, postfix = world
    campaign = invite(clerk)

    def has_come():
        mails = read_mails(clerk, campaign)
        return mails.get("unknown@firm.example", ("",))[0] == "bounced" and "452" in mails.get("slow@firm.example", ("", ""))[1]

    try:
        wait_until(has_come, 120)
    except AssertionError as error:
        raise AssertionError(f"{read_mails(clerk, campaign)}\n{postfix.read_log()[-3000:]}") from error
    mails = read_mails(clerk, campaign)
    assert mails["unknown@firm.example"][0] == "bounced"
    assert "550 5.1.1 <unknown@firm.example>: no such user here" in mails["unknown@firm.example"][1]
    assert mails["slow@firm.example"][0] == "sent"
    assert mails["good@firm.example"] == ("sent", "")
    to_dos = clerk.read(
        "mail.activity", [["res_model", "=", "outreach.invitation"], ["summary", "like", "Unknown Muster"]], "summary"
    )
    assert len(to_dos) == 1


def test_signature_over_both_unsubscribe_headers_survives_a_relay(world):
    _clerk, guests, postfix = world
    wait_until(lambda: "good@firm.example" in guests.received)
    content = guests.received["good@firm.example"]
    own = content[content.index(b"Message-ID:") :]
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
    covered = [b"From", b"To", b"Subject", b"Message-ID", b"Content-Type", b"List-Unsubscribe", b"List-Unsubscribe-Post"]
    signed = dkim.sign(own, b"s1", b"county.example", pem, include_headers=covered) + own
    with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:
        smtp.sendmail("office@county.example", ["relayed@firm.example"], signed)
    wait_until(lambda: "relayed@firm.example" in guests.received)
    relayed = guests.received["relayed@firm.example"]
    assert relayed.startswith(b"Received:"), "it came by way of Postfix"
    assert dkim.verify(relayed, dnsfunc=lambda _name, timeout=5: record)
