import re
from email import message_from_bytes
from email.policy import default

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang

from ..tools.button_right import EDITOR, only_for
from ..tools.mail_picture import show_pictures
from ..tools.mail_word import WORDS, list_words

# What a link in a test mail has in place of the token: it opens a page that explains itself, and nobody's invitation.
PREVIEW_TOKEN = "preview"  # noqa: S105  the opposite of a secret
REMOTE_IMAGE = re.compile(
    r"<img\b[^>]*\bsrc\s*=\s*[\"']?\s*(?:https?:)?/|\bstyle\s*=\s*(?:\"[^\">]*|'[^'>]*)url\(", re.IGNORECASE
)


class OutreachCampaignStep(models.Model):
    """The mail of a step as one person would get it, before anything is sent."""

    _inherit = "outreach.campaign.step"

    word_choices = fields.Json(string="Words", compute="_compute_word_choices")

    @api.depends("campaign_id.purpose")
    @api.depends_context("lang")
    def _compute_word_choices(self):
        """List the words a text may hold, in the reader's language, each with what the first invitee of this campaign would read."""
        words = list_words(get_lang(self.env).code)
        for step in self:
            # sudo: what is shown are facts the clerk may read anyway; the personal link is not among them
            sample = step.campaign_id._origin.invitation_ids[:1].sudo()
            step.word_choices = [
                {"word": word, "meaning": step._describe_word(expression, sample)}
                for expression, word in zip(WORDS, words, strict=True)
            ]

    def _describe_word(self, expression, sample):
        """Return what a word means, and where somebody is invited already what it would say."""
        meanings = {
            "object.salutation": self.env._("formal salutation"),
            "object.invitee_name": self.env._("name of the invitee"),
            "object.organisation_name": self.env._("organisation of the invitee"),
            "object.event_name": self.env._("title of the workshop"),
            "object.event_time": self.env._("date and time of the workshop"),
            "object.event_place": self.env._("place of the workshop"),
            "object.deadline_text": self.env._("answer until"),
            "object.waiting_text": self.env._("place on the waiting list"),
            "object.offer_text": self.env._("until when an offered seat is kept"),
            "object.campaign_id.title": self.env._("title of the campaign"),
            "object.named_by": self.env._("name of who has named a substitute"),
            "object.answer_url": self.env._("link to the personal answer page"),
            "object.materials_url": self.env._("link to the materials of the workshop"),
        }
        if expression == "object.answer_url" or not sample:
            return meanings[expression]
        value = sample.mapped(expression.removeprefix("object."))[:1]
        return f"{meanings[expression]}: {value[0]}" if value and value[0] else meanings[expression]

    @only_for(EDITOR)
    def action_preview(self):
        """Open the mail of this step for any invitee."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_step_preview_action")
        return dict(action, context={"default_step_id": self.id})

    def _build_preview(self, invitation, lang=None):
        """Return the message that this person would get, read back from how it would go out.

        :raises UserError: if the text asks for what a mail may not
        """
        self.ensure_one()
        lang = get_lang(self.env, lang or invitation.lang).code
        # sudo: clerks may not render templates; this one was checked to name nothing but words meant for mails
        step = self.sudo().with_context(lang=lang)
        delivery = step.env["outreach.delivery"].new(
            {"step_id": step.id, "campaign_id": step.campaign_id.id, "invitation_id": invitation.id}
        )
        return message_from_bytes(delivery._write_mail(lang), policy=default)

    def _get_preview_parts(self, invitation, lang=None):
        """Return (subject, HTML, plain text) of the mail, its personal links replaced by ones that open nobody's page."""
        try:
            message = self._build_preview(invitation, lang)
        except (UnicodeError, ValueError) as error:
            raise UserError(self.env._("This mail cannot be written: %s", error)) from error
        parts = [message["Subject"], *(message.get_body((kind,)).get_content() for kind in ("html", "plain"))]
        parts[1] = show_pictures(message, parts[1])
        for purpose in ("answer", "unsubscribe"):
            # sudo: the token is taken out of the text, not shown
            token = invitation.sudo()._get_token(purpose)
            parts = [part.replace(token, PREVIEW_TOKEN) for part in parts]
        return parts

    def _find_text_faults(self, lang):
        """Return what is wrong with the text of this step in one language, in words."""
        step = self.with_context(lang=lang)
        if not (step.subject or "").strip() or not (step.body or "").strip():
            return [self.env._("It has no subject or no text.")]
        try:
            step._check_placeholders()
        except UserError as error:
            return [str(error)]
        if REMOTE_IMAGE.search(step.body):
            return [self.env._("It loads a picture from elsewhere, which tells others who reads the mail. Take the picture out.")]
        return []
