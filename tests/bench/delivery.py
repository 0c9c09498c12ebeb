"""How fast campaign mails leave the house, beside Odoo's own mailings and beside smtplib with nothing to do but send.

All send the same number of mails to the same sink on this machine: ours (steps, verdicts, personal text, records), Odoo's mass_mailing (a mailing to the same
contacts with a text of the same length, and its mail queue), and plain smtplib with messages built before. mass_mailing is installed in this
bench's database only.
"""

import json
import smtplib
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

FEW, MANY = 2_000, 20_000
BY_ODOO = 300  # mails; its rate does not depend on their number
MEBIBYTE = 1024

# A mail server that takes everything, after a pause if asked; the only thing it remembers is how many there were.
SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP

class Sink:
    count = 0
    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(float(sys.argv[2])) if float(sys.argv[2]) else None
        Sink.count += 1
        return "250 taken"

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), enable_SMTPUTF8=False, loop=loop), "127.0.0.1", int(sys.argv[1]), backlog=200)
    print("ready", flush=True)
    await server.serve_forever()

asyncio.run(main())
"""
PREPARE = """
import json, time

env["ir.config_parameter"].sudo().set_param("web.base.url", "https://outreach.example")
env.company.write({{"street": "Lane 1", "zip": "09599", "city": "Freiberg", "phone": "+49 3731 0", "email": "office@county.example", "outreach_imprint_url": "https://county.example/i",
    "outreach_privacy_url": "https://county.example/p", "outreach_source_text": "öffentliche Quellen"}})
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({{"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": {port}, "smtp_encryption": "none"}})
group = env["outreach.target.group"].search([], limit=1)
contacts = env["res.partner"].with_context(tracking_disable=True).create([
    {{"name": f"Erika Möller {{number}}", "outreach_first_name": "Erika", "outreach_surname": f"Möller {{number}}", "lang": "de_DE",
      "email": f"c{{number}}@firm.example", "outreach_target_group_id": group.id}} for number in range({count})])
env.cr.commit()
"""
OURS = (
    PREPARE
    + """
event = env["event.event"].create({{"name": "Bauen im Kreislauf", "date_begin": "2031-03-26 08:00:00", "date_end": "2031-03-26 12:00:00"}})
campaign = env["outreach.campaign"].create({{"title": "Einladung", "event_id": event.id, "email_from": "office@county.example",
    "rule_target_group_ids": [(6, 0, group.ids)]}})
campaign.action_build_audience()
campaign.step_ids.is_anytime = True
campaign.action_release()
env.cr.commit()
"""
)
# In a process of its own, as the scheduler is one: making thousands of contacts takes memory, too.
SEND = """
import json, resource, time
queries, started = env.cr.sql_log_count, time.perf_counter()
env["outreach.delivery"]._cron_send()
env.cr.commit()
seconds = time.perf_counter() - started
sent = env["outreach.delivery"].search_count([("state", "=", "sent")])
assert sent == {count}, sent
print("RESULT", json.dumps({{"seconds": seconds, "queries": (env.cr.sql_log_count - queries) / sent,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}}))
"""
ODOO = (
    PREPARE
    + """
text = "<p>Sehr geehrte Frau <t t-out='object.name'/>,</p>" + "<p>wir laden Sie herzlich zu unserem Workshop ein.</p>" * 12
mailing = env["mailing.mailing"].create({{"subject": "Einladung", "body_html": text, "mailing_model_id": env.ref("base.model_res_partner").id,
    "mailing_domain": repr([("id", "in", contacts.ids)]), "email_from": "office@county.example", "reply_to_mode": "new",
    "reply_to": "office@county.example", "keep_archives": False}})
env.cr.commit()
started = time.perf_counter()
mailing.action_send_mail()
env.cr.commit()
env["mail.mail"].process_email_queue()
env.cr.commit()
seconds = time.perf_counter() - started
sent = env["mailing.trace"].search_count([("mass_mailing_id", "=", mailing.id), ("trace_status", "=", "sent")])
assert sent == {count}, sent
print("RESULT", json.dumps({{"seconds": seconds}}))
"""
)


@contextmanager
def sink(pause=0):
    """Yield the port of a mail server that takes everything, each mail after so many seconds."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SINK, str(port), str(pause)], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    yield port
    process.kill()
    process.wait()


def measure(bench, port, count, *codes, module=None):
    """Run the codes one after another, each in a process of its own, and return what the last one has measured."""
    database = bench.database()
    if module:
        bench.script("odoo", "-d", database, "-i", module, "--stop-after-init", "--log-level=error")
    for code in codes:
        output = bench.shell(database, code.format(port=port, count=count))
    return json.loads(output.partition("RESULT ")[2].splitlines()[0])


def send_plainly(port, count):
    """Return the seconds smtplib takes for mails that need not be made."""
    mail = b"Subject: =?utf-8?q?Einladung?=\r\nMIME-Version: 1.0\r\n\r\n" + b"Wir laden Sie herzlich ein. \r\n" * 160
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as session:
        for number in range(count):
            session.sendmail("office@county.example", f"c{number}@firm.example", mail)
    return time.perf_counter() - started


def run(bench):
    with sink() as port:
        plain = FEW / send_plainly(port, FEW)
        few = measure(bench, port, FEW, OURS, SEND)
        many = measure(bench, port, MANY, OURS, SEND)
        odoo = BY_ODOO / measure(bench, port, BY_ODOO, ODOO, module="mass_mailing")["seconds"]
    with sink(pause=0.05) as port:
        slow = FEW / measure(bench, port, FEW, OURS, SEND)["seconds"]
        slow_odoo = BY_ODOO / measure(bench, port, BY_ODOO, ODOO, module="mass_mailing")["seconds"]
    rate = FEW / few["seconds"]
    yield bench.Row(f"{FEW:,} mails", rate, "mails/s", "mass_mailing", odoo, at_least=15)
    yield bench.Row(f"{FEW:,} mails", rate, "mails/s", "smtplib, mails made before", plain, at_least=0.5)
    yield bench.Row("a server that takes 50 ms a mail", slow, "mails/s", "mass_mailing", slow_odoo, at_least=20)
    yield bench.Row("statements of a mail", few["queries"], "", at_most=4)
    yield bench.Row(f"{MANY:,} mails", many["seconds"], "s", f"{FEW:,}", few["seconds"], at_most=11)
    yield bench.Row(
        f"peak memory, {MANY:,} mails", many["memory"] / MEBIBYTE, "MiB", f"{FEW:,}", few["memory"] / MEBIBYTE, at_most=1.15
    )
