from markupsafe import Markup

from odoo import fields, models


class CrmLead(models.Model):
    """A lead that came from the answer to a call: one for each invitation."""

    _inherit = "crm.lead"

    outreach_invitation_id = fields.Many2one(
        "outreach.invitation", string="Invitation", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    outreach_topic_ids = fields.Many2many("outreach.topic", string="Topics")

    _outreach_invitation_unique = models.UniqueIndex(
        "(outreach_invitation_id) WHERE outreach_invitation_id IS NOT NULL", "This invitation already has a lead."
    )

    def _outreach_take_yes(self, comment):
        """Note the yes, reopen what was lost, and have a candidate; what is won stays won."""
        text = self.env._("%s has answered: interested.", self.outreach_invitation_id.invitee_name)
        if self.won_status == "lost":
            self.action_restore()
            text += " " + self.env._("The lead was lost and is open again.")
        elif not self.active:
            self.action_unarchive()
        self._outreach_take_note(text, comment)
        if self.won_status != "won":
            self._outreach_have_candidate()

    def _outreach_take_note(self, text, comment):
        quoted = Markup("<blockquote>%s</blockquote>") % comment if comment else ""
        self._message_log(body=Markup("<p>%s</p>%s") % (text, quoted))

    def _outreach_have_candidate(self):
        """Link the open role of this contact and kind, or make it a candidate; who cannot hold it alone stays a lead to be talked to."""
        role = self.outreach_role_type_id._get_open_role(self.partner_id)
        holder = self.outreach_role_type_id._get_holder(self.partner_id)
        if not role and not self.outreach_role_type_id._may_be_held_by(holder):
            kind = dict(self.outreach_role_type_id._fields["held_by"]._description_selection(self.env))[
                self.outreach_role_type_id.held_by
            ]
            text = self.env._(
                "No candidate was noted: this role is held by: %s. Enter the organisation on the contact, or choose another one.",
                kind,
            )
            self._outreach_take_note(text, "")
            return
        self.outreach_role_id = role or role.create({**self._prepare_outreach_role_values(), "origin": "campaign"})
        if self.outreach_role_id.state == "candidate":
            self.outreach_role_id.topic_ids |= self.outreach_topic_ids
