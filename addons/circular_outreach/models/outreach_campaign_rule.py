from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# What makes a saved domain unusable, whatever is wrong with it.
UNREADABLE = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


class OutreachCampaign(models.Model):
    """Who is meant by a campaign: a rule anyone can read, a saved search, and contacts added by hand.

    Several values of one condition are alternatives, several conditions must all be met. Whom the rule means is not yet who is written to: that
    is what the verdicts say.
    """

    _inherit = "outreach.campaign"

    rule_role_type_ids = fields.Many2many("outreach.role.type", string="Roles")
    rule_target_group_ids = fields.Many2many("outreach.target.group", string="Target Groups")
    rule_municipality_ids = fields.Many2many("res.city", string="Municipalities", domain="[('outreach_kind', '!=', False)]")
    rule_topic_ids = fields.Many2many("outreach.topic", string="Topics")
    rule_organisation_type_ids = fields.Many2many("outreach.organisation.type", string="Organisation Types")
    rule_attended_event_ids = fields.Many2many(
        "event.event", "outreach_campaign_attended_event_rel", string="Took Part in", help="People who were at one of these."
    )
    rule_absent_event_ids = fields.Many2many(
        "event.event",
        "outreach_campaign_absent_event_rel",
        string="Did Not Take Part in",
        help="People who were at none of these, whether they were invited or not.",
    )
    rule_answer_campaign_id = fields.Many2one(
        "outreach.campaign", string="Was Invited by", index="btree_not_null", ondelete="restrict", check_company=True
    )
    rule_answer = fields.Selection(
        [
            ("accepted", "Yes"),
            ("tentative", "Maybe"),
            ("declined", "No"),
            ("substituted", "Somebody else comes"),
            ("none", "Nothing yet"),
        ],
        string="And Answered",
    )
    rule_filter_id = fields.Many2one(
        "ir.filters",
        string="Saved Search",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('model_id', '=', 'res.partner')]",
        help="Whoever is invited must also be found by this search. Make one in the contact list: filter, then save it among the favourites. "
        "Refresh the audience after you have changed the search.",
    )
    rule_domain = fields.Char(string="Further Conditions", default="[]")
    rule_text = fields.Char(string="Audience", compute="_compute_rule_text")
    choice_ids = fields.One2many("outreach.audience.choice", "campaign_id", string="Decided by Hand")

    @api.constrains("rule_domain")
    def _check_rule_domain(self):
        for campaign in self:
            try:
                Domain(campaign._get_rule_domain()).validate(self.env["res.partner"])
            except UNREADABLE as error:
                raise ValidationError(
                    self.env._(
                        "The further conditions cannot be read: %s. Choose them with the editor, or empty the field.", error
                    )
                ) from error

    @api.constrains("rule_filter_id")
    def _check_rule_filter_id(self):
        for campaign in self:
            campaign._get_filter_domain()

    @api.depends(
        "rule_role_type_ids",
        "rule_target_group_ids",
        "rule_municipality_ids",
        "rule_topic_ids",
        "rule_organisation_type_ids",
        "rule_attended_event_ids",
        "rule_absent_event_ids",
        "rule_answer_campaign_id",
        "rule_answer",
        "rule_filter_id",
        "rule_domain",
        "choice_ids.kind",
    )
    @api.depends_context("lang")
    def _compute_rule_text(self):
        """Say the rule in a sentence a clerk can check."""
        for campaign in self:
            texts = [*campaign._describe_conditions(), *campaign._describe_further_conditions()]
            text = (
                self.env._("All contacts %s", self.env._(" and ").join(texts))
                if texts
                else self.env._("All contacts with a role or a target group")
            )
            campaign.rule_text = text + campaign._describe_choices()

    def _describe_conditions(self):
        parts = [
            (self.env._("with the role %s"), self.rule_role_type_ids),
            (self.env._("in the target group %s"), self.rule_target_group_ids),
            (self.env._("in %s"), self.rule_municipality_ids),
            (self.env._("with the topic %s"), self.rule_topic_ids),
            (self.env._("of the organisation type %s"), self.rule_organisation_type_ids),
            (self.env._("who took part in %s"), self.rule_attended_event_ids),
            (self.env._("who did not take part in %s"), self.rule_absent_event_ids),
        ]
        return [text % self.env._(" or ").join(records.mapped("name")) for text, records in parts if records]

    def _describe_further_conditions(self):
        if earlier := self.rule_answer_campaign_id:
            answer = dict(self._fields["rule_answer"]._description_selection(self.env)).get(self.rule_answer)
            yield (
                self.env._("who answered “%(answer)s” to “%(campaign)s”", answer=answer, campaign=earlier.title)
                if answer
                else self.env._("who were invited by “%s”", earlier.title)
            )
        if self.rule_filter_id:
            # sudo: a search that a colleague keeps to themselves may decide here; at least its name is known to everybody
            yield self.env._("found by the search “%s”", self.rule_filter_id.sudo().name)
        if (self.rule_domain or "[]").strip() != "[]":
            yield self.env._("who meet further conditions")

    def _describe_choices(self):
        added = len(self.choice_ids.filtered(lambda choice: choice.kind != "leave_out"))
        left_out = len(self.choice_ids) - added
        text = ""
        if added:
            text += self.env._(", and %s chosen by hand", added)
        if left_out:
            text += self.env._(", without %s left out by hand", left_out)
        return text

    def _get_rule_domain(self):
        return literal_eval(self.rule_domain or "[]")

    def _get_filter_domain(self):
        """Return the domain of the saved search.

        :raises ValidationError: if it is no search for contacts, or one only a browser can work out
        """
        # sudo: a search that a colleague keeps to themselves may decide here; what it finds is searched with the user's own rights
        chosen = self.rule_filter_id.sudo()
        try:
            if chosen and chosen.model_id != "res.partner":
                raise ValueError(chosen.model_id)
            domain = Domain(chosen._get_eval_domain() if chosen else [])
            domain.validate(self.env["res.partner"])
        except UNREADABLE as error:
            raise ValidationError(
                self.env._(
                    "The saved search “%s” cannot be used by a campaign: it is not about contacts, or it depends on who looks at it and "
                    "when. Save a search with fixed conditions, and choose that.",
                    chosen.name,
                )
            ) from error
        return domain

    def _get_audience_domain(self):
        """Return the domain on contacts that this campaign means: those in its rule, and those added by hand."""
        self.ensure_one()
        domain = Domain(self._get_rule_domain()) & self._get_filter_domain() & Domain.AND(self._get_conditions())
        if domain.is_true():
            known = Domain("outreach_target_group_id", "!=", False) | Domain("outreach_role_ids", "!=", False)
            domain = known
        added = self.choice_ids.filtered(lambda choice: choice.kind != "leave_out").partner_id
        return domain & Domain("type", "=", "contact") | Domain("id", "in", added.ids)

    def _get_conditions(self):
        """Yield the conditions that are set, as domains on contacts."""
        if self.rule_role_type_ids:
            yield Domain("outreach_open_role_type_ids", "in", self.rule_role_type_ids.ids)
        if self.rule_target_group_ids:
            yield Domain("outreach_target_group_id", "in", self.rule_target_group_ids.ids)
        if self.rule_municipality_ids:
            yield Domain("outreach_municipality_id", "in", self.rule_municipality_ids.ids)
        if self.rule_topic_ids:
            yield Domain("outreach_topic_ids", "child_of", self.rule_topic_ids.ids)
        if self.rule_organisation_type_ids:
            yield Domain("outreach_organisation_type_id", "in", self.rule_organisation_type_ids.ids)
        yield from self._get_history_conditions()

    def _get_history_conditions(self):
        """Yield what somebody's own past must be: of a person, not of the organisation."""
        if self.rule_attended_event_ids:
            yield Domain("id", "in", self._get_attendees(self.rule_attended_event_ids))
        if self.rule_absent_event_ids:
            yield Domain("id", "not in", self._get_attendees(self.rule_absent_event_ids))
        if self.rule_answer_campaign_id:
            domain = [("campaign_id", "=", self.rule_answer_campaign_id.id), ("sent_on", "!=", False)]
            if self.rule_answer:
                domain.append(("answer", "=", self.rule_answer))
            yield Domain("id", "in", self.env["outreach.invitation"]._search(domain).subselect("partner_id"))

    def _get_attendees(self, events):
        attended = [
            ("event_id", "in", events.ids),
            ("outreach_attendance", "=", "attended"),
            ("outreach_attendee_id", "!=", False),
        ]
        return self.env["event.registration"]._search(attended).subselect("outreach_attendee_id")
