from . import (
    base_partner_merge,
    base_partner_merge_contact,
    outreach_contact_import,
    outreach_contact_import_column,
    outreach_contact_import_file,
    outreach_contact_import_job,
    outreach_contact_import_line,
    outreach_contact_import_result,
    outreach_release,
    outreach_role_assign,
    outreach_step_preview,
    outreach_walk_in,
)
