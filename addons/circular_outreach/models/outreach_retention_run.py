from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import text_workbook
from ..tools.button_right import PRIVACY, only_for

# Records erased between two commits: what is done stays done if the server stops. Each portion with persons reads the whole database once.
PORTION = 100
NOTED = {"state", "record_ids", "due_count", "erased_count", "left_count", "decided_on", "user_id", "file_ids"}


class OutreachRetentionRun(models.Model):
    """What is due by one rule on one day, and what was decided about it.

    draft     what is due is noted, and is offered to the archive (§ 7 SächsDSDG)
    approved  somebody has decided that it goes; it is erased in the background
    done      it is gone; what could not be erased is counted
    """

    _name = "outreach.retention.run"
    _description = "Retention Run"
    _order = "id desc"
    _rec_name = "rule_id"

    rule_id = fields.Many2one(
        "outreach.retention.rule", required=True, ondelete="restrict", domain=[("is_automatic", "=", False)], index=True
    )
    state = fields.Selection(
        [("draft", "To decide"), ("approved", "Being erased"), ("done", "Done")], required=True, default="draft", readonly=True
    )
    record_ids = fields.Json(string="Records", readonly=True, copy=False)
    due_count = fields.Integer(string="Due", readonly=True)
    erased_count = fields.Integer(string="Erased", readonly=True)
    left_count = fields.Integer(
        string="Left", readonly=True, help="Something was still going on with them; the next run shows them again."
    )
    archive = fields.Selection(
        [
            ("declined", "Offered; the archive does not want it"),
            ("taken", "Offered; the archive has taken it"),
            ("silent", "Offered; no answer in time"),
            ("not_offered", "Not to be offered: of no lasting value, by agreement with the archive"),
        ],
        string="The Archive",
        help="Before a public office erases, it offers to the archive what may be of lasting value (§ 7 SächsDSDG, § 5 SächsArchivG).",
    )
    archive_note = fields.Text(string="Who Decided, When, File Number")
    decided_on = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    file_ids = fields.Many2many("ir.attachment", string="Files That Name Somebody", readonly=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        for run in runs:
            run._note_due()
        return runs

    def write(self, vals):
        if NOTED & vals.keys() and not self.env.su:
            raise UserError(self.env._("What is due, decided and erased is noted by the buttons of the run and by nothing else."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(run.state != "draft" for run in self):
            raise UserError(self.env._("What was decided about erasing data stays on record."))

    @only_for(PRIVACY)
    def action_due(self):
        """Show what is due: to look at it, and to export it as the list for the archive."""
        self.ensure_one()
        due = self.rule_id._find_due()
        action = self.rule_id.action_due()
        return dict(action, domain=[("id", "in", (due.browse(self.record_ids or []) & due).ids)])

    @only_for(PRIVACY)
    def action_offer(self):
        """Hand out the list for the archive; the register notes it."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/outreach/retention/{self.id}", "target": "download"}

    @only_for(PRIVACY)
    def action_note_again(self):
        """Look again at what is due."""
        self.ensure_one()
        if self.state == "draft":
            self._note_due()

    @only_for(PRIVACY)
    def action_approve(self):
        """Let it be erased. Nothing is without this decision and the archive's."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("This run has been decided already."))
        if not self.archive or not (self.archive_note or "").strip():
            raise UserError(
                self.env._(
                    "Say first what the archive has decided, who decided it and when (§ 7 SächsDSDG). Erasing cannot be undone."
                )
            )
        # sudo: a decision is noted here and nowhere else; the job runs for whoever has decided
        self.sudo().write({"state": "approved", "decided_on": fields.Datetime.now(), "user_id": self.env.uid})
        self.env.ref("circular_outreach.ir_cron_privacy").sudo()._trigger()

    def _make_offer(self):
        """Return the list of what is due as a workbook, and register that it left: each record with what a person would be told of it."""
        self.ensure_one()
        self.check_access("read")
        due = self.rule_id._find_due()
        records = due.browse(self.record_ids or []) & due
        kind = self.env["outreach.privacy.kind"]._get_kind_of(due._name)
        rows = [kind._tell_record(record.with_context(lang=self.env.lang)) for record in records]
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        log = self.env["outreach.export.log"]
        people = log._find_people([records])
        name = self.env._("Offer to the archive: %s", self.rule_id.name)
        log._record(name, records, people, self.env._("Offer to the archive (§ 7 SächsDSDG)"), headings)
        return text_workbook.make(headings, [[row.get(heading, "") for heading in headings] for row in rows])

    def _note_due(self):
        due = self.rule_id._find_due()
        # sudo: see write
        self.sudo().write({"record_ids": due.ids, "due_count": len(due), "state": "draft", "user_id": False})

    @api.model
    def _cron_run(self):
        """Erase what was decided, in portions."""
        for run in self.search([("state", "=", "approved")], order="id"):
            while run.state == "approved":
                run.with_user(run.user_id)._erase_portion()
                # What was erased must not come back because something else fails.
                self.env["ir.cron"]._commit_progress(1)

    def _erase_portion(self):
        """Erase some of the records that are still due; who has come to life again meanwhile stays."""
        rule = self.rule_id
        due = rule._find_due()
        waiting = self.record_ids or []
        portion = due.browse(waiting[:PORTION])
        run = self.sudo()  # sudo: written by the job only
        run.left_count += len(portion - due)
        self._erase_together(rule, portion & due)
        run.record_ids = waiting[PORTION:]
        if not run.record_ids:
            run.state = "done"

    def _erase_together(self, rule, records):
        """Erase records in one go. If one of them cannot be, the halves are tried, so that all others go."""
        if not records:
            return
        run = self.sudo()  # sudo: see above
        try:
            with self.env.cr.savepoint():
                files = rule._erase_due(records)
        except UserError:
            half = len(records) // 2
            run.left_count += not half
            for part in (records[:half], records[half:]) if half else ():
                self._erase_together(rule, part)
            return
        run.erased_count += len(records)
        run.file_ids |= files.exists()
