"""Record how Thunderbird answers an invitation of ours: a real Thunderbird on a virtual display gets it, presses its buttons and sends to us.

Renews `addons/circular_outreach/tests/data/calendar/thunderbird_*.eml`. Needs the Debian packages thunderbird and xvfb, which nothing else does:

    .venv/bin/python script/record_thunderbird.py
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import datetime, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "addons" / "circular_outreach" / "tests" / "data" / "calendar"
sys.path.insert(0, str(ROOT / "addons" / "circular_outreach"))

from tools import calendar_text  # noqa: E402  found by the line above

UID = "outreach-4711-0123456789abcdef0123456789abcdef"
OFFICE, INVITEE = "einladung@county.example", "erika.muster@firm.example"
BUTTONS = {"accept": "imipAcceptButton", "tentative": "imipTentativeButton", "decline": "imipDeclineButton"}
PATIENCE = 60  # seconds
PREFERENCES = """
user_pref("mail.accountmanager.accounts", "account1,account2");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.accountmanager.localfoldersserver", "server2");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.account.account2.server", "server2");
user_pref("mail.server.server1.type", "pop3");
user_pref("mail.server.server1.hostname", "127.0.0.1");
user_pref("mail.server.server1.port", 9);
user_pref("mail.server.server1.userName", "erika");
user_pref("mail.server.server1.name", "Erika");
user_pref("mail.server.server1.login_at_startup", false);
user_pref("mail.server.server1.check_new_mail", false);
user_pref("mail.server.server1.deferred_to_account", "account2");
user_pref("mail.server.server2.type", "none");
user_pref("mail.server.server2.hostname", "Local Folders");
user_pref("mail.server.server2.userName", "nobody");
user_pref("mail.server.server2.name", "Local Folders");
user_pref("mail.identity.id1.fullName", "Erika Muster");
user_pref("mail.identity.id1.useremail", "%(invitee)s");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.identity.id1.valid", true);
user_pref("mail.identity.id1.fcc", false);
user_pref("mail.smtpservers", "smtp1");
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpserver.smtp1.hostname", "127.0.0.1");
user_pref("mail.smtpserver.smtp1.port", %(smtp)d);
user_pref("mail.smtpserver.smtp1.try_ssl", 0);
user_pref("mail.smtpserver.smtp1.authMethod", 1);
user_pref("marionette.port", %(marionette)d);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
user_pref("mail.spotlight.firstRunDone", true);
user_pref("mailnews.start_page.enabled", false);
user_pref("mail.provider.enabled", false);
user_pref("app.donation.eoy.version.viewed", 999);
user_pref("network.proxy.type", 0);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("calendar.timezone.local", "Europe/Berlin");
user_pref("calendar.timezone.useSystemTimezone", false);
user_pref("calendar.registry.home.name", "Home");
user_pref("calendar.registry.home.type", "storage");
user_pref("calendar.registry.home.uri", "moz-storage-calendar://");
user_pref("calendar.registry.home.imip.identity.key", "id1");
user_pref("calendar.registry.home.calendar-main-default", true);
user_pref("calendar.registry.home.calendar-main-in-composite", true);
"""
# Runs inside Thunderbird: show the only message, wait for the bar about the invitation, press the button.
PRESS = """
const [button, mail, done] = arguments;
(async () => {
  const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
  const wait = async (what, probe) => {
    for (let i = 0; i < 300; i++) {
      const found = await probe();
      if (found) return found;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error("waited in vain for " + what);
  };
  const window = await wait("window", () => Services.wm.getMostRecentWindow("mail:3pane"));
  const root = MailServices.accounts.localFoldersServer.rootFolder;
  const inbox = await wait("inbox", () => root.subFolders.find(folder => folder.name.toLowerCase() == "inbox"));
  inbox.QueryInterface(Ci.nsIMsgLocalMailFolder).addMessage(mail);
  const message = await wait("message", () => [...inbox.messages][0]);
  const tabmail = window.document.getElementById("tabmail");
  tabmail.openTab("mailMessageTab", { messageURI: inbox.getUriForMsg(message) });
  const found = await wait("button", () => {
    for (const info of tabmail.tabInfo) {
      const browser = info.chromeBrowser?.contentWindow;
      for (const inner of [browser, browser?.messageBrowser?.contentWindow].filter(Boolean)) {
        const element = inner.document.getElementById(button);
        if (element && !element.hidden) return element;
      }
    }
    return null;
  });
  found.doCommand ? found.doCommand() : found.click();
  return "pressed";
})().then(done, error => done("failed: " + error + " " + error.stack));
"""


class Sink:
    """Keeps what Thunderbird sends."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
        self.received.append(envelope.content)
        return "250 kept"


class Marionette:
    """Thunderbird's remote control: JSON with its length in front, over a socket."""

    def __init__(self, port):
        self._socket = self._connect(port)
        self._socket.settimeout(2 * PATIENCE)
        self._number = 0
        self._read()

    @staticmethod
    def _connect(port):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=5)
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.3)

    def call(self, name, **parameters):
        self._number += 1
        text = json.dumps([0, self._number, name, parameters])
        self._socket.sendall(f"{len(text)}:{text}".encode())
        _kind, _number, error, result = self._read()
        if error:
            raise RuntimeError(error)
        return result

    def _read(self):
        digits = b""
        while (byte := self._socket.recv(1)) != b":":
            digits += byte
        content = b""
        while len(content) < int(digits):
            content += self._socket.recv(int(digits) - len(content))
        return json.loads(content)


def find_free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def write_invitation():
    """Return the mail Thunderbird gets."""
    now = datetime.now(timezone.utc)
    content = calendar_text.write_request(
        calendar_text.Appointment(
            uid=UID,
            sequence=2,
            begin=datetime(2031, 3, 26, 8, tzinfo=timezone.utc),
            end=datetime(2031, 3, 26, 12, tzinfo=timezone.utc),
            zone="Europe/Berlin",
            title="Bauen im Kreis; Auftakt, für alle",
            place="Rathaus, Markt 1, 09217 Burgstädt",
            description="Antwort ändern: https://outreach.example/rsvp/TOKEN",
            url="https://outreach.example/rsvp/TOKEN",
            organizer=("Landkreis Mittelsachsen, Wirtschaftsförderung", OFFICE),
            attendee=("Dr. Erika Müller-Muster", INVITEE),
        ),
        now,
    )
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = OFFICE, INVITEE, "Ihr Platz: Bauen im Kreis"
    mail["Date"], mail["Message-ID"] = format_datetime(now), "<outreach-4711-0123456789abcdef01234567@county.example>"
    mail.set_content("Ihr Platz ist reserviert.")
    mail.add_alternative("<p>Ihr Platz ist reserviert.</p>", subtype="html")
    mail.add_alternative(content.decode(), subtype="calendar", params={"method": "REQUEST"})
    return mail.as_bytes()


@contextmanager
def run(*command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def record(button):
    """Return what Thunderbird sends when a button is pressed."""
    sink = Sink()
    smtp, marionette, display = find_free_port(), find_free_port(), f":{find_free_port() % 9000 + 100}"
    with ExitStack() as stack:
        profile = Path(tempfile.mkdtemp(prefix="thunderbird-"))
        stack.callback(shutil.rmtree, profile, ignore_errors=True)
        folder = profile / "Mail" / "Local Folders"
        folder.mkdir(parents=True)
        (folder / "Inbox").touch()
        values = {"invitee": INVITEE, "smtp": smtp, "marionette": marionette}
        (profile / "user.js").write_text(PREFERENCES % values, encoding="utf-8")
        server = Controller(sink, hostname="127.0.0.1", port=smtp)
        server.start()
        stack.callback(server.stop)
        stack.enter_context(run("Xvfb", display, "-screen", "0", "1280x900x24"))
        home = f"HOME={profile}"
        command = ("thunderbird", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", str(profile))
        stack.enter_context(run("env", home, f"DISPLAY={display}", "MOZ_DISABLE_CONTENT_SANDBOX=1", *command))
        control = Marionette(marionette)
        control.call("WebDriver:NewSession", capabilities={"alwaysMatch": {}})
        control.call("Marionette:SetContext", value="chrome")
        control.call("WebDriver:SetTimeouts", script=1000 * PATIENCE)
        outcome = control.call("WebDriver:ExecuteAsyncScript", script=PRESS, args=[button, write_invitation().decode("latin-1")])[
            "value"
        ]
        if outcome != "pressed":
            sys.exit(f"Thunderbird: {outcome}")
        end = time.monotonic() + PATIENCE
        while not sink.received and time.monotonic() < end:
            time.sleep(0.2)
    if not sink.received:
        sys.exit("Thunderbird has sent nothing.")
    return sink.received[0]


def main():
    for name, button in BUTTONS.items():
        content = record(button)
        program = re.search(rb"^User-Agent: (.*?)\r?$", content, re.MULTILINE)
        (FOLDER / f"thunderbird_{name}.eml").write_bytes(content)
        print(name, program[1].decode() if program else "")


if __name__ == "__main__":
    main()
