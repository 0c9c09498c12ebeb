from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, formataddr

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..tools.mail_wire import read_mailbox
from ..tools.network_name import is_local, name_in_spf
from ..tools.plain_text import to_plain_text


class OutreachDeliverability(models.TransientModel):
    """Whether mails of the office will arrive: what can be seen from here, and what to ask the people for who look after mail and names.

    What is looked at is in outreach_deliverability_check.py. No other server is asked about names (DNS): what it should say is a text to hand on.
    """

    _name = "outreach.deliverability"
    _description = "Deliverability Check"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, readonly=True)
    email_from = fields.Char(string="Sender", required=True, default=lambda self: self.env.company.email_formatted or "")
    connection = fields.Selection(
        [("untested", "Untested"), ("works", "Works"), ("fails", "Fails")], default="untested", readonly=True
    )
    connection_words = fields.Char(readonly=True)
    findings_html = fields.Html(compute="_compute_findings_html", sanitize=False)
    request_text = fields.Text(string="For Your IT", compute="_compute_request_text")
    it_email = fields.Char(string="Address of Your IT")

    @api.depends("company_id", "email_from", "connection", "connection_words")
    def _compute_findings_html(self):
        for check in self:
            values = {"findings": check._find_all()}
            check.findings_html = self.env["ir.qweb"]._render("circular_outreach.deliverability_findings", values)

    @api.depends("company_id", "email_from")
    def _compute_request_text(self):
        for check in self:
            check.request_text = to_plain_text(check._render_request())

    def action_test_connection(self):
        """Ask the mail server, as Odoo does it: up to the point where a mail would begin, but without one."""
        self.ensure_one()
        # sudo: mail servers are the administrator's; nothing of them is shown but whether they answer
        servers = self.env["ir.mail_server"].sudo()
        server, _sender = self._find_server()
        try:
            if server:
                server.test_smtp_connection()
            else:
                servers._connect__(smtp_from=self._get_address()).quit()
        except Exception as error:  # noqa: BLE001  # pylint: disable=broad-except  # whatever it is, it is the answer
            self.write({"connection": "fails", "connection_words": str(error)})
        else:
            self.write({"connection": "works", "connection_words": False})
        return self._show_again()

    def action_print(self):
        return self.env.ref("circular_outreach.action_report_deliverability").report_action(self)

    def action_send_to_it(self):
        """Send the text to hand on; that it arrives is a test, too."""
        self.ensure_one()
        address = email_normalize(self.it_email or "")
        if not address:
            raise UserError(self.env._("Enter the e-mail address of your IT first, or copy the text."))
        # sudo: clerks may not create mails; this one holds nothing but the text they read
        mail = self.env["mail.mail"].sudo()
        mail = mail.create(
            {
                "subject": self.env._("E-mail of %s: settings to check", self.company_id.name),
                "email_from": self._get_mailbox(),
                "email_to": address,
                "body_html": self._render_request(),
                "auto_delete": True,
            }
        )
        try:
            mail.send(raise_exception=True)
        except MailDeliveryException as error:
            raise UserError(
                self.env._("The mail could not be sent: %s. Copy or print the text instead.", " ".join(map(str, error.args)))
            ) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("The text is on its way to %s.", address)},
        }

    def _show_again(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_deliverability_action")
        return dict(action, res_id=self.id)

    def _render_request(self):
        """Return what IT is asked for, as HTML."""
        server, _sender = self._find_server()
        host, domain, bounce = self._get_host(server), self._get_domain(), self._get_bounce_address()
        values = {
            "company": self.company_id,
            "address": self._get_address() or self.env._("(no sender yet)"),
            "domain": domain or self.env._("(no sender yet)"),
            "bounce": bounce,
            "bounce_domain": bounce.rpartition("@")[2] or domain,
            "host": host or self.env._("(no mail server yet)"),
            "permitted": "a:mail.SERVER" if is_local(host) else name_in_spf(host),
            "base_url": self.get_base_url(),
        }
        return self.env["ir.qweb"]._render("circular_outreach.deliverability_request", values)

    def _get_mailbox(self):
        name, address = read_mailbox(self.email_from)
        return formataddr((name, address))
