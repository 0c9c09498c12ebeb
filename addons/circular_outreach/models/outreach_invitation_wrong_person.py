from odoo import fields, models

from ..tools.button_right import EDITOR, only_for

WRONG_PERSON = "circular_outreach.mail_activity_type_wrong_person"


class OutreachInvitation(models.Model):
    """“This is not me”: the link has reached somebody else. The page shows nothing any more, the office decides, and nothing is deleted."""

    _inherit = "outreach.invitation"

    wrong_person_on = fields.Datetime(string="Reached the Wrong Person on", readonly=True, copy=False)

    def _report_wrong_person(self, comment=""):
        """Take down that the invitee is not who reads the page; no more unasked mail goes there, and the answer stays what it was."""
        self.ensure_one()
        if self.wrong_person_on:
            return
        self.wrong_person_on = fields.Datetime.now()
        spoken = self._speak_to_responsible()
        said = spoken.env._("The reader of this invitation says: “This is not me.”")
        spoken.message_post(
            body=f"{said} {comment}".strip(),
            subtype_xmlid="mail.mt_note",
            author_id=self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root"),
        )
        spoken._plan(
            WRONG_PERSON,
            spoken.env._("%s is not who got the invitation", spoken.invitee_name),
            comment,
            spoken.env._(
                "The page is closed and no more mails go there. Find out who the address belongs to, and correct the contact."
            ),
            spoken.env._("If it was a mistake, press “Right Person after All”."),
        )

    @only_for(EDITOR)
    def action_right_person(self):
        """Open the page again: it was a mistake, or the address has been corrected."""
        self.filtered("wrong_person_on").wrong_person_on = False
        self.activity_feedback([WRONG_PERSON])
