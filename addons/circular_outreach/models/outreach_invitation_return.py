from markupsafe import Markup

from odoo import models
from odoo.tools import format_date

CAME_BACK = "circular_outreach.mail_activity_type_came_back"
READ = "circular_outreach.mail_activity_type_read"


class OutreachInvitation(models.Model):
    """What a clerk sees and has to do when something comes back for an invitation. No data of the contact changes by itself."""

    _inherit = "outreach.invitation"

    def _speak_to_responsible(self):
        """Return the invitation in the language of who will read about it."""
        return self.with_context(lang=self.campaign_id._get_responsible().lang or self.env.lang)

    def _take_bounce(self, address, reason, suggestion, message_dict):
        self._note_return(
            self.env._("The mail to %(address)s came back: %(reason)s", address=address, reason=reason), message_dict
        )
        self._plan_return(
            self.env._("Address of %s is dead", self.invitee_name),
            self.env._("Nobody takes mail at %(address)s any more. The server says: %(reason)s", address=address, reason=reason),
            self._describe_suggestion(suggestion),
            self.env._(
                "The invitation stays open. Press “Correct Address” if you know the new one, “Other Contact” to invite somebody else, "
                "or “Letter Instead”; or phone: %s.",
                self.phone or self.env._("no number known"),
            ),
        )

    def _take_refusal(self, address, reason, message_dict):
        self._note_return(
            self.env._("The mail to %(address)s was refused: %(reason)s", address=address, reason=reason), message_dict
        )
        self._plan_return(
            self.env._("Mail to %s was refused", self.invitee_name),
            self.env._("The server of %(address)s does not want this mail: %(reason)s", address=address, reason=reason),
            self.env._(
                "The address may be right all the same, so nothing was changed on the contact. Phone, or write a letter. "
                "If this happens with several contacts, show these words to who looks after your mail server."
            ),
        )

    def _plan_failed(self, reason):
        """A mail could not be written, or no server would take it for two days."""
        self._plan_return(
            self.env._("Mail to %s was not sent", self.invitee_name),
            self.env._("The last try ended with: %s", reason),
            self.env._("Once the reason is gone, press “Send Again” beside the mail. Or phone, or write a letter."),
        )

    def _take_strange_report(self, recipient, message_dict):
        """A report names an address this mail was not sent to: somebody has passed it on, which says nothing about the contact."""
        address, reason = recipient.address or recipient.original, recipient.words or recipient.status
        self._note_return(
            self.env._(
                "The mail was passed on to %(address)s and did not arrive there: %(reason)s", address=address, reason=reason
            ),
            message_dict,
        )
        self._plan_return(
            self.env._("Mail to %s was passed on and did not arrive", self.invitee_name),
            self.env._("It was passed on to %(address)s. The server there says: %(reason)s", address=address, reason=reason),
            self.env._("Ask the contact whether the invitation has arrived."),
        )

    def _take_move(self, mail, message_dict):
        self._note_return(self.env._("Automatic answer: this address is no longer the right one."), message_dict, mail.words)
        self._plan_return(
            self.env._("%s has perhaps left or has a new address", self.invitee_name),
            self.env._("The automatic answer says: %s", mail.words),
            self._describe_suggestion(mail.suggestion),
            self.env._("Nothing was changed. If it is right, change the contact, or choose another one."),
        )

    def _take_complaint(self, message_dict):
        """Who reports a mail as spam wants no more, whatever the reason (Art. 21 GDPR)."""
        self.env["outreach.opt.out"]._record(self, "everything", "complaint")
        self._note_return(
            self.env._("The recipient has marked the mail as spam. No more invitations are sent to this address."), message_dict
        )

    def _note_absence(self, mail, message_dict):
        until = mail.absent_until and format_date(self.env, mail.absent_until)
        text = self.env._("Automatic answer: away until %s.", until) if until else self.env._("An automatic answer came.")
        self._note_return(text, message_dict, mail.words)

    def _plan_reading(self, mail):
        """Put an answer in words on somebody's list; whether it is a yes is for a person to read."""
        if mail.has_moved:
            note = [
                self.env._("The writer perhaps names another address or person."),
                self._describe_suggestion(mail.suggestion),
                self.env._("Nothing was changed. If it is right, change the contact, or choose another one."),
            ]
        elif self.activity_search([READ]):
            return
        else:
            note = [self.env._("If it says yes or no, press “Said Yes” or “Said No”.")]
        self._plan(READ, self.env._("Read the answer of %s", self.invitee_name), *note)

    def _describe_suggestion(self, address):
        return self.env._("Named in the mail: %s", address) if address else ""

    def _plan_return(self, summary, *note):
        if not self.activity_search([CAME_BACK]):
            self._plan(CAME_BACK, summary, *note)

    def _plan(self, activity_type, summary, *note):
        """Put something to do on the list of the campaign's responsible. No mail says so: a hundred bounces would be a hundred mails."""
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            activity_type,
            summary=summary,
            note=Markup().join(Markup("<p>%s</p>") % line for line in note if line),
            user_id=self.campaign_id._get_responsible().id,
        )

    def _note_return(self, text, message_dict, words=""):
        """Log what has come back under its own Message-ID, by which the gateway knows it when it comes again."""
        quoted = Markup("<blockquote>%s</blockquote>") % words if words else ""
        self.message_post(
            body=Markup("<p>%s</p>%s") % (text, quoted),
            subtype_xmlid="mail.mt_note",
            author_id=self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root"),
            message_id=message_dict["message_id"],
        )

    def _settle_return(self, text):
        """Take what came back off the to-do list: a person has dealt with it."""
        # sudo: the to-do may be a colleague's
        self.sudo().activity_feedback([CAME_BACK], feedback=text)

    def _send_again_what_came_back(self):
        """Let the mails that came back go out again, to the contact's new address. They have reached nobody, so nobody gets them twice."""
        for invitation in self:
            invitation.email_normalized = invitation.partner_id.email_normalized
        # sudo: the record of what was sent changes through decisions only, see action_send_again
        returned = self.sudo().delivery_ids.filtered(
            lambda delivery: delivery.state in ("failed", "bounced") and not delivery.letter_batch_id
        )
        returned.write(returned._prepare_fresh_values())
        if returned:
            self.env.ref("circular_outreach.ir_cron_send")._trigger()

    def _write_letter_for_what_came_back(self):
        """Let the mails that came back be letters: what was left out as a mail is collected when letters are made."""
        returned = self.filtered(lambda invitation: invitation.delivery_state in ("failed", "bounced"))
        # sudo: see _send_again_what_came_back
        deliveries = returned.sudo().delivery_ids.filtered(lambda delivery: delivery.state in ("failed", "bounced"))
        deliveries.write({"state": "skipped"})
        returned.verdict = "letter"
