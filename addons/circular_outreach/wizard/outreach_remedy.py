from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

ADDRESS = ("email", "street", "zip", "city", "phone")
DECISIONS = {"invite": "invite", "letter": "letter", "leave_out": "leave_out", "other": "leave_out"}


class OutreachRemedy(models.TransientModel):
    """What can be done about a verdict, on the spot: mend the address, write a letter, take a colleague, invite all the same, leave out.

    Every decision is kept with its reason, and the audience is looked at again at once.
    """

    _name = "outreach.remedy"
    _description = "Remedy for a Verdict"

    invitation_ids = fields.Many2many("outreach.invitation", string="Contacts Chosen", required=True, readonly=True)
    invitation_id = fields.Many2one("outreach.invitation", compute="_compute_invitation_id")
    partner_id = fields.Many2one(related="invitation_id.partner_id", string="Contact")
    count = fields.Integer(compute="_compute_invitation_id")
    verdict_reason = fields.Char(related="invitation_id.verdict_reason", string="Verdict")
    way = fields.Selection(
        [
            ("address", "Correct the address"),
            ("letter", "Write a letter instead"),
            ("other", "Choose another contact"),
            ("invite", "Invite all the same"),
            ("leave_out", "Leave out"),
        ],
        string="What to Do",
        required=True,
    )
    reason = fields.Char()
    other_id = fields.Many2one("res.partner", string="Instead", domain="[('id', 'in', colleague_ids)]")
    colleague_ids = fields.Many2many("res.partner", compute="_compute_colleague_ids")
    email = fields.Char(compute="_compute_address", store=True, readonly=False)
    street = fields.Char(compute="_compute_address", store=True, readonly=False)
    zip = fields.Char(string="Postcode", compute="_compute_address", store=True, readonly=False)
    city = fields.Char(compute="_compute_address", store=True, readonly=False)
    phone = fields.Char(compute="_compute_address", store=True, readonly=False)

    @api.depends("invitation_ids")
    def _compute_invitation_id(self):
        for wizard in self:
            wizard.count = len(wizard.invitation_ids)
            wizard.invitation_id = wizard.invitation_ids if wizard.count == 1 else False

    @api.depends("invitation_id")
    def _compute_colleague_ids(self):
        for wizard in self:
            person = wizard.invitation_id.partner_id
            organisation = person.commercial_partner_id
            wizard.colleague_ids = (
                self.env["res.partner"].search([("commercial_partner_id", "=", organisation.id), ("id", "!=", person.id)])
                if person
                else False
            )

    @api.depends("invitation_id")
    def _compute_address(self):
        for wizard in self:
            for name in ADDRESS:
                wizard[name] = wizard.invitation_id.partner_id[name]

    def action_apply(self):
        """Do what was chosen, and look at the audience again."""
        self.ensure_one()
        invitations = self.invitation_ids
        invitations.check_access("write")
        if self.way == "address":
            self._correct_address()
        else:
            self._decide()
        if self.way == "leave_out":
            return invitations.campaign_id._notify(invitations.campaign_id._refresh_without_adding())
        return invitations.campaign_id._notify(invitations.campaign_id._refresh_audience())

    def _correct_address(self):
        """Write what was corrected on the contact; a new mailbox has never sent anything back."""
        contact = self.invitation_id.partner_id
        changed = {name: self[name] for name in ADDRESS if (self[name] or "") != (contact[name] or "")}
        if not changed:
            raise UserError(self.env._("The address is as it was. Correct it, or choose something else to do."))
        is_new_mailbox = "email" in changed and email_normalize(changed["email"] or "") != contact.email_normalized
        if is_new_mailbox:
            changed["message_bounce"] = 0
        contact.write(changed)
        if is_new_mailbox:
            self.invitation_ids._send_again_what_came_back()
            self.invitation_ids._settle_return(self.env._("New address: %s", self.email or ""))

    def _decide(self):
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why in a few words, so that your colleagues understand it later."))
        choices = self.env["outreach.audience.choice"]
        for campaign, invitations in self.invitation_ids.grouped("campaign_id").items():
            choices._decide(campaign, invitations.partner_id, DECISIONS[self.way], self.reason)
            invitations._settle_return(self.reason)
            if self.way == "other":
                if not self.other_id:
                    raise UserError(self.env._("Choose who is to be invited instead."))
                choices._decide(campaign, self.other_id, "invite", self.reason)
