"""What the overview, the pivot and the gap view cost over a million invitations, beside statements a database engineer would write by hand.

The same filters and the same rules for companies, written out. The overview must also ask the same number of questions however many campaigns
there are.
"""

import json

FEW, MANY, EACH = 20, 200, 5_000
CONTACTS = 60_000
REGISTRATIONS = 10_000_000  # their ids begin here

# Runs in Odoo's shell. One campaign and its workshop are made as people make them; the others are copies in SQL. Of ten invited people four have
# answered and three have a seat; of those with a seat two have come where the workshop is over.
PREPARE = """
import json, time

def run(query, **values):
    env.cr.execute(query, values)

def copy_row(table, id_, count, **changes):
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table])
    columns = [name for (name,) in env.cr.fetchall()]
    sources = ", ".join(changes.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    run(f"INSERT INTO {table} ({names}) SELECT {sources} FROM {table}, generate_series(1, {count}) AS n WHERE {table}.id = {id_} RETURNING id")
    return [id_ for (id_,) in env.cr.fetchall()]

def insert_contacts():
    run('''
        INSERT INTO res_partner (name, complete_name, is_company, active, type, lang, partner_share, email, email_normalized, commercial_partner_id,
            outreach_target_group_id, outreach_municipality_id, outreach_legal_basis, ref)
        SELECT 'Person ' || n, 'Person ' || n, false, true, 'contact', 'de_DE', true, 'c' || n || '@firm.example', 'c' || n || '@firm.example', NULL,
            (%(groups)s)[1 + n %% %(group_count)s], (%(cities)s)[1 + n * 7 %% %(city_count)s], 'task', 'bench' || n
        FROM generate_series(0, %(count)s - 1) AS n
    ''', groups=groups, group_count=len(groups), cities=cities, city_count=len(cities), count=CONTACTS)
    run("UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL")
    run("CREATE TABLE bench_contact AS SELECT id, substring(ref FROM 6)::int AS n, outreach_target_group_id AS g, outreach_municipality_id AS c "
        "FROM res_partner WHERE ref LIKE 'bench%%'")

def insert_campaigns(count, running):
    # Every tenth campaign runs, for a workshop to come.
    state, when = ("'running'", "now() + interval '30 days'") if running else ("'closed'", "now() - interval '1 day' * (60 + n)")
    events = copy_row("event_event", event.id, count, date_begin=when, date_end=when + " + interval '4 hours'")
    utms = copy_row("utm_campaign", campaign.utm_campaign_id.id, count, name="'bench' || gen_random_uuid()", title="jsonb_build_object('en_US', 'Bench ' || n)")
    campaigns = copy_row("outreach_campaign", campaign.id, count, state=state, event_id=f"(%s::int[])[n]" % ("ARRAY" + str(events)),
        utm_campaign_id="(%s::int[])[n]" % ("ARRAY" + str(utms)), calendar_on=when)
    for one in campaign.step_ids:
        copy_row("outreach_campaign_step", one.id, count, campaign_id="(%s::int[])[n]" % ("ARRAY" + str(campaigns)),
            started_on="now()" if one.kind == "invitation" else "NULL", scheduled_on="now() + interval '1 day' * (n %% 20)")
    return campaigns

def drop_foreign_keys():
    # What is inserted is right, and a million checks take longer than all the rest.
    run("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text IN "
        "('outreach_invitation', 'outreach_delivery', 'event_registration')")
    for table, name in env.cr.fetchall():
        run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

def insert_people(campaigns):
    values = {"campaigns": campaigns, "each": EACH, "contacts": CONTACTS, "offset": REGISTRATIONS}
    run('''
        INSERT INTO outreach_invitation (id, registration_id, campaign_id, event_id, company_id, partner_id, organisation_id, target_group_id,
            municipality_id, verdict, answer, answered_on, nonce, sent_on)
        SELECT id, CASE WHEN number %% 10 < 3 THEN id + %(offset)s END, campaign_id, event_id, company_id, partner_id, partner_id, g, c,
            CASE WHEN number %% 10 = 9 THEN 'no_email' ELSE 'ready' END,
            CASE WHEN number %% 10 < 3 THEN 'accepted' WHEN number %% 10 = 3 THEN 'declined' ELSE 'none' END,
            CASE WHEN number %% 10 < 4 THEN now() - interval '1 hour' * (number %% 700) END, gen_random_uuid()::text,
            CASE WHEN number %% 10 < 9 THEN now() - interval '30 days' END
        FROM (
            SELECT nextval('outreach_invitation_id_seq') AS id, number, k.id AS campaign_id, k.event_id, k.company_id, c.id AS partner_id, c.g, c.c
            FROM outreach_campaign k CROSS JOIN generate_series(0, %(each)s - 1) AS number
            JOIN bench_contact c ON c.n = (k.id * 997 + number) %% %(contacts)s
            WHERE k.id = ANY(%(campaigns)s)
        ) AS drawn
    ''', **values)
    run('''
        INSERT INTO event_registration (id, event_id, company_id, partner_id, outreach_attendee_id, outreach_organisation_id, outreach_target_group_id,
            outreach_municipality_id, outreach_invitation_id, state, active, outreach_attendance, outreach_photo)
        SELECT registration_id, event_id, company_id, partner_id, partner_id, organisation_id, target_group_id, municipality_id, id, 'open', true,
            CASE WHEN (SELECT date_end FROM event_event e WHERE e.id = event_id) > now() THEN 'expected' WHEN id %% 3 = 0 THEN 'no_show' ELSE 'attended' END, 'unknown'
        FROM outreach_invitation WHERE campaign_id = ANY(%(campaigns)s) AND answer = 'accepted'
    ''', **values)
    run('''
        INSERT INTO outreach_delivery (step_id, campaign_id, invitation_id, occasion, state, sent_on, attempts)
        SELECT s.id, i.campaign_id, i.id, 0, CASE WHEN i.id %% 50 = 0 THEN 'bounced' ELSE 'sent' END, i.sent_on, 1
        FROM outreach_invitation i JOIN outreach_campaign_step s ON s.campaign_id = i.campaign_id AND s.kind = 'invitation'
        WHERE i.campaign_id = ANY(%(campaigns)s) AND i.sent_on IS NOT NULL
    ''', **values)
    env.cr.commit()

def grow(count):
    insert_people(insert_campaigns(count // 10, True) + insert_campaigns(count - count // 10, False))
    env.invalidate_all()

def settle():
    env.cr._cnx.autocommit = True
    for table in ("res_partner", "outreach_invitation", "outreach_delivery", "event_registration", "event_event", "outreach_campaign", "outreach_campaign_step"):
        env.cr._obj.execute(f"VACUUM ANALYZE {table}")
    env.cr._cnx.autocommit = False

groups = env["outreach.target.group"].search([]).ids
cities = env["res.city"].search([("outreach_kind", "!=", False)]).ids
reader = env["res.users"].create({"name": "Reader", "login": "bench", "tz": "Europe/Berlin", "group_ids": [(6, 0, env.ref("circular_outreach.group_user").ids)]})
event = env["event.event"].create({"name": "Bench", "date_begin": "2030-01-10 09:00", "date_end": "2030-01-10 12:00", "seats_limited": True, "seats_max": 2000})
event.outreach_quota_ids = [(0, 0, {"target_group_id": group, "seats": 100}) for group in groups[:3]]
campaign = env["outreach.campaign"].create({"title": "Bench", "event_id": event.id, "rule_target_group_ids": [(6, 0, groups)]})
env.flush_all()
insert_contacts()
drop_foreign_keys()
env.cr.commit()
"""

# What the overview, the pivot, the first page of the list and the gap view show, for a reader of one company.
BY_HAND = {
    "overview": [
        """
        WITH step AS (
            SELECT s.id, s.campaign_id, s.recipients, s.scheduled_on, s.name, u.title FROM outreach_campaign_step s
            JOIN outreach_campaign c ON c.id = s.campaign_id JOIN utm_campaign u ON u.id = c.utm_campaign_id
            LEFT JOIN event_event e ON e.id = c.event_id
            WHERE c.company_id = %(company)s AND c.state <> 'closed' AND u.active AND s.started_on IS NULL AND s.timing <> 'at_once'
                AND s.scheduled_on >= now() - interval '7 days'
                AND s.recipients <> 'concerned' AND (s.recipients <> 'silent' OR c.answer_deadline IS NULL OR c.answer_deadline > now())
                AND (s.kind = 'cancellation' OR e.id IS NULL OR e.kanban_state <> 'cancel')
            ORDER BY s.scheduled_on, s.id LIMIT 16
        )
        SELECT step.*, (
            SELECT count(*) FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id
            WHERE i.campaign_id = step.campaign_id AND CASE step.recipients
                WHEN 'everyone' THEN i.verdict = 'ready' WHEN 'silent' THEN i.verdict = 'ready' AND i.answer = 'none'
                WHEN 'accepted' THEN r.state IN ('open', 'done') WHEN 'coming' THEN r.state IN ('draft', 'open', 'done')
                WHEN 'attended' THEN r.outreach_attendance = 'attended'
                WHEN 'absent' THEN r.state = 'open' AND (r.outreach_attendance = 'no_show' OR r.outreach_attendance = 'expected' AND EXISTS (
                    SELECT FROM event_registration o WHERE o.event_id = r.event_id AND o.outreach_attendance = 'attended')) END
                AND NOT EXISTS (SELECT FROM outreach_delivery d WHERE d.step_id = step.id AND d.invitation_id = i.id)
        ) FROM step
        """,
        """
        SELECT res_model, activity_type_id, user_id, count(*), min(date_deadline) FROM mail_activity
        WHERE active AND res_model IN ('outreach.invitation', 'outreach.campaign', 'res.partner', 'event.event', 'crm.lead') GROUP BY 1, 2, 3
        """,
        """
        SELECT date_trunc('day', answered_on AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin'), answer, count(*) FROM outreach_invitation
        WHERE campaign_id IN (SELECT id FROM outreach_campaign WHERE state IN ('released', 'running') AND company_id = %(company)s)
            AND answered_on >= now() - interval '28 days' AND answer <> 'none' AND (company_id = %(company)s OR company_id IS NULL)
        GROUP BY 1, 2
        """,
        """
        WITH workshop AS (
            SELECT id FROM event_event WHERE active AND date_end >= now() AND kanban_state <> 'cancel'
                AND (company_id = %(company)s OR company_id IS NULL) ORDER BY date_begin, id LIMIT 6
        )
        SELECT event_id, outreach_target_group_id, count(*) FILTER (WHERE state IN ('open', 'done') OR state = 'draft' AND outreach_offer_until IS NOT NULL),
            count(*) FILTER (WHERE state = 'draft' AND outreach_waiting_since IS NOT NULL)
        FROM event_registration WHERE event_id IN (SELECT id FROM workshop) AND active GROUP BY 1, 2
        """,
        """
        WITH workshop AS (
            SELECT id FROM event_event WHERE active AND date_end >= now() AND kanban_state <> 'cancel'
                AND (company_id = %(company)s OR company_id IS NULL) ORDER BY date_begin, id LIMIT 6
        )
        SELECT event_id, count(sent_on), count(*) FILTER (WHERE answer <> 'none'), count(*) FILTER (WHERE answer = 'accepted')
        FROM outreach_invitation WHERE event_id IN (SELECT id FROM workshop) AND (company_id = %(company)s OR company_id IS NULL) GROUP BY 1
        """,
        """
        SELECT count(*), count(i.sent_on), count(*) FILTER (WHERE i.sent_on IS NOT NULL AND b.invitation_id IS NULL),
            count(*) FILTER (WHERE i.answer <> 'none'), count(*) FILTER (WHERE i.answer = 'accepted'),
            count(*) FILTER (WHERE r.outreach_attendance = 'attended')
        FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id
        LEFT JOIN (SELECT DISTINCT invitation_id FROM outreach_delivery WHERE state = 'bounced') b ON b.invitation_id = i.id
        WHERE i.campaign_id IN (SELECT id FROM outreach_campaign WHERE state IN ('released', 'running') AND company_id = %(company)s)
            AND (i.company_id = %(company)s OR i.company_id IS NULL)
        """,
    ],
    "funnel": [
        """
        SELECT count(*), count(i.sent_on), count(*) FILTER (WHERE i.sent_on IS NOT NULL AND b.invitation_id IS NULL),
            count(*) FILTER (WHERE i.answer <> 'none'), count(*) FILTER (WHERE i.answer = 'accepted'),
            count(*) FILTER (WHERE r.outreach_attendance = 'attended')
        FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id
        LEFT JOIN (SELECT DISTINCT invitation_id FROM outreach_delivery WHERE state = 'bounced') b ON b.invitation_id = i.id
        WHERE i.campaign_id IN (SELECT id FROM outreach_campaign WHERE state <> 'draft' AND company_id = %(company)s)
            AND (i.company_id = %(company)s OR i.company_id IS NULL)
        """
    ],
    "pivot": [
        """
        SELECT target_group_id, count(*), sum(sent), sum(answered), avg(answered) FILTER (WHERE sent = 1), sum(accepted), sum(came),
            count(DISTINCT organisation_id) FILTER (WHERE came = 1), avg(came) FILTER (WHERE attendance IN ('attended', 'no_show'))
        FROM (
            SELECT i.target_group_id, (i.sent_on IS NOT NULL)::int AS sent, (i.answer <> 'none')::int AS answered,
                (i.answer = 'accepted')::int AS accepted, COALESCE(r.outreach_attendance = 'attended', FALSE)::int AS came, i.organisation_id,
                r.outreach_attendance AS attendance
            FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id
            WHERE i.company_id = %(company)s OR i.company_id IS NULL
            UNION ALL
            SELECT r.outreach_target_group_id, 0, 0, 0, (r.outreach_attendance = 'attended')::int, r.outreach_organisation_id, r.outreach_attendance
            FROM event_registration r
            WHERE r.outreach_invitation_id IS NULL AND r.active AND r.state <> 'cancel' AND (r.company_id = %(company)s OR r.company_id IS NULL)
                AND (r.outreach_is_walk_in OR EXISTS (SELECT FROM outreach_campaign k WHERE k.event_id = r.event_id))
        ) AS figures GROUP BY ROLLUP (target_group_id)
        """
    ],
    "gap": [
        """
        WITH past AS (
            SELECT person, max(sent) AS sent, max(accepted) AS accepted, max(came) AS came FROM (
                SELECT i.partner_id AS person, (i.sent_on IS NOT NULL)::int AS sent, (i.answer = 'accepted')::int AS accepted,
                    COALESCE(r.outreach_attendance = 'attended', FALSE)::int AS came
                FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id
                WHERE i.company_id = %(company)s OR i.company_id IS NULL
                UNION ALL
                SELECT r.outreach_attendee_id, 0, 0, (r.outreach_attendance = 'attended')::int FROM event_registration r
                WHERE r.outreach_invitation_id IS NULL AND r.active AND r.state <> 'cancel' AND (r.company_id = %(company)s OR r.company_id IS NULL)
                    AND (r.outreach_is_walk_in OR EXISTS (SELECT FROM outreach_campaign k WHERE k.event_id = r.event_id))
            ) AS rows GROUP BY person
        )
        SELECT p.outreach_target_group_id, p.outreach_municipality_id, count(*),
            count(*) FILTER (WHERE sent IS DISTINCT FROM 1 AND came IS DISTINCT FROM 1), sum(sent), sum(accepted), sum(came)
        FROM res_partner p LEFT JOIN past ON past.person = p.id
        WHERE p.active AND p.type = 'contact' AND (p.company_id = %(company)s OR p.company_id IS NULL)
            AND (p.outreach_target_group_id IS NOT NULL OR p.outreach_municipality_id IS NOT NULL)
        GROUP BY 1, 2
        """
    ],
    "page": [
        """
        SELECT i.id, i.partner_id, i.organisation_id, i.campaign_id, i.target_group_id, i.municipality_id, i.answer FROM outreach_invitation i
        WHERE i.company_id = %(company)s OR i.company_id IS NULL ORDER BY i.id DESC LIMIT 80
        """,
        "SELECT count(*) FROM (SELECT FROM outreach_invitation i WHERE i.company_id = %(company)s OR i.company_id IS NULL LIMIT 10001) AS page",
    ],
}

MEASURE = """
theirs = env(user=reader)
MEASURES = ["__count", "sent_count:sum", "answered_count:sum", "response_rate:avg", "accepted_count:sum", "attended_count:sum",
    "present_organisation_id:count_distinct", "show_rate:avg"]
COLUMNS = {name: {} for name in ("person_id", "organisation_id", "campaign_id", "target_group_id", "municipality_id", "answer", "attendance")}
report = theirs["outreach.report"]
OURS = {
    "overview": lambda: theirs["outreach.dashboard"].get_overview(),
    "funnel": lambda: theirs["outreach.dashboard"].get_funnel("all"),
    "pivot": lambda: report.formatted_read_grouping_sets([], [[], ["target_group_id"]], MEASURES),
    "gap": lambda: theirs["outreach.gap"].get_table(),
    "page": lambda: report.web_search_read([], COLUMNS, limit=80, count_limit=10001),
}

def by_hand(name):
    for query in BY_HAND[name]:
        run(query, company=reader.company_id.id)
        env.cr.fetchall()

def seconds(function, *arguments):
    env.invalidate_all()
    started = time.perf_counter()
    function(*arguments)
    spent = time.perf_counter() - started
    env.cr.rollback()
    return spent

def count_queries():
    OURS["overview"]()
    env.cr.rollback()
    env.invalidate_all()
    before = env.cr.sql_log_count
    OURS["overview"]()
    return env.cr.sql_log_count - before

grow(FEW)
settle()
result = {"few": count_queries()}
grow(MANY - FEW)
settle()
result["many"] = count_queries()
env.cr.execute("SELECT count(*) FROM outreach_invitation")
result["invitations"] = env.cr.fetchone()[0]
for name in OURS:
    OURS[name](), by_hand(name)
    spent = {"ours": [], "by_hand": []}
    for turn in range(TURNS):
        spent["ours"].append(seconds(OURS[name]))
        spent["by_hand"].append(seconds(by_hand, name))
    result[name] = {key: min(values) for key, values in spent.items()}
print("RESULT", json.dumps(result))
"""

NAMES = {
    "overview": "overview",
    "funnel": "funnel over all campaigns",
    "pivot": "pivot by target group",
    "gap": "gap view over all workshops",
    "page": "first page of the list",
}


def run(bench):
    numbers = f"FEW, MANY, EACH, CONTACTS, REGISTRATIONS = {FEW}, {MANY}, {EACH}, {CONTACTS}, {REGISTRATIONS}\n"
    numbers += f"TURNS, BY_HAND = 3, {BY_HAND!r}\n"
    output = bench.shell(bench.database(), f"{numbers}exec({PREPARE!r}, globals())\nexec({MEASURE!r}, globals())\n")
    result = json.loads(output.partition("RESULT ")[2].splitlines()[0])
    yield bench.Row("invitations", result["invitations"], "", at_least=1_000_000)
    yield bench.Row(
        f"queries of the overview, {MANY} campaigns", result["many"], "", f"{FEW} campaigns", result["few"], at_most=1
    )
    for key, name in NAMES.items():
        measured = result[key]
        # The list is no report: it sorts all rows of the view before it shows the first, which nobody would do by hand.
        goal = {} if key == "page" else {"at_most": 1.5}
        yield bench.Row(name, measured["ours"], "s", "SQL by hand", measured["by_hand"], **goal)
