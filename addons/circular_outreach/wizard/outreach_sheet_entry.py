import uuid

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import sheet_code, sheet_note


class OutreachSheetEntry(models.TransientModel):
    """The way back from paper: which page it is, who has signed, who came unasked. Everything is shown before it is stored (decision 0026)."""

    _name = "outreach.sheet.entry"
    _description = "Entry of a Signed List"

    event_id = fields.Many2one("event.event", string="Workshop", readonly=True)
    code = fields.Char(
        string="Page Code", help="Stands at the foot of each page, beside the QR code. A hand scanner may type it."
    )
    note = fields.Text(
        string="Who Has Signed?",
        help="“page 2: all but 3, 5, 9”, “3-17, 20”, “7 absent”. Without a page, the page of the code is meant.",
    )
    print_id = fields.Many2one("outreach.sign.in.print", compute="_compute_print_id")
    page_text = fields.Char(compute="_compute_print_id")
    trouble = fields.Char(compute="_compute_trouble")
    line_ids = fields.One2many(
        "outreach.sheet.entry.line", "entry_id", string="Rows", compute="_compute_line_ids", store=True, readonly=False
    )
    guest_ids = fields.One2many("outreach.sheet.entry.guest", "entry_id", string="Walk-ins")
    scan_ids = fields.Many2many("ir.attachment", help="The signed pages, as PDF, JPG or PNG.")
    lock_text = fields.Char(related="print_id.event_id.outreach_lock_text")
    reason = fields.Char(help="The list is closed. Say why it is changed; the reason stands in the log.")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_print_id(self):
        for entry in self:
            code, page = sheet_code.read(entry.code) or ("", None)
            sheet = self.env["outreach.sign.in.print"].search([("code", "=", code)]) if code else None
            entry.print_id = sheet
            entry.page_text = entry._describe_page(page) if entry.print_id else False

    def _describe_page(self, page):
        values = {"workshop": self.print_id.event_id.name, "pages": self.print_id.page_count, "page": page}
        if not page:
            return self.env._("%(workshop)s, %(pages)s pages. Say which page you mean.", **values)
        numbers = self.print_id.row_ids.filtered(lambda row: row.page == page).mapped("number")
        if not numbers:
            return ""
        return self.env._(
            "%(workshop)s, page %(page)s of %(pages)s, rows %(first)s to %(last)s",
            first=min(numbers),
            last=max(numbers),
            **values,
        )

    @api.depends("code", "note", "event_id")
    @api.depends_context("lang")
    def _compute_trouble(self):
        for entry in self:
            entry.trouble = entry._find_trouble()

    def _find_trouble(self):
        """Say in one sentence what cannot be understood, and what to do; nothing if all is well."""
        if not self.code:
            return False
        if not self.print_id:
            return self.env._(
                "No sheet with the code “%s” was printed here. Compare it with the foot of the page.", self.code.strip()
            )
        if self.event_id and self.print_id.event_id != self.event_id:
            return self.env._("This page belongs to another workshop: “%s”. Enter it there.", self.print_id.event_id.name)
        page = self._get_page()
        if page and not self.page_text:
            return self.env._("This print has %(pages)s pages, not %(page)s.", pages=self.print_id.page_count, page=page)
        try:
            self._read_pages()
        except sheet_note.Unreadable as problem:
            return self._get_unreadable_message(problem)
        return False

    def _get_unreadable_message(self, problem):
        messages = {
            "unknown": self.env._("“%s” is not understood. Write it like “all but 3, 5, 9” or “3-17, 20”.", problem.token),
            "number": self.env._("“%s” is no number of a row.", problem.token),
            "range": self.env._("“%s” is no range. Write it like “3-17”.", problem.token),
            "page": self.env._("“%s”: say which page you mean, like “page 2: all”.", problem.token),
            "twice": self.env._("Page %s is named twice. Say all about a page at once.", problem.token),
            "unclear": self.env._("“%s” may mean two things. Say who was there, or who was absent.", problem.token),
            "empty": self.env._("Page %s: who has signed? Write for example “all”.", problem.token),
            "no page": self.env._("This print has no page %s.", problem.token),
            "other page": self.env._("Row %s is not on that page. The rows are numbered through all pages.", problem.token),
            "blank": self.env._("Row %s is a blank one. Enter who signed there below, under “Walk-ins”.", problem.token),
        }
        return messages[problem.why]

    def _get_page(self):
        return (sheet_code.read(self.code) or (None, None))[1]

    def _read_pages(self):
        """Return {page: numbers of the rows that are signed} of the pages that the code and the note name. Raises sheet_note.Unreadable."""
        own_page = self._get_page()
        signed = {own_page: set()} if own_page else {}
        seen = set()
        for statement in sheet_note.read(self.note or ""):
            page = statement.page or own_page
            if page in seen:
                raise sheet_note.Unreadable(str(page), "twice")
            seen.add(page)
            signed[page] = self._read_rows(page, statement)
        return signed

    def _read_rows(self, page, statement):
        if not page:
            raise sheet_note.Unreadable((self.note or "").strip().splitlines()[0], "page")
        rows = {row.number: row for row in self.print_id.row_ids if row.page == page}
        if not rows:
            raise sheet_note.Unreadable(str(page), "no page")
        for number in sorted(statement.numbers):
            if number not in rows:
                raise sheet_note.Unreadable(str(number), "other page")
            if not rows[number].registration_id:
                raise sheet_note.Unreadable(str(number), "blank")
        everybody = {number for number, row in rows.items() if row.registration_id}
        return everybody - statement.numbers if statement.is_all else set(statement.numbers)

    @api.depends("code", "note", "event_id")
    def _compute_line_ids(self):
        """Show everybody of the pages at hand; who has signed is ticked, and may be ticked otherwise."""
        for entry in self:
            signed = {} if not entry.print_id or entry._find_trouble() else entry._read_pages()
            rows = entry.print_id.row_ids.filtered(lambda row, pages=signed: row.page in pages and row.registration_id)
            entry.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "number": row.number,
                            "registration_id": row.registration_id.id,
                            "is_here": row.number in signed[row.page],
                        }
                    )
                    for row in rows
                ),
            ]

    def action_store(self):
        """Store it and close."""
        self._store()
        return {"type": "ir.actions.act_window_close"}

    def action_store_and_next(self):
        """Store it and ask for the next page."""
        self._store()
        return self.print_id.event_id.action_outreach_sheet_entry()

    def _store(self):
        """Write what is signed into the log. Who did not sign is not taken back: somebody at the desk may have seen them.

        :raises UserError: says what is missing
        """
        self.ensure_one()
        if not self.print_id:
            raise UserError(self.trouble or self.env._("Enter the code of the page first: it stands at its foot."))
        if self.trouble:
            raise UserError(self.trouble)
        self._check_guests()
        event = self.print_id.event_id
        event.check_access("write")
        event._outreach_check_lock(self.reason and self.env.user.has_group("circular_outreach.group_manager"))
        event._outreach_lock_seats()
        guests = self._make_guests()
        signed = self.line_ids.filtered("is_here").registration_id
        came = signed.filtered(lambda one: one.outreach_attendance != "attended") | guests
        # sudo: lines of the log are written by the methods of this addon and by nothing else
        self.env["outreach.attendance.entry"].sudo().create([self._prepare_line(registration) for registration in came])
        came._outreach_follow_desk()
        made = {guest.outreach_desk_key: guest for guest in guests}
        self.env["outreach.desk.review"]._note_after(event, came, came.browse(), made, None)
        if self.scan_ids:
            event.outreach_scan_ids = [Command.link(scan.id) for scan in self.scan_ids]

    def _check_guests(self):
        """Check that walk-ins stand on blank rows, each on its own."""
        rows = {row.number: row for row in self.print_id.row_ids}
        numbers = self.guest_ids.mapped("number")
        for guest in self.guest_ids:
            row = rows.get(guest.number)
            if not row:
                raise UserError(self.env._("This print has no row %s. Compare the number with the page.", guest.number))
            if row.registration_id:
                raise UserError(
                    self.env._(
                        "Row %(number)s is the row of %(name)s, not a blank one. Tick them above if they have signed.",
                        number=guest.number,
                        name=row.registration_id.name,
                    )
                )
            if numbers.count(guest.number) > 1:
                raise UserError(self.env._("Row %s is entered twice among the walk-ins.", guest.number))

    def _make_guests(self):
        """Return registrations of the people on blank rows, without a seat yet; a row that was entered before is not entered again."""
        rows = {row.number: row for row in self.print_id.row_ids}
        guests = self.env["event.registration"]
        for guest in self.guest_ids:
            values = guest._make_walk_in()._prepare_registration_values()
            registration = guests.create({**values, "outreach_desk_key": str(uuid.uuid4())})
            # sudo: who stands in a row is noted here and when it is printed, nowhere else
            rows[guest.number].sudo().registration_id = registration
            guests |= registration
        return guests

    def _prepare_line(self, registration):
        return {
            "registration_id": registration.id,
            "kind": "check_in",
            "key": str(uuid.uuid4()),
            "channel": "paper",
            "device": self.print_id.code,
            "reason": self.reason or False,
        }
