import hmac
import logging
from datetime import datetime, timezone
from email.utils import format_datetime
from functools import reduce
from operator import getitem
from types import SimpleNamespace

from lxml import html
from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import hmac as derive
from odoo.tools import ormcache
from odoo.tools.misc import get_lang

from odoo.addons.base.models.ir_qweb import QWebError

from ..tools.mail_button import with_buttons
from ..tools.mail_form import MailForm, gap, without_gaps
from ..tools.mail_placeholder import ALLOWED, EXPRESSION
from ..tools.mail_wire import rewrite_address, write_address, write_mail, write_words
from ..tools.mail_word import expand_line
from ..tools.plain_text import to_plain_text
from ..tools.unsubscribe_mail import make_address

# Words of the frame around the text, beside those a text may ask for.
SOURCE, UNSUBSCRIBE, COLLEAGUE, CERTIFICATE = "frame.source", "frame.unsubscribe", "frame.colleague", "frame.certificate"


_logger = logging.getLogger(__name__)


class OutreachDelivery(models.Model):
    """The mail itself: one recipient, plain text and accessible HTML, every header the law and the large receivers ask for.

    A text is rendered once for all who read it in one language and fills in for each person afterwards: it may ask for a few words and nothing else
    (decision 13), so nothing but these words differs. Where a word is empty the text may leave something out, so there is a form for each
    combination of empty words.
    """

    _inherit = "outreach.delivery"

    def _build_mails(self, forms, sender=None):
        """Yield (delivery, Message-ID, content) for deliveries of one campaign; a mail that cannot be written fails alone, with the reason.

        :param dict forms: forms made before, by step, language and empty words; new ones are added
        :param str sender: the mailbox to name as sender if the mail server does not let the campaign's own pass
        """
        for (step, wanted), deliveries in self.grouped(lambda one: (one.step_id, one.invitation_id.lang)).items():
            lang = get_lang(self.env, wanted).code
            try:
                writer = _Writer(step, lang, forms, sender)
            except UserError as error:
                deliveries._set_failed(str(error))
                continue
            for delivery in deliveries.with_context(lang=lang):
                try:
                    name, content = writer.compose(delivery)
                except (LookupError, ValueError, QWebError) as error:
                    _logger.warning("Mail %s cannot be written: %r", delivery.id, error)
                    delivery._set_failed(self.env._("This mail cannot be written: %s", error))
                else:
                    yield delivery, name, content

    def _get_lang(self):
        return get_lang(self.env, self.invitation_id.lang).code

    def _write_mail(self, lang=None):
        """Return one mail as bytes, in the language of the person unless another is asked for.

        :raises UserError: if the text asks for what a mail may not
        :raises ValueError: if the mail cannot be written, UnicodeError among others
        """
        self.ensure_one()
        lang = lang or self._get_lang()
        return _Writer(self.step_id, lang, {}).compose(self.with_context(lang=lang))[1]

    def _get_recipient(self):
        """Return name and address in ASCII (RFC 2047, IDNA). Raises UnicodeError if only SMTPUTF8 could carry the address."""
        partner = self.invitation_id.partner_id
        return write_address(partner.name or "", partner.email_normalized or "")

    def _get_message_id(self, domain):
        """Return the same id for the same delivery, so that a second try is the same mail (RFC 5322, 3.6.4)."""
        digest = hmac.digest(self._get_message_key(), str(self.id).encode(), "sha256").hex()[:24]
        return f"<outreach-{self.id}-{digest}@{domain}>"

    @ormcache(cache="stable")  # forgotten when a system parameter changes
    def _get_message_key(self):
        # sudo: the secret is a system parameter; it keeps outsiders from guessing ids
        return bytes.fromhex(derive(self.env(su=True), "outreach.delivery", "Message-ID"))


class _Writer:
    """Writes the mails of one step in one language. What is the same in all of them is made once."""

    def __init__(self, step, lang, forms, sender=None):
        self.step = step.with_context(lang=lang)
        self.step._check_placeholders()
        self.company = self.step.campaign_id.company_id
        self.lang, self.forms = lang, forms
        try:
            self.reply_to = rewrite_address(step.campaign_id.email_from or "")
        except ValueError as error:
            raise UserError(step.campaign_id._get_sender_advice()) from error
        self.sender = rewrite_address(sender) if sender else self.reply_to
        self.address = step.campaign_id._get_sender_address()
        self.domain = self.address.rpartition("@")[2]
        self.list_id = step.campaign_id._get_list_id(self.domain)
        self.automatic = [("Auto-Submitted", "auto-generated")] if step._is_automatic() else []
        self.subject = without_gaps(expand_line(self.step.subject or ""))
        self.body = without_gaps(str(self.step.body or ""))
        asked = [name for name in ALLOWED if name in self.subject or name in self.body]
        self.names = [*asked, SOURCE, UNSUBSCRIBE, COLLEAGUE, CERTIFICATE]
        self.paths = {name: name.split(".")[1:] for name in asked}
        self.pictures = self._get_pictures()
        self.parts = [one["part"] for pictures in self.pictures.values() for one in pictures]

    def _get_pictures(self):
        """Return the pictures of the frame, made once for all mails of a batch."""
        key = ("pictures", self.step.campaign_id.id, self.lang, self.domain)
        if key not in self.forms:
            self.forms[key] = self.step.campaign_id._prepare_pictures(self.domain)
        return self.forms[key]

    def compose(self, delivery):
        """Return Message-ID and bytes of the mail. Raises UnicodeError or ValueError for one that cannot be written.

        :param delivery: in the language of the mail
        """
        certificate = delivery._get_certificate()
        words = self._get_words(delivery.invitation_id, certificate)
        empty = frozenset(name for name, word in words.items() if not word)
        key = (self.step.id, self.lang, empty)
        if key not in self.forms:
            self.forms[key] = self._make_forms(empty)
        subject, page, text = self.forms[key]
        headers = self._prepare_headers(delivery, subject.fill(words), words[UNSUBSCRIBE])
        calendar = delivery.invitation_id._prepare_calendar_part(self.step.kind)
        files = certificate._prepare_files(self.forms)
        content = write_mail(headers, text.fill(words), f"<!DOCTYPE html>{page.fill_html(words)}", self.parts, calendar, files)
        return headers[0][1], content

    def _prepare_headers(self, delivery, subject, unsubscribe):
        """Return the header lines in order.

        Unsubscribing follows RFC 8058 (one click) and RFC 2369 (by mail); out-of-office replies are asked to stay away.
        """
        token = unsubscribe.rpartition("/")[2]
        return [
            ("Message-ID", delivery._get_message_id(self.domain)),
            ("Date", format_datetime(datetime.now(timezone.utc))),
            ("Subject", write_words("Subject", subject)),
            ("From", self.sender),
            ("Reply-To", self.reply_to),
            ("To", delivery._get_recipient()),
            ("List-Id", self.list_id),
            ("List-Unsubscribe", f"<{unsubscribe}>, <{make_address(self.address, token)}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            *self.automatic,
            ("Precedence", "bulk"),
            ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ]

    def _get_words(self, invitation, certificate):
        """Return what the mail may ask for, each as one line of text."""
        words = {
            SOURCE: invitation.partner_id.outreach_source or self.company.outreach_source_text,
            UNSUBSCRIBE: invitation._get_unsubscribe_url(),
            COLLEAGUE: invitation.colleague_text,
            CERTIFICATE: certificate._describe_in_mail(),
        }
        for name, path in self.paths.items():
            words[name] = reduce(getitem, path, invitation)
        return {name: " ".join(str(word or "").split()) for name, word in words.items()}

    def _make_forms(self, empty):
        """Return the forms of the subject, the page and the plain text for people with these words empty."""
        marks = {name: "" if name in empty else gap(name) for name in self.names}
        subject = EXPRESSION.sub(lambda match: marks[match[1].strip()], self.subject)
        page = self._render_page(subject, self._render_body(marks), marks)
        return MailForm(subject), MailForm(page), MailForm(to_plain_text(page))

    def _render_body(self, marks):
        """Render the text with the marks in place of an invitation's words."""
        words = SimpleNamespace(campaign_id=SimpleNamespace())
        for name, mark in marks.items():
            *path, last = name.split(".")[1:]
            setattr(words.campaign_id if path else words, last, mark)
        source = html.fragment_fromstring(self.body, create_parent="div")
        body = self.step.env["ir.qweb"]._render(source, {"object": words}, lang=self.lang)
        return Markup(with_buttons(str(body), marks.get("object.answer_url")))  # noqa: S704  rendered a line above

    def _render_page(self, subject, body, marks):
        campaign = self.step.campaign_id
        values = {
            "lang": self.lang,
            "subject": subject,
            "title": without_gaps(campaign.event_id.name or campaign.title),
            "body": body,
            "company": self.company,
            "funding": campaign.event_id.outreach_funding_id,
            **self.pictures,
            "source": marks[SOURCE],
            "unsubscribe_url": marks[UNSUBSCRIBE],
            "colleague_text": marks[COLLEAGUE],
            "certificate_text": marks[CERTIFICATE],
        }
        return str(self.step.env["ir.qweb"]._render("circular_outreach.mail_layout", values, lang=self.lang))
