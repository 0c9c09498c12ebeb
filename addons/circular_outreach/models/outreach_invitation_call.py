from odoo import fields, models


class OutreachInvitation(models.Model):
    """The answer to a call for a role: whoever is interested becomes one lead for the responsible, and a candidate for the role."""

    _inherit = "outreach.invitation"

    interest_ids = fields.Many2many(
        "outreach.topic", "outreach_invitation_interest_rel", string="Interested in", readonly=True, copy=False
    )
    lead_ids = fields.One2many("crm.lead", "outreach_invitation_id", string="Leads", context={"active_test": False})

    def _answer(self, answer, channel, comment=None, answered_on=None, **details):
        result = super()._answer(answer, channel, comment, answered_on, **details)
        if self.campaign_id.purpose == "call":
            self._follow_with_lead(answer, comment)
        return result

    def _get_call_topics(self):
        """Return the topics that the page offers: those chosen for the campaign, those of its rule, or the widest ones there are."""
        # sudo: topics have no secrets, and visitors no rights
        Topic = self.env["outreach.topic"].sudo()
        campaign = self.campaign_id
        return campaign.call_topic_ids or campaign.rule_topic_ids or Topic.search([("parent_id", "=", False)])

    def _note_interest(self, topic_ids):
        """Take down which of the offered topics somebody has ticked; what was not offered is ignored."""
        self.check_access("write")
        self.interest_ids = self._get_call_topics().filtered(lambda topic: topic.id in topic_ids)
        # sudo: see _follow_with_lead
        for lead in self.sudo().with_context(active_test=False).lead_ids:
            lead.outreach_topic_ids |= self.interest_ids
            lead.outreach_role_id.filtered(lambda role: role.state == "candidate").topic_ids |= self.interest_ids

    def _follow_with_lead(self, answer, comment):
        """Open, reopen or note; never open a second lead, however often and however fast somebody answers (a unique index sees to it too)."""
        self.env.flush_all()
        # The row is locked by the answer itself; whoever waited for it sees the lead of the first.
        self.env.cr.execute("SELECT id FROM outreach_invitation WHERE id = %s FOR NO KEY UPDATE", [self.id])
        self.invalidate_recordset(["lead_ids"])
        # sudo: whoever takes down an answer, the invitee on the page included, makes the lead that follows from it
        invitation = self._speak_to_responsible().sudo()
        lead = invitation.with_context(active_test=False).lead_ids[:1]
        if answer == "accepted" and self.answer == "accepted":
            lead = lead or lead.create(invitation._prepare_lead_values())
            lead._outreach_take_yes(comment)
        elif lead:
            lead._outreach_take_note(invitation._get_lead_note(answer), comment)

    def _get_lead_note(self, answer):
        if answer == "declined":
            return self.env._("%s has answered: not now. The lead stays as it is; decide whether to go on.", self.invitee_name)
        return self.env._("%s has answered once more.", self.invitee_name)

    def _prepare_lead_values(self):
        campaign, role_type = self.campaign_id, self.campaign_id.role_type_id
        responsible = role_type.user_id.filtered("active") or campaign._get_responsible()
        return {
            "name": f"{role_type.name}: {self.organisation_name or self.invitee_name}",
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "user_id": responsible.id,
            "company_id": campaign.company_id.id,
            "campaign_id": campaign.utm_campaign_id.id,
            "outreach_invitation_id": self.id,
            "outreach_role_type_id": role_type.id,
            "outreach_topic_ids": [(6, 0, self.interest_ids.ids)],
        }
