{
    "name": "Circular Outreach: Website",
    "summary": "Says on the website that somebody is on the waiting list",
    "version": "19.0.1.0.0",
    "category": "Marketing/Events",
    "author": "Landkreis Mittelsachsen",
    "license": "AGPL-3",
    "depends": ["circular_outreach", "website_event"],
    "data": ["views/website_event_templates.xml"],
    "auto_install": True,
}
