from . import base_partner_merge, outreach_contact_import, outreach_contact_import_line, outreach_role_assign, outreach_walk_in
