{
    "name": "Circular Outreach: Privacy Lookup",
    "summary": "Odoo's search for a person finds what an access request of the office would tell",
    "version": "19.0.1.0.0",
    "category": "Marketing/Events",
    "author": "Landkreis Mittelsachsen",
    "license": "AGPL-3",
    "depends": ["circular_outreach", "privacy_lookup"],
    "auto_install": True,
}
