"""What an audience costs, beside one statement a database engineer would write by hand for the same verdicts, and how it grows.

Ours is what happens when somebody presses the button: the verdicts, the roles taken down, who is gone, what has changed.
"""

import json

SMALL, LARGE = 10_000, 100_000
MEBIBYTE = 1024

# Runs in Odoo's shell: every tenth contact is an organisation, the nine after it are its people. What is particular about a contact is decided by
# the remainder of its number, so that everything meets everything else somewhere.
PREPARE = '''
import json, resource, time
from odoo.tools import SQL
from odoo.addons.circular_outreach.tools import optout_hash

def run(query, **values):
    env.cr.execute(query, values)

def insert_contacts(count):
    run("""
        INSERT INTO res_partner (
            name, complete_name, outreach_first_name, outreach_surname, outreach_salutation_kind, is_company, active, type, lang, partner_share,
            email, email_normalized, street, zip, city, parent_id, ref, message_bounce, outreach_target_group_id, outreach_legal_basis,
            outreach_consent_purpose, outreach_is_main_contact
        )
        SELECT name, name, CASE WHEN NOT is_company THEN 'Anna' END, CASE WHEN NOT is_company THEN surname END, 'neutral', is_company,
            n %% 101 <> 0, 'contact', 'de_DE', true, mail, mail, CASE WHEN is_company AND firm %% 7 <> 0 THEN 'Hauptstraße ' || firm END,
            CASE WHEN is_company THEN (9000 + firm %% 500)::text END, CASE WHEN is_company THEN 'Ort' END, NULL, 'bench' || n,
            (n %% 41 = 0)::int, %(group)s,
            CASE WHEN n %% 71 = 0 THEN 'none' WHEN n %% 73 = 0 THEN 'consent' ELSE 'task' END,
            CASE WHEN n %% 146 = 0 THEN 'workshop' WHEN n %% 73 = 0 THEN 'call' END, n %% 10 = 4
        FROM (
            SELECT n, n / 10 AS firm, n %% 10 = 0 AS is_company, surname,
                CASE WHEN n %% 10 = 0 THEN 'Werkstatt ' || n / 20 ELSE 'Anna ' || surname END AS name,
                CASE WHEN n %% 10 = 0 AND n / 10 %% 3 = 0 THEN NULL WHEN n %% 10 = 0 THEN 'info' || n / 10 || '@firm.example'
                    WHEN n %% 23 = 0 THEN 'info' || n / 10 || '@firm.example' WHEN n %% 37 = 0 THEN 'post' || n / 100 || '@town.example'
                    WHEN n %% 17 = 0 THEN NULL ELSE 'c' || n || '@firm.example' END AS mail
            FROM (SELECT n, CASE WHEN n %% 211 = 0 THEN 'Muster' || n - 1 ELSE 'Muster' || n END AS surname
                FROM generate_series(0, %(count)s - 1) AS n) AS numbered
        ) AS described
    """, group=group.id, count=count)
    run("""
        UPDATE res_partner SET parent_id = firm.id, commercial_partner_id = COALESCE(firm.id, res_partner.id)
        FROM res_partner AS self LEFT JOIN res_partner AS firm
            ON NOT self.is_company AND firm.ref = 'bench' || substring(self.ref FROM 6)::int / 10 * 10
        WHERE res_partner.id = self.id AND self.ref LIKE 'bench%%'
    """)
    run("CREATE TEMP TABLE c AS SELECT id, substring(ref FROM 6)::int AS n, email_normalized AS mail, commercial_partner_id AS firm_id FROM res_partner WHERE ref LIKE 'bench%%'")

def insert_past():
    """What is known of the contacts before the campaign."""
    run("INSERT INTO mail_blacklist (email, active) SELECT DISTINCT mail, true FROM c WHERE n %% 53 = 0 AND mail LIKE 'c%%'")
    opt_out = """
        INSERT INTO outreach_opt_out (address_hash, partner_id, scope, event_id, purpose, channel, opted_out_on)
        SELECT {subject}, CASE n %% 3 WHEN 0 THEN 'everything' WHEN 1 THEN 'purpose' ELSE 'event' END,
            CASE WHEN n %% 3 = 2 THEN %(event)s END, CASE WHEN n %% 3 = 1 THEN 'workshop' END, 'page', now()
        FROM c WHERE n %% {every} = 0 AND mail LIKE 'c%%'
    """
    run(opt_out.format(subject=HASH.replace("p.email_normalized", "mail") + ", NULL::int", every=61), event=event.id, **PADS)
    run(opt_out.format(subject="NULL, id", every=67), event=event.id)
    run("INSERT INTO outreach_role (partner_id, type_id, state, origin, contact_id) SELECT firm.id, %(type)s, 'active', 'manual', person.id "
        "FROM c firm JOIN c person ON person.n = firm.n + 3 WHERE firm.n %% 30 = 0", type=role_type.id)
    run("INSERT INTO event_registration (event_id, partner_id, outreach_attendee_id, outreach_organisation_id, state, active) "
        "SELECT %(event)s, id, id, firm_id, CASE n %% 2 WHEN 0 THEN 'open' ELSE 'draft' END, true FROM c WHERE n %% 83 = 0", event=event.id)
    invitation = (
        "INSERT INTO outreach_invitation (campaign_id, event_id, company_id, partner_id, verdict, answer, nonce, sent_on) "
        "SELECT %(campaign)s, %(event)s, %(company)s, id, 'ready', 'none', gen_random_uuid()::text, now() FROM c WHERE n %% {} = 0"
    )
    run(invitation.format(43), campaign=elsewhere.id, event=event.id, company=env.company.id)
    run(invitation.format(7), campaign=mailing.id, event=mailing.event_id.id, company=env.company.id)
    for kind, every in (("invitation", 7), ("reminder", 59 * 7)):
        run("INSERT INTO outreach_delivery (step_id, campaign_id, invitation_id, occasion, state, sent_on) SELECT %(step)s, %(campaign)s, i.id, 0, 'sent', now() "
            "FROM outreach_invitation i JOIN c ON c.id = i.partner_id WHERE i.campaign_id = %(campaign)s AND n %% %(every)s = 0",
            step=mailing.step_ids.filtered(lambda step: step.kind == kind)[:1].id, campaign=mailing.id, every=every)
    apart = "INSERT INTO outreach_partner_distinct_rel SELECT {}.id, {}.id FROM c AS one JOIN c AS other ON other.n = one.n - 1 WHERE one.n %% 422 = 0"
    for pair in (("one", "other"), ("other", "one")):
        run(apart.format(*pair))

def make_campaign(title, **values):
    return env["outreach.campaign"].create({
        "title": title, "event_id": event.id, "rule_target_group_ids": [(6, 0, group.ids)], "organisation_policy": "limit",
        "organisation_limit": 4, "colleague_policy": "skip", **values,
    })

def make_measured(title):
    """Make a campaign with choices by hand."""
    campaign = make_campaign(title)
    env.flush_all()
    run("INSERT INTO outreach_audience_choice (campaign_id, partner_id, kind, reason) "
        "SELECT %(campaign)s, id, (ARRAY['invite', 'letter', 'leave_out'])[1 + n %% 3], 'So' FROM c WHERE n %% 97 = 0", campaign=campaign.id)
    env.invalidate_all()
    env.cr.commit()
    return campaign

Event = env["event.event"]
event, other_event = Event.create([{"name": name, "date_begin": "2030-01-10 09:00", "date_end": "2030-01-10 12:00"} for name in ("One", "Other")])
group = env["outreach.target.group"].create({"name": "Bench", "code": "bench"})
role_type = env["outreach.role.type"].create({"name": "Bench"})
env.company.write({"outreach_contact_limit": 2, "outreach_contact_limit_days": 30})
elsewhere, mailing = make_campaign("Elsewhere"), make_campaign("Mailing", event_id=other_event.id)
HASH = "encode(sha256(%(opad)s::bytea || sha256(%(ipad)s::bytea || convert_to(p.email_normalized, 'UTF8'))), 'hex')"
PADS = dict(zip(("ipad", "opad"), optout_hash.pads(env["outreach.opt.out"]._get_key())))
env.flush_all()
insert_contacts(COUNT)
insert_past()
env.cr.commit()
for table in ("res_partner", "mail_blacklist", "outreach_opt_out", "outreach_role", "event_registration", "outreach_invitation",
              "outreach_delivery", "outreach_partner_distinct_rel"):
    run(f"ANALYZE {table}")
env.cr.commit()
env.invalidate_all()
'''

# For this one campaign and its policies; nothing of the addon is used but its tables.
BY_HAND = """
WITH by_address AS (
    SELECT DISTINCT ON (address_hash) address_hash, id, scope FROM outreach_opt_out
    WHERE address_hash IS NOT NULL
        AND (scope = 'everything' OR scope = 'purpose' AND purpose = 'workshop' OR scope = 'event' AND event_id = %(event)s)
    ORDER BY address_hash, scope = 'everything' DESC, id
), by_contact AS (
    SELECT DISTINCT ON (partner_id) partner_id, id, scope FROM outreach_opt_out
    WHERE partner_id IS NOT NULL
        AND (scope = 'everything' OR scope = 'purpose' AND purpose = 'workshop' OR scope = 'event' AND event_id = %(event)s)
    ORDER BY partner_id, scope = 'everything' DESC, id
), seat AS (
    SELECT DISTINCT r.outreach_attendee_id AS partner_id
    FROM event_registration r LEFT JOIN outreach_invitation i ON i.id = r.outreach_invitation_id
    WHERE r.event_id = %(event)s AND r.active AND r.state <> 'cancel' AND i.campaign_id IS DISTINCT FROM %(campaign)s
), elsewhere AS (
    SELECT i.partner_id, max(c.id) AS campaign_id FROM outreach_invitation i JOIN outreach_campaign c ON c.id = i.campaign_id
    WHERE c.event_id = %(event)s AND c.id <> %(campaign)s AND i.sent_on IS NOT NULL GROUP BY i.partner_id
), acceptor AS (
    SELECT outreach_organisation_id AS organisation_id, min(outreach_attendee_id) AS partner_id FROM event_registration
    WHERE event_id = %(event)s AND active AND state IN ('open', 'done') GROUP BY outreach_organisation_id
), tired AS (
    SELECT i.partner_id FROM outreach_delivery d
    JOIN outreach_campaign_step s ON s.id = d.step_id JOIN outreach_invitation i ON i.id = d.invitation_id
    WHERE s.recipients IN ('everyone', 'silent') AND d.sent_on >= now() - interval '30 days' AND d.campaign_id <> %(campaign)s
    GROUP BY i.partner_id HAVING count(*) >= 2
), person AS (
    SELECT DISTINCT contact_id FROM outreach_role WHERE state <> 'ended' AND contact_id IS NOT NULL
), own AS (
    SELECT p.id, COALESCE(p.is_company, FALSE) AS is_company, p.commercial_partner_id AS firm, p.email_normalized AS email,
        p.outreach_target_group_id, p.outreach_municipality_id, p.outreach_organisation_type_id, p.outreach_is_main_contact AS is_main,
        CASE WHEN p.is_company AND concat(p.zip, p.street) ~ '\\S' THEN concat_ws('|', 'o', lower(p.name), p.zip, lower(p.street))
            WHEN NOT p.is_company AND p.outreach_first_name ~ '\\S' AND p.outreach_surname ~ '\\S' AND p.commercial_partner_id <> p.id
            THEN concat_ws('|', 'p', lower(p.outreach_first_name), lower(p.outreach_surname), p.commercial_partner_id)
            ELSE p.id::text END AS twin,
        COALESCE(choice.kind IN ('invite', 'letter'), FALSE) AS is_chosen, person.contact_id IS NOT NULL AS is_person,
        CASE WHEN by_contact.scope = 'everything' AND by_address.scope <> 'everything' THEN by_contact.id
            ELSE COALESCE(by_address.id, by_contact.id) END AS opt_out_id,
        elsewhere.campaign_id AS elsewhere_id, acceptor.partner_id AS acceptor_id,
        CASE WHEN 'everything' IN (by_address.scope, by_contact.scope) THEN 'objection'
            WHEN by_address.id IS NOT NULL OR by_contact.id IS NOT NULL THEN 'opted_out'
            WHEN b.id IS NOT NULL THEN 'blacklisted'
            WHEN choice.kind = 'leave_out' THEN 'left_out'
            WHEN seat.partner_id IS NOT NULL THEN 'registered'
            WHEN p.outreach_legal_basis = 'none' THEN 'no_basis'
            WHEN choice.kind = 'letter' THEN CASE WHEN address.ok THEN 'letter' ELSE 'no_email' END
            WHEN p.outreach_legal_basis = 'consent' AND COALESCE(p.outreach_consent_purpose, '') NOT IN ('workshop', 'both') THEN 'no_basis'
            WHEN choice.kind IS NULL AND elsewhere.campaign_id IS NOT NULL THEN 'invited_elsewhere'
            WHEN choice.kind IS NULL AND acceptor.partner_id <> p.id THEN 'represented'
            WHEN choice.kind IS NULL AND tired.partner_id IS NOT NULL THEN 'too_often'
            WHEN p.email_normalized <> '' THEN CASE WHEN p.message_bounce > 0 THEN 'bounced' ELSE 'ready' END
            WHEN address.ok THEN 'letter' ELSE 'no_email' END AS own
    FROM res_partner p
    JOIN res_partner o ON o.id = p.commercial_partner_id
    CROSS JOIN LATERAL (SELECT concat(p.street, p.street2) ~ '\\S' AND p.zip ~ '\\S' AND p.city ~ '\\S'
        OR concat(o.street, o.street2) ~ '\\S' AND o.zip ~ '\\S' AND o.city ~ '\\S') AS address (ok)
    LEFT JOIN outreach_audience_choice choice ON choice.campaign_id = %(campaign)s AND choice.partner_id = p.id
    LEFT JOIN by_address
        ON by_address.address_hash = encode(sha256(%(opad)s::bytea || sha256(%(ipad)s::bytea || convert_to(p.email_normalized, 'UTF8'))), 'hex')
    LEFT JOIN by_contact ON by_contact.partner_id = p.id
    LEFT JOIN mail_blacklist b ON b.email = p.email_normalized AND b.active
    LEFT JOIN seat ON seat.partner_id = p.id
    LEFT JOIN elsewhere ON elsewhere.partner_id = p.id
    LEFT JOIN acceptor ON acceptor.organisation_id = p.commercial_partner_id
    LEFT JOIN tired ON tired.partner_id = p.id
    LEFT JOIN person ON person.contact_id = p.id
    WHERE p.active AND p.type = 'contact' AND p.outreach_target_group_id = %(group)s
        OR p.active AND choice.kind IN ('invite', 'letter')
), twins AS (
    SELECT *, first_value(id) OVER (PARTITION BY twin ORDER BY
        own IN ('objection', 'opted_out', 'blacklisted', 'left_out', 'registered', 'no_basis', 'invited_elsewhere', 'too_often') DESC,
        own IN ('ready', 'letter') DESC, is_chosen DESC, own = 'ready' DESC, is_person DESC, is_main DESC NULLS LAST, id) AS twin_id
    FROM own
), single AS (
    SELECT *, CASE WHEN own IN ('ready', 'letter') AND twin_id <> id AND NOT is_chosen
        AND NOT EXISTS (SELECT FROM outreach_partner_distinct_rel d WHERE d.partner_id = twins.id AND d.other_id = twin_id)
        THEN 'duplicate' ELSE own END AS one
    FROM twins
), housed AS (
    SELECT *, one IN ('ready', 'letter') AS is_reached, row_number() OVER (
        PARTITION BY firm, is_company, one IN ('ready', 'letter'), CASE WHEN email IS NULL OR one = 'letter' THEN id::text ELSE email END
        ORDER BY is_chosen DESC, is_person DESC, is_main DESC NULLS LAST, one = 'ready' DESC, id) = 1 AS is_first
    FROM single
), ranked AS (
    SELECT *, bool_or(NOT is_company AND one IN ('ready', 'registered', 'invited_elsewhere', 'represented', 'too_often'))
            OVER (PARTITION BY firm) AS has_mailed,
        bool_or(NOT is_company AND one = 'letter') OVER (PARTITION BY firm) AS has_letters,
        count(*) FILTER (WHERE is_first) OVER people AS place, first_value(id) OVER people AS first_id
    FROM housed
    WINDOW people AS (PARTITION BY firm, is_company, is_reached
        ORDER BY is_chosen DESC, is_person DESC, is_main DESC NULLS LAST, one = 'ready' DESC, id ROWS UNBOUNDED PRECEDING)
), limited AS (
    SELECT *, CASE WHEN is_chosen THEN one
        WHEN is_company AND (has_mailed AND one IN ('ready', 'letter', 'no_email') OR has_letters AND one IN ('letter', 'no_email')) THEN 'by_people'
        WHEN NOT is_company AND is_reached AND place > 4 THEN 'organisation_limit' ELSE one END AS few
    FROM ranked
), shared AS (
    SELECT *, first_value(id) OVER (PARTITION BY email, few = 'ready'
        ORDER BY is_chosen DESC, is_company, is_person DESC, is_main DESC NULLS LAST, id) AS mailbox_id
    FROM limited
), decided AS (
    SELECT *, CASE WHEN few = 'ready' AND mailbox_id <> id AND NOT is_chosen THEN 'same_mailbox' ELSE few END AS verdict FROM shared
)
INSERT INTO outreach_invitation (
    campaign_id, event_id, company_id, partner_id, email_normalized, organisation_id, target_group_id, municipality_id, organisation_type_id, verdict,
    verdict_partner_id, verdict_campaign_id, verdict_opt_out_id, verdict_on, answer, nonce, create_uid, create_date, write_uid, write_date
)
SELECT %(campaign)s, %(event)s, %(company)s, id, email, firm, outreach_target_group_id, outreach_municipality_id, outreach_organisation_type_id, verdict,
    CASE verdict WHEN 'duplicate' THEN twin_id WHEN 'same_mailbox' THEN mailbox_id WHEN 'organisation_limit' THEN first_id
        WHEN 'represented' THEN acceptor_id END,
    CASE verdict WHEN 'invited_elsewhere' THEN elsewhere_id END, CASE WHEN verdict IN ('objection', 'opted_out') THEN opt_out_id END,
    now(), 'none', replace(gen_random_uuid()::text, '-', ''), 1, now(), 1, now()
FROM decided
"""

MEASURE = """
def seconds(function):
    started = time.perf_counter()
    function()
    env.flush_all()
    spent = time.perf_counter() - started
    env.cr.commit()
    return spent

def count(query, *values):
    env.cr.execute(query, values)
    return env.cr.fetchone()[0]

def build_by_hand(campaign):
    # As a database engineer would, who has seen the plan.
    run("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
    run(BY_HAND, campaign=campaign.id, event=event.id, company=env.company.id, group=group.id, **PADS)

result = {"ours": [], "by_hand": [], "unchanged": [], "refreshed": []}
ours = make_measured("Ours")
ours.action_build_audience()
env.cr.commit()
result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for turn in range(TURNS):
    ours, by_hand = make_measured(f"Ours {turn}"), make_measured(f"By hand {turn}")
    measured = [("ours", ours.action_build_audience), ("by_hand", lambda: build_by_hand(by_hand))]
    for name, build in measured[:: 1 if turn % 2 else -1]:
        result[name].append(seconds(build))
columns = "partner_id, verdict, verdict_partner_id, verdict_campaign_id, verdict_opt_out_id, email_normalized, organisation_id"
rows = f"SELECT {columns} FROM outreach_invitation WHERE campaign_id = %s"
result["contacts"] = count("SELECT count(*) FROM outreach_invitation WHERE campaign_id = %s", ours.id)
result["verdicts"] = count("SELECT count(DISTINCT verdict) FROM outreach_invitation WHERE campaign_id = %s", ours.id)
result["differences"] = count(f"SELECT count(*) FROM (({rows} EXCEPT {rows}) UNION ALL ({rows} EXCEPT {rows})) AS d",
    ours.id, by_hand.id, by_hand.id, ours.id)
for turn in range(TURNS):
    result["unchanged"].append(seconds(ours.action_build_audience))
    assert not (ours.audience_new_count or ours.audience_changed_count or ours.audience_gone_count)
    run("UPDATE res_partner SET email = email || 'x', email_normalized = email_normalized || 'x' WHERE id IN (SELECT id FROM c WHERE n %% 100 = %(turn)s + 1)", turn=turn)
    env.cr.commit()
    result["refreshed"].append(seconds(ours.action_build_audience))
    assert ours.audience_changed_count >= COUNT // 150, ours.audience_changed_count
print("RESULT", json.dumps({name: min(value) if isinstance(value, list) else value for name, value in result.items()}))
"""


def measure(bench, number, turns):
    """Measure in a database and a process of its own."""
    code = f"COUNT, TURNS, BY_HAND = {number}, {turns}, {BY_HAND!r}\nexec({PREPARE!r}, globals())\nexec({MEASURE!r}, globals())\n"
    output = bench.shell(bench.database(), code)
    return json.loads(output.partition("RESULT ")[2].splitlines()[0])


def run(bench):
    small, large = measure(bench, SMALL, 5), measure(bench, LARGE, 3)
    yield bench.Row("kinds of verdicts among the contacts", large["verdicts"], "", at_least=17)
    yield bench.Row("contacts judged otherwise than by hand", large["differences"] + small["differences"], "", at_most=0)
    by_hand = "one statement by hand"
    for number, result in ((SMALL, small), (LARGE, large)):
        yield bench.Row(f"audience of {number:,} contacts", result["ours"], "s", by_hand, result["by_hand"], at_most=3)
    yield bench.Row(f"audience of {LARGE:,} contacts", large["ours"], "s", f"of {SMALL:,}", small["ours"], at_most=12)
    for metric, name in (("nothing changed", "unchanged"), ("1 % changed", "refreshed")):
        yield bench.Row(f"looking again, {metric}, {LARGE:,}", large[name], "s", "the first time", large["ours"], at_most=1)
    memory = f"memory for {LARGE:,} contacts"
    yield bench.Row(memory, large["memory"] / MEBIBYTE, "MiB", f"for {SMALL:,}", small["memory"] / MEBIBYTE, at_most=1.2)
