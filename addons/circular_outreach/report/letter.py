import base64
import re

import qrcode
from markupsafe import Markup

from odoo import api, models
from odoo.tools import email_normalize, format_date
from odoo.tools.image import image_data_uri
from odoo.tools.misc import get_lang

from ..tools import letter_text, postal_address, salutation


class OutreachLetter(models.AbstractModel):
    """An invitation on paper: DIN 5008, form B, with QR code, short code, slip to send back and data protection notice."""

    _name = "outreach.letter"
    _description = "Letter"

    @api.model
    def _render(self, delivery, subject, body):
        """Return the HTML page of one letter, in the language of the person.

        :param str subject: the subject of the step, rendered for this person
        :param str body: the text of the step, rendered for this person as for a mail
        """
        lang = get_lang(self.env, delivery.invitation_id.lang).code
        letter = self.with_context(lang=lang)
        values = letter._prepare_values(delivery.with_context(lang=lang), subject)
        how_to_answer = self.env["ir.qweb"]._render("circular_outreach.letter_how_to_answer", values, lang=lang)
        text = letter_text.to_letter(str(body), values["invitation"]._get_answer_url(), str(how_to_answer))
        # Both parts come out of QWeb, which has escaped what people wrote.
        values["text"] = Markup(text)  # noqa: S704  see above
        html = self.env["ir.qweb"]._render("circular_outreach.letter", values, lang=lang)
        return f"<!DOCTYPE html>{html}".encode()

    @api.model
    def _prepare_values(self, delivery, subject):
        invitation = delivery.invitation_id
        company = invitation.company_id
        lines = self._get_address_lines(invitation.partner_id)
        funding = invitation.event_id.outreach_funding_id
        return {
            "delivery": delivery,
            "invitation": invitation,
            "company": company,
            "office_lines": [company.name, company.street, f"{company.zip or ''} {company.city or ''}".strip()],
            "sender": email_normalize(delivery.campaign_id.email_from or "") or company.email,
            "contact": delivery.campaign_id.user_id,
            "contact_phone": delivery.campaign_id.user_id.partner_id.phone or company.phone,
            "lang_code": self.env.context["lang"].replace("_", "-"),
            "subject": " ".join(subject.split()),
            "address_lines": lines,
            "is_long_address": postal_address.is_long(lines),
            "date": format_date(self.env, delivery.letter_batch_id.letter_date, date_format="long"),
            "reference": delivery._get_letter_reference(),
            "logo": False if company.uses_default_logo else company.logo,
            "funding": funding,
            "image_data_uri": image_data_uri,
            "qr_code": self._get_qr_code(invitation._get_answer_url()),
            "page_address": self._get_page_address(invitation),
            "code": invitation._give_code(),
        }

    @api.model
    def _get_address_lines(self, partner):
        """Return the address block of a contact: its own postal address, or else that of its organisation."""
        organisation = partner.commercial_partner_id
        place = partner if self._has_address(partner) else organisation
        person = salutation.address_name(
            partner.outreach_salutation_kind or "neutral",
            partner.outreach_title or "",
            partner.outreach_first_name or "",
            partner.outreach_surname or "",
        )
        is_abroad = place.country_id and place.country_id != self.env.company.country_id
        return postal_address.address_lines(
            organisation.name if organisation.is_company else "",
            partner.parent_id.name if partner.parent_id != organisation else "",
            "" if partner.is_company else person or partner.name,
            [place.street, place.street2],
            place.zip,
            place.city,
            place.country_id.name if is_abroad else "",
        )

    @api.model
    def _has_address(self, partner):
        """Say whether a letter can be sent there, as the audience does (outreach_audience_verdict.py)."""
        street = f"{partner.street or ''}{partner.street2 or ''}"
        return all((text or "").strip() for text in (street, partner.zip, partner.city))

    @api.model
    def _get_page_address(self, invitation):
        """Return where to type the code, as people type it: without the protocol."""
        return f"{invitation.get_base_url()}/einladung".partition("://")[2]

    @api.model
    def _get_qr_code(self, address):
        """Return a QR code of error correction level M with a quiet zone of four modules (ISO/IEC 18004) as a data URL."""
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        code.add_data(address)
        return f"data:image/svg+xml;base64,{base64.b64encode(self._draw(code.get_matrix()).encode()).decode()}"

    @api.model
    def _draw(self, matrix):
        """Return a picture in which each run of dark modules is one stroke: a fifth of the work of a shape for each module."""
        path = [
            f"M{run.start()} {y}.5h{len(run[0])}"
            for y, row in enumerate(matrix)
            for run in re.finditer("1+", "".join("01"[is_dark] for is_dark in row))
        ]
        size = len(matrix)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path stroke="#000" d="{"".join(path)}" /></svg>'
