from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..privacy.person import Person
from ..tools.button_right import PRIVACY, only_for

# What the buttons note.
NOTED = {"state", "file_ids", "answered_on", "answered_by_id"}
TO_DO = "circular_outreach.mail_activity_type_privacy"


class OutreachPrivacyRequest(models.Model):
    """Somebody wants to know what the office keeps about them, or wants to be forgotten (Art. 15 and 17 GDPR).

    open     to be answered within a month (Art. 12 (3))
    files    the person was erased; files that name them wait for a decision
    done     answered, or erased
    refused  not done, with the reason that was given to the person

    After erasure nothing in here says who it was.
    """

    _name = "outreach.privacy.request"
    _description = "Request of a Person"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    kind = fields.Selection([("access", "Access"), ("erasure", "Erasure")], required=True, default="access")
    state = fields.Selection(
        [("open", "Open"), ("files", "Files to decide"), ("done", "Done"), ("refused", "Refused")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    partner_id = fields.Many2one("res.partner", string="Contact", ondelete="restrict", index="btree_not_null")
    address = fields.Char(
        string="E-mail Address",
        help="For somebody who is no contact: finds registrations, leads, lists and mails by this address.",
    )
    received_on = fields.Date(required=True, default=fields.Date.context_today)
    due_on = fields.Date(string="Answer until", compute="_compute_due_on", store=True)
    identity = fields.Selection(
        [
            ("address", "Wrote from the address we have"),
            ("called_back", "Called back at the number we have"),
            ("known", "Known in person"),
            ("document", "Showed a document"),
            ("office", "No request: the office decided it"),
        ],
        string="How Identity Was Checked",
        help="Do not ask for a copy of an identity card where a call back does (Art. 12 (6) GDPR).",
    )
    more_words = fields.Text(
        string="More Words to Take out", help="One a line: a former name, a nickname, whatever notes may name the person by."
    )
    is_organisation_too = fields.Boolean(
        string="The Name of the Organisation, too", help="For sole traders, whose firm has their name."
    )
    is_never_again = fields.Boolean(
        string="Never Write Again",
        default=True,
        help="Keep a hash of the address, by which the person is recognised and not written to should a list bring the address back.",
    )
    finding = fields.Html(string="What There Is", compute="_compute_finding", sanitize=False)
    file_ids = fields.Many2many("ir.attachment", string="Files That Name the Person", readonly=True)
    kept_reason = fields.Text(string="Why Files Are Kept", help="For example: proof for the funder, until when.")
    refusal = fields.Text(string="Why It Was Refused")
    answered_on = fields.Date(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", string="Answered by", readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)

    _names_somebody = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR address IS NOT NULL OR state <> 'open')",
        "Choose the contact, or enter the e-mail address of the person.",
    )

    @api.depends("received_on")
    def _compute_due_on(self):
        for request in self:
            request.due_on = request.received_on and request.received_on + relativedelta(months=1)

    @api.depends("kind", "received_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            request.display_name = f"{kinds.get(request.kind, '')} {request.id or ''}".strip()

    @api.depends("partner_id", "address", "state")
    @api.depends_context("lang")
    def _compute_finding(self):
        """Say of each kind how many records there are."""
        for request in self:
            counts = request._count() if request.state == "open" and (request.partner_id or request.address) else []
            request.finding = (
                self.env["ir.qweb"]._render("circular_outreach.privacy_finding", {"counts": counts}) if counts else False
            )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create([{name: value for name, value in vals.items() if name not in NOTED} for vals in vals_list])
        for request in requests:
            request.activity_schedule(TO_DO, request.due_on, user_id=self.env.uid)
        return requests

    def write(self, vals):
        if NOTED & vals.keys() and not self.env.su:
            raise UserError(self.env._("What became of a request is noted by its buttons and by nothing else."))
        return super().write(vals)

    @only_for(PRIVACY)
    def action_print(self):
        """Print everything there is about the person, for the person."""
        self.ensure_one()
        self._check_open()
        return self.env.ref("circular_outreach.action_report_disclosure").report_action(self)

    @only_for(PRIVACY)
    def action_download(self):
        """Hand out the same for programs (Art. 20 GDPR)."""
        self.ensure_one()
        self._check_open()
        return {"type": "ir.actions.act_url", "url": f"/outreach/disclosure/{self.id}.json", "target": "download"}

    @only_for(PRIVACY)
    def action_erase(self):
        """Erase the person. What cannot be decided by a machine is shown afterwards."""
        self.ensure_one()
        self._check_open()
        if not self.identity:
            raise UserError(self.env._("Say first how the identity was checked: nobody may have somebody else erased."))
        persons = self._get_persons()
        if self.is_never_again:
            self._keep_away(persons)
        files = self.env["outreach.erasure"]._erase_persons(persons)
        self.write({"address": False, "more_words": False})
        if files:
            # sudo: see write; these files are deleted with all rights later, so nobody else may name them
            self.sudo().write({"file_ids": [fields.Command.set(files.ids)], "state": "files"})
        else:
            self._settle("done")

    @only_for(PRIVACY)
    def action_delete_files(self):
        """Delete the files that name the person."""
        self.ensure_one()
        # sudo: found wherever they are attached; whoever may erase a person may delete what names them
        self.sudo().file_ids.unlink()
        self._settle("done")
        self.env.ref("circular_outreach.ir_cron_privacy").sudo()._trigger()  # sudo: see outreach.erasure

    @only_for(PRIVACY)
    def action_keep_files(self):
        """Keep files that must be kept, for the reason that is written down."""
        self.ensure_one()
        if not (self.kept_reason or "").strip():
            raise UserError(self.env._("Write down why the files are kept, and until when (Art. 17 (3) GDPR)."))
        self._settle("done")

    @only_for(PRIVACY)
    def action_done(self):
        self.ensure_one()
        self._check_open()
        self._settle("done")

    @only_for(PRIVACY)
    def action_refuse(self):
        self.ensure_one()
        self._check_open()
        if not (self.refusal or "").strip():
            raise UserError(self.env._("Write down why: the person must be told the reason (Art. 12 (4) GDPR)."))
        self._settle("refused")

    def _check_open(self):
        if self.state != "open":
            raise UserError(self.env._("This request has been dealt with already."))

    def _settle(self, state):
        request = self.sudo()  # sudo: see write; the to-do may be a colleague's, no mail and no note says it was done
        request.write({"state": state, "answered_on": fields.Date.context_today(self), "answered_by_id": self.env.uid})
        request.activity_ids.unlink()

    def _get_person(self):
        words = {word.strip() for word in (self.more_words or "").splitlines()} - {""}
        return Person.of(self.partner_id, self.address, words, self.is_organisation_too)

    def _count(self):
        parts = self.env["outreach.disclosure"]._get_parts(self._get_persons(), has_sweep=False)
        return [(part["title"], len(part["entries"])) for part in parts]

    def _disclose(self):
        """Return everything there is about the person, see outreach.disclosure."""
        self.ensure_one()
        self.check_access("read")
        return self.env["outreach.disclosure"].with_context(lang=self.env.lang or self.env.user.lang)._gather(self)

    def _get_persons(self):
        """Return whom it is about: the person once for each contact, and the firm of a sole trader."""
        person = self._get_person()
        others = self.env["res.partner"].browse(person.own_ids) - self.partner_id
        return [person, *(Person.of(other, "", person.more_words, self.is_organisation_too) for other in others)]

    def _keep_away(self, persons):
        """Let a hash of the addresses outlive the person."""
        OptOut = self.env["outreach.opt.out"].sudo()  # sudo: stored for the person, whoever takes it down
        for address in {address for person in persons for address in person.own_addresses}:
            OptOut._record_contact(self.env["res.partner"], "everything", "staff", address=address)

    @api.model
    def _cron_clear(self):
        """Erase what retention runs have approved, then take the files that nobody needs any more off the disk."""
        self.env["outreach.retention.run"]._cron_run()
        self.env["ir.attachment"]._gc_file_store()
