from odoo.tools import SQL

# What stays when the addon goes, and refers to records that go with it.
REFERENCES = {
    "event_registration": (
        "outreach_invitation_id",
        "outreach_attendee_id",
        "outreach_organisation_id",
        "outreach_target_group_id",
        "outreach_municipality_id",
        "outreach_organisation_type_id",
    ),
    "crm_lead": ("outreach_role_type_id", "outreach_role_id"),
    "event_event": ("outreach_funding_id", "outreach_signatory_id"),
    "res_partner": ("outreach_target_group_id", "outreach_municipality_id", "outreach_organisation_type_id"),
}
# In this order nothing refers to what was deleted before.
OWN_RECORDS = (
    "outreach_erasure_log",
    "outreach_retention_run",
    "outreach_privacy_request",
    "outreach_certificate",
    "outreach_funding_report",
    "outreach_desk_conflict",
    "outreach_desk_device",
    "outreach_attendance_entry",
    "outreach_answer",
    "outreach_delivery",
    "outreach_letter_batch",
    "outreach_code_attempt",
    "outreach_contact_suggestion",
    "outreach_health_note",
    "outreach_campaign_step",
    "outreach_invitation",
    "outreach_campaign",
    "outreach_opt_out",
    "outreach_seat_quota",
    "outreach_role",
)


def post_init_hook(env):
    """Give the drafts of legal texts to the offices that were there before the addon; the data files are those of the first one."""
    env["res.company"].search([("id", "!=", env.ref("base.main_company").id)])._make_outreach_drafts()


def uninstall_hook(env):
    """Delete what the addon knows before Odoo deletes what it shipped: target groups and municipalities would be held back by it."""
    env.flush_all()
    for table, columns in REFERENCES.items():
        values = SQL(", ").join(SQL("%s = NULL", SQL.identifier(column)) for column in columns)
        env.cr.execute(SQL("UPDATE %s SET %s", SQL.identifier(table), values))
    for table in OWN_RECORDS:
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.invalidate_all(flush=False)
