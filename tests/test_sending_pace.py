"""Two senders in processes of their own: together they take no more mails in a minute than the mail server allows."""

from concurrent.futures import ThreadPoolExecutor

from conftest import run_script

LIMIT, PEOPLE, CLAIMS = 20, 60, 10

PREPARE = f"""
env.company.write({{"street": "Lane 1", "zip": "09599", "city": "Freiberg", "outreach_imprint_url": "https://county.example/i",
    "outreach_privacy_url": "https://county.example/p", "outreach_source_text": "public sources", "email": "office@county.example"}})
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({{"name": "Slow", "smtp_host": "127.0.0.1", "outreach_minute_limit": {LIMIT}}})
contacts = env["res.partner"].create([{{"name": f"Guest {{number}}", "email": f"g{{number}}@firm.example"}} for number in range({PEOPLE})])
campaign = env["outreach.campaign"].create({{"title": "Call", "purpose": "call", "role_type_id": env["outreach.role.type"].search([], limit=1).id,
    "email_from": "office@county.example", "answer_deadline": "2040-01-01 12:00:00", "rule_domain": repr([("id", "in", contacts.ids)])}})
campaign.action_build_audience()
campaign.step_ids.is_anytime = True
campaign.action_release()
env["outreach.campaign.step"]._run_due()
env.cr.commit()
print("WAITING", env["outreach.delivery"]._count_due())
"""
# A few mails at a time, and each time both wait for each other, so that each claim meets one of the other.
CLAIM = """
import time
from pathlib import Path
def claim(number):
    Path("{folder}", f"{{number}}-{own}").touch()
    while not Path("{folder}", f"{{number}}-{other}").exists():
        time.sleep(0.001)
    return len(env["outreach.delivery"]._claim(3))

print("CLAIMED", sum(claim(number) for number in range({claims})))
"""


def run(database, code):
    result = run_script("odoo", "shell", "-d", database, "--no-http", "--log-level=warn", text_in=code)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr + result.stdout, result.stderr + result.stdout
    return int(result.stdout.split()[-1])


def test_two_senders_together_keep_the_pace(database, tmp_path):
    name = database()
    assert run(name, PREPARE) == PEOPLE
    codes = [CLAIM.format(folder=tmp_path, own=own, other=1 - own, claims=CLAIMS) for own in range(2)]
    with ThreadPoolExecutor(2) as pool:
        claimed = list(pool.map(lambda code: run(name, code), codes))
    assert sum(claimed) == LIMIT
    assert all(claimed), "both had a part"
