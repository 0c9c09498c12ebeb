"""A Postfix of one's own: on a free port of this machine only, with a folder of its own, started and stopped by the test that needs it."""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from conftest import ROOT, wait_until

MAILGATE = ROOT / ".local/odoo/usr/lib/python3/dist-packages/odoo/addons/mail/static/scripts/odoo-mailgate.py"
# Warnings and new tries after seconds instead of hours.
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mail.county.example
mydomain = county.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
transport_maps = texthash:{folder}/transport
alias_maps =
local_recipient_maps =
smtp_dns_support_level = disabled
smtp_host_lookup = native
recipient_delimiter = +
delay_warning_time = 1s
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
notify_classes =
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 2 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
odoo unix - n n - 1 pipe flags=q user=nobody argv={folder}/hand-over
"""


def find_free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def check_possible():
    assert shutil.which("postfix"), "Postfix is missing: run script/setup, or apt-get install --no-install-recommends postfix"
    assert os.getuid() == 0, "Postfix starts as root only: run this test as root or in the container of the project"


class PrivatePostfix:
    """Takes mail on `port`; passes mail for `guests` on to another server and hands mail for `office` to Odoo's gateway."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.port = find_free_port()

    def configure(self, guests, guest_port, office, gateway):
        """Write the configuration; `gateway` are the arguments of Odoo's mail gate."""
        self.folder.chmod(0o755)
        for name, owner in (("queue", "root"), ("data", "postfix")):
            path = self.folder / name
            path.mkdir()
            shutil.chown(path, owner)
        for name, text in (("main.cf", MAIN), ("master.cf", MASTER)):
            (self.folder / name).write_text(text.format(folder=self.folder, port=self.port))
        (self.folder / "transport").write_text(f"{guests} smtp:[127.0.0.1]:{guest_port}\n{office} odoo:\n")
        gate = self.folder / "odoo-mailgate.py"
        shutil.copy(MAILGATE, gate)
        script = self.folder / "hand-over"
        script.write_text(f"#!/bin/sh\nexec /usr/bin/python3 {gate} {gateway}\n")
        for path in (gate, script):
            path.chmod(path.stat().st_mode | stat.S_IROTH | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)

    def call(self, verb):
        result = subprocess.run(["postfix", "-c", self.folder, verb], capture_output=True, text=True, check=False, timeout=60)
        assert result.returncode == 0, f"postfix {verb}: {result.stderr}{self.read_log()}"

    def read_log(self):
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False


@contextmanager
def private_postfix(**settings):
    check_possible()
    assert pwd.getpwnam("postfix")
    with tempfile.TemporaryDirectory(prefix="postfix-") as folder:
        postfix = PrivatePostfix(folder)
        postfix.configure(**settings)
        postfix.call("start")
        try:
            wait_until(postfix.answers)
            yield postfix
        finally:
            postfix.call("stop")
