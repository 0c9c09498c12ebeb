from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, only_for

FILES = {"pdf_file", "xlsx_file"}


class OutreachFundingReport(models.Model):
    """What is reported to a funder about a period.

    draft   shows the figures as they are at this moment
    issued  keeps the figures and the files as they were handed out; a later report on the same period is the next version

    The figures are counted in outreach_funding_report_figures.py, and put on paper in outreach_funding_report_document.py.
    """

    _name = "outreach.funding.report"
    _description = "Funding Report"
    _order = "date_to desc, version desc, id desc"

    funding_id = fields.Many2one("outreach.funding", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="funding_id.company_id", store=True, index=True)
    date_from = fields.Date(string="From", required=True, compute="_compute_period", store=True, readonly=False, precompute=True)
    date_to = fields.Date(string="To", required=True, compute="_compute_period", store=True, readonly=False, precompute=True)
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued")], required=True, default="draft", readonly=True, copy=False, index=True
    )
    number = fields.Char(readonly=True, copy=False)
    version = fields.Integer(readonly=True, copy=False)
    issued_on = fields.Datetime(readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", string="Issued by", readonly=True, copy=False, ondelete="restrict")
    previous_id = fields.Many2one("outreach.funding.report", string="Version Before", compute="_compute_previous_id")
    figures = fields.Json(string="Figures as Issued", readonly=True, copy=False)
    pdf_file = fields.Binary(string="PDF", attachment=True, readonly=True, copy=False)
    xlsx_file = fields.Binary(string="Workbook (XLSX)", attachment=True, readonly=True, copy=False)
    pdf_name = fields.Char(compute="_compute_file_names")
    xlsx_name = fields.Char(compute="_compute_file_names")
    figures_html = fields.Html(string="Figures", compute="_compute_figures_html", sanitize=False)
    changes_html = fields.Html(string="Changes", compute="_compute_figures_html", sanitize=False)
    hint = fields.Char(compute="_compute_hint")

    _period = models.Constraint("CHECK (date_from <= date_to)", "The period of the report must not end before it begins.")
    _issued_whole = models.Constraint(
        "CHECK (state = 'draft' OR (figures IS NOT NULL AND number IS NOT NULL AND version > 0 AND issued_on IS NOT NULL "
        "AND issued_by_id IS NOT NULL))",
        "An issued report has figures, a number, a version, and says who issued it when.",
    )
    _version_unique = models.UniqueIndex(
        "(funding_id, date_from, date_to, version) WHERE state = 'issued'",
        "Somebody has just issued a report on this funding and period. Please look at it before you issue another one.",
    )

    @api.depends("funding_id")
    def _compute_period(self):
        for report in self:
            report.date_from = report.date_from or report.funding_id.date_from
            report.date_to = report.date_to or report.funding_id.date_to

    @api.depends("funding_id", "date_from", "date_to", "state", "version")
    def _compute_previous_id(self):
        for report in self:
            report.previous_id = report._find_previous()

    @api.depends("number", "version")
    @api.depends_context("lang")
    def _compute_file_names(self):
        for report in self:
            name = f"{report.display_name}".replace("/", "-")
            report.pdf_name, report.xlsx_name = f"{name}.pdf", f"{name}.xlsx"

    @api.depends("funding_id", "number", "version", "state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            if report.state == "issued":
                report.display_name = self.env._(
                    "%(funding)s %(number)s version %(version)s",
                    funding=report.funding_id.name,
                    number=report.number,
                    version=report.version,
                )
            else:
                report.display_name = self.env._("%s (draft)", report.funding_id.name or "")

    @api.depends("funding_id", "date_from", "date_to", "state")
    @api.depends_context("lang")
    def _compute_figures_html(self):
        for report in self:
            is_ready = report.funding_id and report.date_from and report.date_to
            document = report._prepare_document(is_internal=True) if is_ready else None
            report.figures_html = self._show_tables(report, document["tables"]) if document else False
            report.changes_html = self._show_tables(report, [document["changes"]]) if document and document["changes"] else False

    @api.depends("date_from", "date_to", "state")
    @api.depends_context("lang")
    def _compute_hint(self):
        today = fields.Date.context_today(self)
        for report in self:
            is_early = report.state == "draft" and report.date_to and report.date_to >= today
            report.hint = self.env._("The period has not ended yet: the figures are those of today.") if is_early else ""

    def write(self, vals):
        """Refuse any change of what was issued; only the files are added, once, when it is."""
        issued = self.filtered(lambda report: report.state == "issued")
        if issued and vals and (set(vals) - FILES or any(report[name] for report in issued for name in vals)):
            raise UserError(
                self.env._(
                    "“%s” was issued and stays as it was handed out. Make a new report on the same period: it becomes the next version "
                    "and says what has changed.",
                    issued[0].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if issued := self.filtered(lambda report: report.state == "issued"):
            raise UserError(
                self.env._(
                    "“%s” was issued and belongs to the records of the funding. It cannot be deleted.", issued[0].display_name
                )
            )

    @only_for(EDITOR)
    def action_issue(self):
        """Freeze the figures of drafts, and make the files that are handed out."""
        # Figures, paper and workbook in one language, also for a program that names none.
        reports = self.with_context(lang=self.env.lang or self.env.user.lang)
        for report in reports.filtered(lambda report: report.state == "draft"):
            report._issue()

    def action_preview(self):
        """Print what would be handed out."""
        return self.env.ref("circular_outreach.action_report_funding_report").report_action(self, config=False)

    @only_for(EDITOR)
    def action_next_version(self):
        """Open a new draft on the same funding and period."""
        self.ensure_one()
        draft = self.search([("state", "=", "draft"), *self._get_same_period()], limit=1) or self.copy()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_funding_report_action")
        return dict(action, res_id=draft.id, views=[(False, "form")])

    def _find_previous(self):
        """Return the last report issued on this funding and period before this one."""
        domain = [("state", "=", "issued"), *self._get_same_period()]
        if self.state == "issued":
            domain.append(("version", "<", self.version))
        return self.search(domain, order="version desc", limit=1)

    def _get_same_period(self):
        return [("funding_id", "=", self.funding_id.id), ("date_from", "=", self.date_from), ("date_to", "=", self.date_to)]

    def _issue(self):
        figures = self._count_figures()
        if not figures["tables"]["workshops"] and not figures["tables"]["calls"]:
            raise UserError(
                self.env._(
                    "There is nothing to report: no workshop of “%(funding)s” lies in the period. Choose another period, or enter the funding "
                    "on the workshops, page “Target Groups and Funding”.",
                    funding=self.funding_id.name,
                )
            )
        figures["head"]["issued_by"] = self.env.user.name
        self.write(
            {
                "state": "issued",
                "figures": figures,
                "number": self.env["ir.sequence"].next_by_code("outreach.funding.report"),
                "version": self._find_previous().version + 1,
                "issued_on": fields.Datetime.now(),
                "issued_by_id": self.env.uid,
            }
        )
        # sudo: from now on nobody may write to the report, and this belongs to the same act
        self.sudo().write(self._make_files())

    def _get_figures(self):
        """Return the figures as they were issued, or as they are now."""
        return self.figures or self._count_figures()
