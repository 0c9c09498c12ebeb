"""An office that sends: a database, a worker and a mail server, and what tests ask of all three."""

from collections import Counter
from contextlib import contextmanager
from itertools import count

import psycopg2
from conftest import NUMBERS, PREFIX, run_script, wait_until
from mail_sink import MailSink
from sending_worker import SendingWorker

COMPANY = {
    "street": "Frauensteiner Straße 43",
    "zip": "09599",
    "city": "Freiberg",
    "phone": "+49 3731 0",
    "email": "office@county.example",
    "outreach_imprint_url": "https://county.example/impressum",
    "outreach_privacy_url": "https://county.example/datenschutz",
    "outreach_source_text": "öffentliche Quellen",
}
BEGIN, END = "2031-03-26 08:00:00", "2031-03-26 12:00:00"
STATES = """
SELECT p.email_normalized, CASE d.state WHEN 'sending' THEN 'unknown' ELSE d.state END, d.failure
FROM outreach_delivery d JOIN outreach_invitation i ON i.id = d.invitation_id JOIN res_partner p ON p.id = i.partner_id
WHERE d.campaign_id = %s ORDER BY d.id
"""


@contextmanager
def sending_office(directory, smtp_timeout=60, cluster=None):
    """Yield an office with a new database, in a cluster of its own if one is given."""
    name = f"{PREFIX}_{next(NUMBERS)}"
    result = run_script("db", "new", name)
    assert result.returncode == 0, result.stderr
    if cluster:
        cluster.copy(name)
    office = SendingOffice(name, directory, smtp_timeout, cluster)
    yield office
    office.close()
    run_script("db", "drop", name)


class SendingOffice:
    def __init__(self, database, directory, smtp_timeout, cluster):
        self.numbers = count(1)
        self.address = {"dbname": database, **(cluster.address if cluster else {})}
        self.connect()
        self.sink = MailSink(directory / "taken").start()
        self.worker = SendingWorker(database, directory / "worker.log", smtp_timeout, cluster.odoo_options if cluster else ())
        self.worker.call("ir.config_parameter", "set_param", "web.base.url", "https://outreach.example")
        self.worker.call("res.company", "write", COMPANY, ids=[1])
        self.query("UPDATE ir_mail_server SET active = FALSE")
        server = {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": self.sink.port, "smtp_encryption": "none"}
        self.worker.call("ir.mail_server", "create", server)

    def connect(self):
        self.connection = psycopg2.connect(**self.address)
        self.connection.autocommit = True

    def close(self):
        self.connection.close()
        self.worker.stop()
        self.sink.stop()

    def query(self, statement, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def invite(self, number):
        """Release a campaign for so many new contacts; return its id. Nothing has gone out yet."""
        call, label = self.worker.call, f"c{next(self.numbers)}"
        contacts = [{"name": f"Gast {n}", "email": f"g{n}@{label}.example", "lang": "de_DE"} for n in range(number)]
        rule = repr([("id", "in", call("res.partner", "create", contacts))])
        event = call("event.event", "create", {"name": label, "date_begin": BEGIN, "date_end": END})[0]
        values = {"title": label, "event_id": event, "email_from": "office@county.example", "rule_domain": rule}
        campaign = call("outreach.campaign", "create", values)[0]
        call("outreach.campaign", "action_build_audience", ids=[campaign])
        # The tests run on Sundays, too.
        self.query("UPDATE outreach_campaign_step SET is_anytime = TRUE WHERE campaign_id = %s", campaign)
        call("outreach.campaign", "action_release", ids=[campaign])
        return campaign

    def let_time_pass(self):
        """Make everything that was noted an hour, or a day, older: claims are forgotten, pauses are over."""
        self.query(
            "UPDATE outreach_delivery SET claimed_on = claimed_on - interval '1 hour', retry_on = retry_on - interval '1 day'"
        )

    def wait_until_dead_sessions_end(self):
        """PostgreSQL may still be busy with the last words of a process that was killed."""
        others = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        wait_until(lambda: not self.query(others), pause=0.01)

    def states(self, campaign):
        """Return the state of each recipient's mail."""
        return {address: state for address, state, _failure in self.query(STATES, campaign)}

    def count(self, campaign):
        """Return how many mails there are in each state."""
        return Counter(self.states(campaign).values())

    def troubles(self, campaign):
        """Return (state, reason) of each mail that something went wrong with."""
        return [(state, failure) for _address, state, failure in self.query(STATES, campaign) if failure]

    def decide(self, campaign):
        """Do what a person does who asks the recipients of mails of unknown fate whether they got them."""
        for address in self.compare(campaign):
            action = "action_mark_sent" if address in self.sink.recipients() else "action_send_again"
            wanted = "SELECT id FROM outreach_delivery WHERE campaign_id = %s AND email = %s"
            self.worker.call("outreach.delivery", action, ids=self.query(wanted, campaign, address)[0])

    def compare(self, campaign):
        """Check that the table of states equals what the server has; return the recipients whose mail is of unknown fate."""
        states = self.states(campaign)
        taken = Counter(address for address in self.sink.recipients() if address in states)
        assert not [address for address, times in taken.items() if times > 1], "nobody gets a mail twice"
        for address, state in states.items():
            assert state == "unknown" or (state == "sent") == bool(taken[address]), (address, state, taken[address])
        return [address for address, state in states.items() if state == "unknown"]
