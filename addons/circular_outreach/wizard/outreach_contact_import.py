from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import split_every

from ..tools import table_file
from ..tools.column_heading import WHO
from ..tools.contact_table import Row
from .contact_import_lookalikes import ContactLookalikes
from .contact_import_plan import ContactImportPlan
from .contact_import_writer import ContactImportWriter

# What somebody can wait for, some seconds; longer lists are left to the background.
SHORT_FILE = 2_000  # rows, by the size of the file
SHORT_LIST = 1_000  # rows
PORTION = 1_000
# Columns of which a list may have several: their texts are read together.
SEVERAL = {"email", "role", "topics", "remark"}


class OutreachContactImport(models.TransientModel):
    """A list of contacts on its way into the address book.

    upload   a file is chosen
    columns  somebody says what the columns hold
    preview  every row has a verdict; no contact was touched
    done     the rows were imported as the preview says

    What is there is overwritten only in the columns somebody chose for that; else only empty fields are filled. The same list a second
    time changes nothing.
    """

    _name = "outreach.contact.import"
    _description = "Import of Contacts"
    _rec_name = "file_name"
    # A preview is read with care, and perhaps finished after the weekend. Rows and columns go with their list, not before.
    _transient_max_hours = 7 * 24.0

    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("upload", "Upload"), ("columns", "Columns"), ("preview", "Preview"), ("done", "Done")], required=True, default="upload"
    )
    column_ids = fields.One2many("outreach.contact.import.column", "import_id", string="Columns")
    unknown_headings = fields.Char(compute="_compute_unknown_headings")
    line_ids = fields.One2many("outreach.contact.import.line", "import_id", string="Rows")
    summary = fields.Char(compute="_compute_summary")
    objection_count = fields.Integer(string="To Decide", compute="_compute_summary")
    organisation_count = fields.Integer(string="New Organisations", readonly=True)
    person_count = fields.Integer(string="New Persons", readonly=True)
    filled_count = fields.Integer(string="Known Contacts Completed", readonly=True)
    role_count = fields.Integer(string="New Role Candidates", readonly=True)

    @api.depends("line_ids")
    def _compute_summary(self):
        Line = self.env["outreach.contact.import.line"]
        verdicts = Line._fields["verdict"]._description_selection(self.env)
        for wizard in self:
            counts = dict(Line._read_group([("import_id", "in", wizard.ids)], ["verdict"], ["__count"]))
            wizard.summary = " · ".join(f"{label}: {counts[verdict]}" for verdict, label in verdicts if verdict in counts)
            wizard.objection_count = Line.search_count([("import_id", "in", wizard.ids), ("may_object", "=", True)])

    @api.depends("column_ids.holds")
    def _compute_unknown_headings(self):
        for wizard in self:
            wizard.unknown_headings = ", ".join(wizard.column_ids.filtered(lambda column: not column.holds).mapped("heading"))

    @api.constrains("column_ids")
    def _check_columns(self):
        """Two columns cannot both be the first name."""
        for wizard in self:
            for holds, columns in wizard.column_ids.grouped("holds").items():
                if holds and len(columns) > 1 and holds not in SEVERAL:
                    raise ValidationError(
                        self.env._(
                            "The columns %(headings)s cannot all hold “%(holds)s”. Choose one of them and leave the others empty; their "
                            "texts are kept in the notes.",
                            headings=", ".join(f"“{heading}”" for heading in columns.mapped("heading")),
                            holds=dict(columns._fields["holds"]._description_selection(self.env))[holds],
                        )
                    )

    @api.model
    def action_open(self):
        """Return to one's own list that is not finished, or begin a new one."""
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_contact_import_action")
        mine = [("create_uid", "=", self.env.uid)]
        unfinished = self.search(
            ["|", ("job", "!=", False), ("state", "in", ("columns", "preview")), *mine], order="id desc", limit=1
        )
        return dict(action, res_id=unfinished.id)

    def action_preview(self):
        """Read the file and say for every row what an import would do; without a column that names somebody, ask for one.

        :raises UserError: if the file holds no list of contacts
        """
        self.ensure_one()
        if self.state == "done" or self.job:
            return
        if self.state == "columns" and WHO.isdisjoint(self.column_ids.mapped("holds")):
            raise UserError(
                self.env._(
                    "No column says whose row it is. Choose the column that holds the organisation, the name or the e-mail."
                )
            )
        self._start("preview", is_short=table_file.estimate_rows(self._get_content()) < SHORT_FILE)

    def action_columns(self):
        """Let somebody say what the columns hold."""
        self.filtered(lambda wizard: wizard.state == "preview" and not wizard.job).state = "columns"

    def action_upload(self):
        """Return to the choice of a file; what was imported stays imported."""
        self.filtered(lambda wizard: wizard.state in ("columns", "preview") and not wizard.job).write(
            {"state": "upload", "line_ids": [(5, 0, 0)], "column_ids": [(5, 0, 0)], "job_error": False}
        )

    def action_import(self):
        """Do what the preview says. It is planned again from the same rows: somebody may have made one of the contacts meanwhile."""
        self.ensure_one()
        if self.state == "preview" and not self.job:
            self._start("import", is_short=len(self.line_ids) <= SHORT_LIST)

    def action_lines(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_contact_import_line_action")
        return dict(action, domain=[("import_id", "=", self.id)])

    def action_objections(self):
        name = "circular_outreach.outreach_contact_import_line_action_objection"
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        return dict(action, domain=[("import_id", "=", self.id), ("may_object", "=", True)])

    def action_contacts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.res_partner_action")
        return dict(action, domain=[("id", "in", (self.line_ids.organisation_id | self.line_ids.person_id).ids)])

    def _run_preview(self):
        chosen = {column.index: column.holds for column in self.column_ids if column.holds}
        table = self._read_table(chosen if self.state == "columns" else None)
        self.line_ids.unlink()
        if self.state != "columns":
            self.column_ids.unlink()
            self.column_ids = [(0, 0, self._prepare_column(column)) for column in table.columns]
        if not table.names_somebody:
            self.state = "columns"
            return
        plan = self._plan(table.rows)
        labels = self.env["outreach.contact.import.line"]._get_labels()
        lookalikes = ContactLookalikes(self.env, plan)
        for portion in split_every(PORTION, plan.decide(), list):
            lines = self.env["outreach.contact.import.line"]._create_lines(self, portion, plan, labels)
            lines._show_lookalikes(lookalikes.find(portion))
            self._report(len(plan.outcomes), len(plan.rows))
        self.state = "preview"

    def _prepare_column(self, column):
        examples = " · ".join(column.examples)
        return {"index": column.index, "heading": column.heading, "holds": column.holds, "examples": examples}

    def _run_import(self):
        lines = self.line_ids.sorted("row_number")
        plan = self._plan([Row(line.row_number, line.cells or {}, line.others or {}) for line in lines])
        for done, _outcome in enumerate(plan.decide(), 1):
            if done % PORTION == 0:
                self._report(0, len(plan.rows))
        writer = ContactImportWriter(self, plan)
        size, done = writer.size + len(lines), 0
        for count, number in writer.run():
            self[count] += number
            done += number
            self._report(done, size, may_pause=True)
        for portion in split_every(PORTION, zip(lines, plan.outcomes, strict=True), list):
            for line, outcome in portion:
                line._show_result(outcome)
            done += len(portion)
            self._report(done, size, may_pause=True)
        self.state = "done"

    def _plan(self, rows):
        known = self.column_ids.filtered("holds").sorted("index", reverse=True)
        replacing = known.filtered("is_replacing").mapped("holds")
        return ContactImportPlan(self.env, rows, {column.holds: column.heading for column in known}, replacing)
