from odoo import api, fields, models
from odoo.tools import format_date

FORM = "circular-outreach/disclosure/1"


class OutreachDisclosure(models.AbstractModel):
    """Everything the office keeps about a person, in words and for programs (Art. 15 (1) and (3), Art. 20 GDPR)."""

    _name = "outreach.disclosure"
    _description = "Answer to a Request for Access"

    @api.model
    def _gather(self, request):
        """Return all there is about a person as plain data: texts a citizen can read, in the language of the environment."""
        person = request._get_person()
        company = request.company_id
        return {
            "form": FORM,
            "about": person.partner.name or person.address,
            "received_on": format_date(self.env, request.received_on),
            "made_on": format_date(self.env, fields.Date.context_today(self)),
            "controller": self._describe_office(company),
            "source": self._describe_source(person, company),
            "parts": self._get_parts(request._get_persons()),
            "recipients": self._describe_recipients(),
            "periods": self._describe_periods(company),
            "rights": self._describe_rights(),
        }

    @api.model
    def _get_parts(self, persons, has_sweep=True):
        """Return what each kind of personal data has to tell of somebody, who may be several contacts; kinds without any are left out.

        :param bool has_sweep: whether all texts are searched, too, which reads the whole database
        """
        kinds = self.env["outreach.privacy.kind"].sudo()._get_kinds()  # sudo: the person is told everything, whoever prints it
        parts = []
        # The contact first, what is about others as well last: the other way round than they are erased.
        kinds = [kind for kind in reversed(kinds) if kind._privacy_holder] + [kind for kind in kinds if not kind._privacy_holder]
        for kind in kinds if has_sweep else (kind for kind in kinds if kind._privacy_holder):
            told = [entry for person in persons for entry in kind._tell(person)]
            entries = [entry for number, entry in enumerate(told) if entry and entry not in told[:number]]
            parts += [{"kind": kind._name, "title": kind._get_title(), "entries": entries}] if entries else []
        return parts

    @api.model
    def _describe_office(self, company):
        return [*company._get_outreach_office_lines(), *filter(None, [company._get_outreach_page("privacy")])]

    @api.model
    def _describe_source(self, person, company):
        """Say where the data come from (Art. 15 (1) (g))."""
        own = " ".join(filter(None, (person.partner.outreach_source, self._show_day(person.partner.outreach_source_date))))
        return own or company.outreach_source_text or self.env._("From yourself: you have registered or written to us.")

    @api.model
    def _show_day(self, day):
        return f"({format_date(self.env, day)})" if day else ""

    @api.model
    def _describe_recipients(self):
        """Say who receives data (Art. 15 (1) (c)); single exports are among the parts."""
        return self.env._(
            "Members of the office who prepare and hold workshops. The provider of our computer centre, on our instructions. Funders get figures, "
            "and signed lists of attendance where the grant asks for them. Nothing leaves the European Union, no decision is made by a "
            "machine alone, and no profile is made of you."
        )

    @api.model
    def _describe_periods(self, company):
        """Say for how long data are kept (Art. 15 (1) (d))."""
        # sudo: the periods are no secret
        return self.env["outreach.retention.rule"].sudo().search([("active", "=", True)])._describe(company)

    @api.model
    def _describe_rights(self):
        """Name the rights (Art. 15 (1) (e) and (f)), each in one sentence."""
        return [
            self.env._("You may have wrong data corrected (Art. 16 GDPR): on your answer page, or by a message to us."),
            self.env._(
                "You may have your data erased or its use restricted, unless the law asks us to keep it (Art. 17 and 18 GDPR)."
            ),
            self.env._(
                "You may object at any time; then we write to you no more (Art. 21 GDPR). A consent may be taken back at any time."
            ),
            self.env._(
                "You may complain to the supervisory authority: Sächsische Datenschutz- und Transparenzbeauftragte, Dresden."
            ),
        ]
