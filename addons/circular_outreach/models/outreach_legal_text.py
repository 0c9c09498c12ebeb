from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..tools import legal_text
from ..tools.button_right import PRIVACY, only_for

# Kinds with a page of their own, and where it is.
PAGES = {"privacy": "/outreach/datenschutz", "accessibility": "/outreach/barrierefreiheit"}


class OutreachLegalText(models.Model):
    """A text the law wants the office to publish, in one language: privacy notice (Art. 13 and 14 GDPR), accessibility statement (BfWebG).

    The text is a draft that may be changed at any time. Publishing makes a version of it, which stays as it is; the newest one counts.
    """

    _name = "outreach.legal.text"
    _description = "Legal Text"
    _inherit = ["outreach.annual.review"]
    _order = "sequence, id"
    _review_texts = ("body",)

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Title", required=True, tracking=True)
    kind = fields.Selection(
        [("privacy", "Privacy Notice"), ("accessibility", "Accessibility Statement"), ("paper", "Notice on Paper")],
        required=True,
        default="paper",
        help="Privacy notices and accessibility statements have a public page; notices on paper are printed and hung up.",
    )
    lang = fields.Selection([("de", "German"), ("en", "English")], string="Language", required=True, default="de")
    company_id = fields.Many2one("res.company", string="Office", required=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True)
    body = fields.Html(string="Text", strip_style=True, strip_classes=True)

    version_ids = fields.One2many("outreach.legal.text.version", "text_id", string="Versions", readonly=True)
    version_id = fields.Many2one("outreach.legal.text.version", string="In Force", compute="_compute_version_id", store=True)
    published_on = fields.Datetime(related="version_id.published_on")
    is_changed = fields.Boolean(
        compute="_compute_is_changed", help="Published now, it would say something else than the version in force."
    )
    address = fields.Char(compute="_compute_address")

    _one_page = models.UniqueIndex(
        "(company_id, kind, lang) WHERE active AND kind <> 'paper'",
        "This office has such a text in this language already: change that one, or archive it first.",
    )

    @api.depends("version_ids")
    def _compute_version_id(self):
        for text in self:
            text.version_id = text.version_ids.sorted("number")[-1:]

    @api.depends("name", "body", "version_ids")
    def _compute_is_changed(self):
        for text in self:
            version = text.version_id
            text.is_changed = bool(version) and (version.name, str(version.content)) != (text.name, text._compose())

    @api.depends("kind", "version_ids", "company_id")
    def _compute_address(self):
        for text in self:
            text.address = text._get_address() if text.version_id and text.kind in PAGES else False

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_published(self):
        if self.version_ids:
            raise UserError(self.env._("What was published must be kept as it was. Archive the text instead."))

    @only_for(PRIVACY)
    def action_publish(self):
        """Make what stands here the version in force."""
        self.ensure_one()
        self._check_publishable()
        if self.version_id and not self.is_changed:
            raise UserError(
                self.env._(
                    "Nothing has changed since version %s. If it is still right, press “Reviewed”.", self.version_id.number
                )
            )
        values = {"text_id": self.id, "number": self.version_id.number + 1, "name": self.name, "content": self._compose()}
        # sudo: versions are made by publishing and by nothing else
        self.env["outreach.legal.text.version"].sudo().create({**values, "published_by_id": self.env.uid})
        self._note_review()

    @only_for(PRIVACY)
    def action_print(self):
        """Print the version in force, or the draft of a text that has none."""
        self.ensure_one()
        version = self.version_id
        name = "action_report_legal_text_version" if version else "action_report_legal_text"
        return self.env.ref(f"circular_outreach.{name}").report_action(version or self)

    def _check_publishable(self):
        self._check_complete()
        if not html2plaintext(self.body or "").strip():
            raise UserError(self.env._("“%s” has no text yet. Write it first.", self.name))
        # sudo: whoever publishes need not see the settings of the office
        if self.kind == "privacy" and not self.company_id.sudo().outreach_privacy_officer:
            raise UserError(
                self.env._(
                    "Those concerned must read how to reach the data protection officer (Art. 13 (1) (b) GDPR). Let it be entered in the settings "
                    "of this app first."
                )
            )

    def _compose(self):
        """Return the whole text as HTML. A privacy notice begins with who is responsible, and ends with the periods that are set."""
        lang = self._get_lang_code()
        company = self.company_id.sudo().with_context(lang=lang)  # sudo: who the office is is public
        # sudo: the periods are no secret
        rules = self.env["outreach.retention.rule"].sudo().with_context(lang=lang).search([("active", "=", True)])
        values = {
            "is_privacy": self.kind == "privacy",
            "office": company._get_outreach_office_lines(),
            "officer": (company.outreach_privacy_officer or "").splitlines(),
            "body": self.body,
            "periods": rules._describe(company),
        }
        content = self.env["ir.qweb"].with_context(lang=lang)._render("circular_outreach.legal_text_content", values, lang=lang)
        return legal_text.clean(str(content))

    def _get_lang_code(self):
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return next((code for code in installed if code.partition("_")[0] == self.lang), "en_US")

    def _get_document(self):
        """Return what to print: the draft, which says that it is one."""
        return {"name": self.name, "content": self._compose(), "lang": self.lang, "company": self.company_id, "label": ""}

    @api.model
    def _find_published(self, company, kind, lang=None):
        """Return the version in force of this kind, in this language if there is one, else in German before English."""
        texts = self.search([("company_id", "=", company.id), ("kind", "=", kind), ("version_ids", "!=", False)])
        return texts.sorted(lambda text: (text.lang != lang, text.lang))[:1].version_id

    def _get_address(self):
        """Return the address of the public page. Only a second office of the system has its number in it."""
        default = self.env.ref("base.public_user").sudo().company_id  # sudo: which office visitors see first is public
        path = PAGES[self.kind] + ("" if self.company_id == default else f"/{self.company_id.id}")
        return self.company_id.get_base_url() + path
