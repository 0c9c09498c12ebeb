from . import (
    base_partner_merge,
    base_partner_merge_contact,
    outreach_contact_import,
    outreach_contact_import_line,
    outreach_walk_in,
)
