from babel.dates import format_interval

from odoo import api, models
from odoo.tools import format_date
from odoo.tools.misc import babel_locale_parse, get_lang


class Certificate(models.AbstractModel):
    """A certificate of attendance on one page, in the language of its holder."""

    _name = "report.circular_outreach.certificate"
    _description = "Certificate of Attendance"

    @api.model
    def _get_report_values(self, docids, data=None):
        certificates = self.env["outreach.certificate"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "outreach.certificate",
            "docs": certificates,
            "papers": [self._prepare_paper(certificate) for certificate in certificates],
            "title": self.env._("Certificate of attendance %s", ", ".join(certificates.mapped("name"))),
        }

    @api.model
    def _find_holders(self, docids):
        """Return the records whose people stand on it, for the export register."""
        return self.env["outreach.certificate"].browse(docids).registration_id

    @api.model
    def _prepare_paper(self, certificate):
        """Return what is printed beside the record's own words."""
        lang = get_lang(self.env, certificate.lang).code
        here = self.with_context(lang=lang)
        company = certificate.company_id or self.env.company
        # sudo: signature and logos are on every certificate, also for those who may not look at the records they come from
        signatory, funding = certificate.sudo().signatory_id, certificate.sudo().funding_id
        url = certificate._get_check_url()
        return {
            "certificate": certificate.with_context(lang=lang),
            "lang": lang,
            "company": company,
            "when": here._get_when(certificate),
            "hours": here._describe_hours(certificate.hours),
            "issued": ", ".join(filter(None, [company.city, format_date(here.env, certificate.issued_on, date_format="long")])),
            "logo": False if company.uses_default_logo else company.logo,
            "funding": funding.with_context(lang=lang),
            "signature": signatory.signature,
            "qr_code": self.env["outreach.letter"]._get_qr_code(url),
            "check_address": url.partition("://")[2],
        }

    @api.model
    def _get_when(self, certificate):
        """Return the day, or the days as one writes them: "9.–10. Juni 2027"."""
        if certificate.date_begin == certificate.date_end:
            return format_date(self.env, certificate.date_begin, date_format="full")
        locale = babel_locale_parse(self.env.context["lang"])
        return format_interval(certificate.date_begin, certificate.date_end, "yMMMMd", locale=locale)

    @api.model
    def _describe_hours(self, hours):
        """Return "3.5 hours" with the decimal mark of the language, to the quarter of an hour."""
        number = self.env["ir.qweb.field.float"].value_to_html(round(hours * 4) / 4, {"precision": 2})
        mark = get_lang(self.env).decimal_point
        number = str(number).rstrip("0").rstrip(mark)
        return self.env._("1 hour") if number == "1" else self.env._("%s hours", number)
