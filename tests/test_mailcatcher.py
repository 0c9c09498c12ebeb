"""The mail catcher keeps and shows every mail, also those that break the rules."""

import json
import smtplib
import subprocess
from email.message import EmailMessage
from urllib.request import Request, urlopen

import pytest
from conftest import ROOT, wait_until

PYTHON = ROOT / ".venv/bin/python"


@pytest.fixture
def catcher(tmp_path):
    ports = subprocess.run(
        [PYTHON, ROOT / "script/network.py", "free", "20025", "20080"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    process = subprocess.Popen(
        [
            PYTHON,
            ROOT / "script/mailcatcher",
            "--smtp-port",
            ports[0],
            "--http-port",
            ports[1],
            "--directory",
            tmp_path,
        ]
    )
    page = f"http://127.0.0.1:{ports[1]}"
    wait_until(
        lambda: (
            subprocess.run([PYTHON, ROOT / "script/network.py", "answers", str(process.pid), page], check=False).returncode == 0
        )
    )
    with smtplib.SMTP("127.0.0.1", int(ports[0])) as smtp:
        yield smtp, page
    process.terminate()
    process.wait(timeout=10)


def read(address):
    with urlopen(address) as page:
        return page.read().decode()


def test_mail_is_kept_with_its_envelope_and_shown(catcher, tmp_path):
    smtp, page = catcher
    mail = EmailMessage()
    mail["From"] = "Büro <office@example.org>"
    mail["To"] = "guest@example.org"
    mail["Subject"] = "Einladung <nach> Burgstädt"
    mail.set_content("Bitte antworten: https://example.org/a?b=1&c=2")
    mail.add_alternative("<p>Bitte <b>antworten</b></p>", subtype="html")
    mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="Termin für Sie.ics")
    smtp.send_message(mail, from_addr="bounce@example.org", to_addrs=["guest@example.org", "copy@example.org"])

    (summary,) = json.loads(read(f"{page}/api/messages"))
    assert summary["subject"] == "Einladung <nach> Burgstädt"
    assert summary["envelope_from"] == "bounce@example.org"
    assert summary["envelope_to"] == ["guest@example.org", "copy@example.org"]
    assert [path.suffix for path in tmp_path.iterdir()] == [".eml"]

    assert "Einladung &lt;nach&gt; Burgstädt" in read(page)
    shown = read(f"{page}/mail/{summary['id']}")
    assert '<a href="https://example.org/a?b=1&amp;c=2"' in shown
    assert "Termin für Sie.ics" in shown
    assert "<script" not in shown
    assert "<b>antworten</b>" in read(f"{page}/mail/{summary['id']}/html")
    assert read(f"{page}/mail/{summary['id']}/raw").startswith("X-Envelope-From: bounce@example.org")

    with urlopen(Request(f"{page}/api/messages", method="DELETE")) as answer:
        assert answer.status == 204
    assert json.loads(read(f"{page}/api/messages")) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no header at all",
        b"Subject: =?utf-8?b?broken\r\nFrom: \xff\xfe\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n\xff",
        b"Content-Type: text/html; charset=nowhere\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\xe4",
        b"Subject: a\r\nContent-Type: text/plain; charset=\r\nContent-Disposition: attachment; filename*=x'y'%ff\r\n\r\nb",
    ],
)
def test_mail_that_breaks_the_rules_is_kept_and_shown(catcher, content):
    smtp, page = catcher
    smtp.sendmail("", ["guest@example.org"], content)
    (summary,) = json.loads(read(f"{page}/api/messages"))
    assert summary["envelope_to"] == ["guest@example.org"]
    assert "Kopfzeilen" in read(f"{page}/mail/{summary['id']}")
    assert json.loads(read(f"{page}/api/messages/{summary['id']}"))["id"] == summary["id"]
