from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, only_for
from ..tools.mail_wire import rewrite_address


class OutreachCampaign(models.Model):
    """The send check: what the law, a sender and a clear mind ask of a campaign before its first mail leaves.

    A blocker keeps it from being released; a warning is for a person to weigh. Reading whole mails takes time, so a form that is merely opened
    shows what can be said at first sight; the whole check is made on demand and at every release.
    """

    _inherit = "outreach.campaign"

    check_html = fields.Html(string="Send Check at First Sight", compute="_compute_check_html", sanitize=False)
    full_check_html = fields.Html(string="Send Check", compute="_compute_full_check_html", sanitize=False)

    def _compute_check_html(self):
        for campaign in self:
            findings = campaign._find_plain_problems() if campaign.state != "closed" else []
            values = {"findings": findings, "is_first_sight": True}
            campaign.check_html = self.env["ir.qweb"]._render("circular_outreach.send_check", values)

    def _compute_full_check_html(self):
        for campaign in self:
            values = {"findings": campaign._find_problems()}
            campaign.full_check_html = self.env["ir.qweb"]._render("circular_outreach.send_check", values)

    @only_for(EDITOR)
    def action_check(self):
        """Show the whole send check."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_campaign_action_check")
        return dict(action, res_id=self.id)

    def _check_release(self):
        """Refuse what would send nothing, or something the law does not allow."""
        self.ensure_one()
        blockers = [finding["text"] for finding in self._find_problems() if finding["is_blocker"]]
        if blockers:
            raise UserError(self.env._("This campaign cannot be released yet.") + "\n\n• " + "\n• ".join(blockers))

    def _find_problems(self):
        """Return every finding, blockers first: whether it blocks, and what is wrong and what to do in one text."""
        return self._sort_findings([*self._find_plain_problems(), *self._check_mails()])

    def _find_plain_problems(self):
        """Return the findings that need no mail to be written."""
        self.ensure_one()
        findings = [
            *self._check_title(),
            *self._check_audience(),
            *self._check_steps(),
            *self._check_deadline(),
            *self._check_sender(),
            *self._check_legal(),
            *self._check_texts(),
            *self._check_four_eyes(),
        ]
        return self._sort_findings(findings)

    def _sort_findings(self, findings):
        return sorted(findings, key=lambda finding: not finding["is_blocker"])

    def _block(self, text):
        return {"is_blocker": True, "text": text}

    def _warn(self, text):
        return {"is_blocker": False, "text": text}

    def _get_ready_domain(self):
        return [("campaign_id", "=", self.id), ("verdict", "=", "ready")]

    def _check_title(self):
        mark = self.env._("%s (copy)", "").strip()
        if (self.title or "").endswith(mark):
            yield self._warn(self.env._("The title still says “%s”, and mails may name it: give the campaign its own.", mark))

    def _check_audience(self):
        reached = [("campaign_id", "=", self.id), ("verdict", "in", ("ready", "letter"))]
        if not self.env["outreach.invitation"].search_count(reached, limit=1):
            yield self._block(self.env._("Nobody would be written to: build the audience, or change its rule."))

    def _check_steps(self):
        if not self.step_ids:
            yield self._block(self.env._("There is no step: add at least an invitation under “What Is Sent”."))
        elif "invitation" not in self.step_ids.mapped("kind"):
            yield self._warn(self.env._("There is no invitation among the steps. Add one if people are to be invited."))
        for step in self.step_ids.filtered(lambda step: not step.started_on):
            yield from self._check_time(step)

    def _check_time(self, step):
        is_known_later = step.timing in ("release", "at_once", "on_demand", "after_invitation")
        if not step.scheduled_on and not is_known_later:
            yield self._block(self.env._("“%s” has no time: open the step and say when it goes out.", step.name))
        elif step.timing == "after_invitation" and "invitation" not in self.step_ids.mapped("kind"):
            yield self._block(
                self.env._("“%s” counts days from an invitation, and there is none: choose another time.", step.name)
            )
        elif step.timing == "fixed" and step.scheduled_on < fields.Datetime.now() and self.state == "draft":
            yield self._warn(self.env._("The time of “%s” is past: it goes out as soon as the campaign is released.", step.name))
        elif step.recipients == "silent" and self._is_after_deadline(step):
            yield self._warn(
                self.env._("“%s” would go out after the answer deadline and reach nobody: choose an earlier time.", step.name)
            )

    def _is_after_deadline(self, step):
        return bool(self.answer_deadline and step.scheduled_on and step.scheduled_on > self.answer_deadline)

    def _check_deadline(self):
        now, event = fields.Datetime.now(), self.event_id
        if event and event.date_end < now:
            yield self._warn(self.env._("The workshop is over. Only thanks and the like make sense now."))
        elif not self.answer_deadline:
            yield self._warn(self.env._("There is no answer deadline: people can answer and change their answer at any time."))
        elif event and self.answer_deadline > event.date_begin:
            yield self._block(self.env._("The answer deadline lies after the beginning of the workshop: enter an earlier one."))
        elif self.answer_deadline < now:
            yield self._block(self.env._("The answer deadline has passed, nobody could answer: enter a later one."))
        if event.kanban_state == "cancel":
            yield self._warn(self.env._("The workshop is cancelled: nobody will be invited."))

    def _check_sender(self):
        if not (self.email_from or "").strip():
            yield self._block(self.env._("There is no sender: enter an address of the office."))
            return
        try:
            rewrite_address(self.email_from)
        except ValueError:
            yield self._block(self._get_sender_advice())
            return
        # sudo: mail servers are the administrator's; whether one may send for the office is all that is asked
        servers = self.env["ir.mail_server"].sudo()
        if (found := servers.search([("active", "=", True)])) and not any(
            servers._match_from_filter(self._get_sender_address(), server.from_filter) for server in found
        ):
            yield self._block(
                self.env._(
                    "No outgoing mail server may send for %s: enter another sender, or ask your administrator.",
                    self._get_sender_address(),
                )
            )

    def _check_legal(self):
        company = self.company_id
        if not company.outreach_imprint_url:
            yield self._block(self.env._("“Imprint” is not set: enter its address in the settings of this app."))
        if not company._get_outreach_page("privacy"):
            yield self._block(
                self.env._(
                    "There is no “Privacy Notice”: let the text be published under Data Protection, or enter its address in the settings of this app."
                )
            )
        if not (company.street and company.zip and company.city):
            yield self._block(
                self.env._(
                    "The postal address of the office is not complete, and every mail must show it: enter it on the company."
                )
            )
        nameless = self.env["outreach.invitation"].search_count(
            [*self._get_ready_domain(), ("partner_id.outreach_source", "in", (False, ""))]
        )
        if nameless and not company.outreach_source_text:
            yield self._block(
                self.env._(
                    "Contacts without a source of their address: %s. Enter it on the contacts,"
                    " or a sentence for all of them in the settings of this app.",
                    nameless,
                )
            )

    def _check_four_eyes(self):
        if self.company_id.outreach_four_eyes and self.edited_by_id == self.env.user:
            yield self._block(
                self.env._("You were the last to change this campaign. Your office wants a colleague to release it.")
            )
