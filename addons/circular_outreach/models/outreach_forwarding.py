from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, escape_psql

from ..tools import named_person
from ..tools.button_right import EDITOR, only_for

FORWARDED = "circular_outreach.mail_activity_type_forwarded"
# Who passes an invitation on does so to a few; beyond that it is somebody who plays with the page.
MOST_OPEN = 3
MOST_IN_ALL = 10


class OutreachForwarding(models.Model):
    """Somebody else who got hold of an invitation, and has told who they are and what they wish. It changes nothing until a clerk decides.

    open       waits for a decision
    invited    belongs to the audience of the campaign now
    substitute  comes instead of the invitee
    dismissed  nothing follows; forgotten after a month
    """

    _name = "outreach.forwarding"
    _description = "Forwarded Invitation"
    _order = "id desc"
    _rec_names_search = ["first_name", "surname", "email"]

    invitation_id = fields.Many2one("outreach.invitation", required=True, index=True, readonly=True, ondelete="cascade")
    campaign_id = fields.Many2one(related="invitation_id.campaign_id")
    company_id = fields.Many2one(related="invitation_id.company_id", store=True)
    first_name = fields.Char(required=True, readonly=True)
    surname = fields.Char(required=True, readonly=True)
    name = fields.Char(compute="_compute_name")
    organisation_name = fields.Char(string="Organisation", readonly=True)
    email = fields.Char(readonly=True)
    wish = fields.Text(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("invited", "Invited Too"), ("substitute", "Comes Instead"), ("dismissed", "Dismissed")],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    decided_on = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True)

    @api.depends("first_name", "surname")
    def _compute_name(self):
        for forwarding in self:
            forwarding.name = self._get_person(forwarding).name

    @api.model
    def _record(self, invitation, person, organisation_name, wish):
        """Take down who has answered in place of the invitee, for a clerk to decide.

        :raises UserError: if too many have done so already
        """
        # One after the other, or several at once would all be the last.
        invitation.env.cr.execute("SELECT id FROM outreach_invitation WHERE id = %s FOR NO KEY UPDATE", [invitation.id])
        known = self.search([("invitation_id", "=", invitation.id)])
        if len(known.filtered(lambda one: one.state == "open")) >= MOST_OPEN or len(known) >= MOST_IN_ALL:
            raise UserError(self.env._("Several people have written to us on this page already. Please call us or write to us."))
        forwarding = self.create(
            {
                "invitation_id": invitation.id,
                "first_name": person.first_name,
                "surname": person.surname,
                "email": person.email,
                "organisation_name": organisation_name,
                "wish": wish,
            }
        )
        speaking = invitation._speak_to_responsible()
        invitation._plan(
            FORWARDED,
            speaking.env._("Somebody else answered: %s", forwarding.name),
            speaking.env._(
                "%(name)s (%(organisation)s, %(email)s) has opened the page of %(invitee)s. Nothing was changed: decide on the tab “Forwarded”.",
                name=forwarding.name,
                organisation=organisation_name or "–",
                email=person.email,
                invitee=invitation.invitee_name,
            ),
        )
        return forwarding

    @only_for(EDITOR)
    def action_invite(self):
        """Let these people belong to the audience too; whether they are written to, the verdict decides as for everybody."""
        self._check_open()
        for forwarding in self:
            partner = forwarding._find_or_make_contact()
            reason = self.env._("Got the invitation of %s and asked for one", forwarding.invitation_id.invitee_name)
            self.env["outreach.audience.choice"]._decide(forwarding.campaign_id, partner, "invite", reason)
            forwarding._decide("invited")
        return self.campaign_id._notify(self.campaign_id._refresh_audience())

    @only_for(EDITOR)
    def action_is_substitute(self):
        """Let this person come instead of the invitee."""
        self.ensure_one()
        self._check_open()
        self.invitation_id._name_substitute(self._get_person(self), "phone")
        self._decide("substitute")

    @only_for(EDITOR)
    def action_dismiss(self):
        self._check_open()
        self._decide("dismissed")

    def _check_open(self):
        self.check_access("write")
        if any(forwarding.state != "open" for forwarding in self):
            raise UserError(self.env._("This has been decided already. Reload the page to see how."))

    def _decide(self, state):
        self.write({"state": state, "decided_on": fields.Datetime.now(), "user_id": self.env.uid})
        for invitation in self.invitation_id:
            if not self.search_count([("invitation_id", "=", invitation.id), ("state", "=", "open")], limit=1):
                # sudo: the to-do may be a colleague's
                invitation.sudo().activity_feedback([FORWARDED])

    @api.model
    def _get_person(self, forwarding):
        return named_person.NamedPerson(forwarding.first_name or "", forwarding.surname or "", forwarding.email or "")

    def _find_or_make_contact(self):
        """Return the contact with this name and address, or a new one: a clerk has looked at it, so it is confirmed."""
        address = email_normalize(self.email)
        Partner = self.env["res.partner"]
        same = [("is_company", "=", False), ("email_normalized", "=", address), ("name", "=ilike", escape_psql(self.name))]
        if known := Partner.search(same, limit=1) if address else Partner:
            return known
        title = (self.organisation_name or "").strip()
        found = Partner.search([("is_company", "=", True), ("name", "=ilike", escape_psql(title))], limit=2) if title else Partner
        organisation = found if len(found) == 1 else Partner
        return Partner.create(
            {
                "name": self.name,
                "outreach_first_name": self.first_name,
                "outreach_surname": self.surname,
                "email": self.email,
                "parent_id": organisation.id,
                "company_name": False if organisation else title,
                "lang": self.invitation_id.lang,
                "outreach_source": self.env._("by themselves, on the page of a forwarded invitation"),
                "outreach_source_date": fields.Date.context_today(self),
            }
        )

    @api.autovacuum
    def _gc_dismissed(self):
        """Forget whom the office has dismissed, and what is decided: the contact and the log say what followed (Art. 5 (1) (e) GDPR)."""
        limit = fields.Datetime.now() - timedelta(days=30)
        self.search([("state", "!=", "open"), ("decided_on", "<", limit)]).unlink()
