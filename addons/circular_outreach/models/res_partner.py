from odoo import api, fields, models
from odoo.fields import Domain

# What a person takes over from the organisation, until somebody says otherwise on the person.
ORGANISATION_FACTS = ("outreach_target_group_id", "outreach_municipality_id", "outreach_organisation_type_id")


class ResPartner(models.Model):
    """A contact, seen by the office: whom it speaks for, and in which role."""

    _inherit = "res.partner"

    outreach_target_group_id = fields.Many2one(
        "outreach.target.group",
        string="Target Group",
        compute="_compute_outreach_target_group_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The part of the region this contact stands for. Figures for the funder are split by it.",
    )
    outreach_municipality_id = fields.Many2one(
        "res.city",
        string="Municipality",
        compute="_compute_outreach_municipality_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('outreach_kind', '!=', False)]",
        tracking=True,
        help="Counts in the figures. A postcode may belong to several municipalities, so it is chosen, not derived. Empty means: not known.",
    )
    outreach_organisation_type_id = fields.Many2one(
        "outreach.organisation.type",
        string="Organisation Type",
        compute="_compute_outreach_organisation_type_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="What the organisation is. What it works on is said by target group and topics.",
    )
    outreach_taken_over_text = fields.Char(compute="_compute_outreach_taken_over_text")
    outreach_topic_ids = fields.Many2many(
        "outreach.topic", string="Topics", help="What this contact works on. Campaigns can be sent to a topic and all its parts."
    )
    outreach_role_ids = fields.One2many("outreach.role", "partner_id", string="Roles")
    outreach_open_role_type_ids = fields.Many2many(
        "outreach.role.type",
        string="Open Roles",
        compute="_compute_outreach_open_role_type_ids",
        search="_search_outreach_open_role_type_ids",
        help="What this contact, or its organisation, is a candidate or a partner for now.",
    )
    outreach_source = fields.Char(string="Source of the Data", help="Where the office has this contact from (Art. 14 GDPR).")
    outreach_source_date = fields.Date(string="Recorded on", help="When the office got the data from there.")
    outreach_invitation_ids = fields.One2many("outreach.invitation", "partner_id", string="Invitations")
    outreach_invitation_count = fields.Integer(compute="_compute_outreach_counts")
    outreach_attended_count = fields.Integer(string="Workshops Attended", compute="_compute_outreach_counts")
    outreach_role_count = fields.Integer(compute="_compute_outreach_counts")

    # One method for each fact: whoever names one when making a contact still takes over the others.
    @api.depends("parent_id")
    def _compute_outreach_target_group_id(self):
        self._take_over_from_organisation("outreach_target_group_id")

    @api.depends("parent_id")
    def _compute_outreach_municipality_id(self):
        self._take_over_from_organisation("outreach_municipality_id")

    @api.depends("parent_id")
    def _compute_outreach_organisation_type_id(self):
        self._take_over_from_organisation("outreach_organisation_type_id")

    def _take_over_from_organisation(self, name):
        for partner in self:
            partner[name] = partner[name] or partner.parent_id.commercial_partner_id[name]

    @api.depends(*ORGANISATION_FACTS, *(f"commercial_partner_id.{name}" for name in ORGANISATION_FACTS))
    @api.depends_context("lang")
    def _compute_outreach_taken_over_text(self):
        """Name the facts that are the organisation's own."""
        labels = {name: field["string"] for name, field in self.fields_get(ORGANISATION_FACTS, ["string"]).items()}
        for partner in self:
            organisation = partner.commercial_partner_id
            same = [name for name in ORGANISATION_FACTS if partner[name] and partner[name] == organisation[name]]
            text = self.env._("Taken over from the organisation: %s.", ", ".join(labels[name] for name in same))
            partner.outreach_taken_over_text = text if same and organisation != partner else ""

    @api.depends("outreach_role_ids.state", "outreach_role_ids.type_id")
    def _compute_outreach_open_role_type_ids(self):
        for partner in self:
            roles = partner.outreach_role_ids | partner.commercial_partner_id.outreach_role_ids
            partner.outreach_open_role_type_ids = roles.filtered(lambda role: role.state != "ended").type_id

    def _search_outreach_open_role_type_ids(self, operator, value):
        """Find people by their own roles and by those of the organisation they speak for."""
        if operator not in ("in", "any", "ilike"):
            return NotImplemented
        none_too = operator == "in" and False in value
        wanted = [one for one in value if one] if operator == "in" else value
        domain = self._get_outreach_holders_domain([("type_id", operator, wanted)])
        return domain | ~self._get_outreach_holders_domain([]) if none_too else domain

    @api.model
    def _get_outreach_holders_domain(self, role_domain):
        """Return the domain of contacts that have an open role, or speak for an organisation that has one."""
        holders = self.env["outreach.role"]._search([("state", "!=", "ended"), *role_domain]).subselect("partner_id")
        return Domain("id", "in", holders) | Domain("commercial_partner_id", "in", holders)

    def _compute_outreach_counts(self):
        """Count for a person what is theirs, for an organisation what is anybody's there."""
        invitations = self._count_below("outreach.invitation", [("sent_on", "!=", False)], "partner_id")
        attended = self._count_below("event.registration", [("outreach_attendance", "=", "attended")], "outreach_attendee_id")
        roles = self._count_below("outreach.role", [], "partner_id")
        for partner in self:
            partner.outreach_invitation_count = invitations.get(partner._origin.id, 0)
            partner.outreach_attended_count = attended.get(partner._origin.id, 0)
            partner.outreach_role_count = roles.get(partner._origin.id, 0)

    def _count_below(self, model, domain, field):
        """Return {partner id: number of records} over the partners and, for organisations, their people."""
        people = self.with_context(active_test=False).search_fetch([("id", "child_of", self.ids)], ["commercial_partner_id"])
        counts = self.env[model]._read_group([*domain, (field, "in", people.ids)], [field], ["__count"])
        totals = {}
        for person, count in counts:
            for partner in {person.id, person.commercial_partner_id.id}:
                totals[partner] = totals.get(partner, 0) + count
        return totals

    def write(self, vals):
        """Let the people of an organisation follow its facts where they had taken them over."""
        followers = {}
        for name in (name for name in ORGANISATION_FACTS if name in vals):
            for organisation in self.filtered("is_company"):
                people = organisation.child_ids.filtered(lambda person, n=name, o=organisation: person[n] == o[n])
                followers[name] = followers.get(name, self.browse()) | people
        result = super().write(vals)
        for name, people in followers.items():
            if people - self:
                super(ResPartner, people - self).write({name: vals[name]})
        return result

    def action_outreach_invitations(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_invitation_action")
        return dict(action, domain=[("partner_id", "child_of", self.ids)], context={"search_default_sent": 1})

    def action_outreach_roles(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_role_action")
        return dict(action, domain=[("partner_id", "child_of", self.ids)], context={"default_partner_id": self.id})

    def action_outreach_attended(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.event_registration_action")
        return dict(action, domain=[("outreach_attendee_id", "child_of", self.ids), ("outreach_attendance", "=", "attended")])
