from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.button_right import DESK, EDITOR, only_for


class EventEvent(models.Model):
    """What certificates of attendance say about a workshop, and what is there to read afterwards."""

    _inherit = "event.event"

    outreach_hours = fields.Float(
        string="Hours on Certificates",
        compute="_compute_outreach_hours",
        store=True,
        readonly=False,
        help="How long the workshop takes in all. Correct it if there are long breaks.",
    )
    outreach_signatory_id = fields.Many2one(
        "outreach.signatory", string="Signed by", ondelete="restrict", help="Empty means: who signs for the office."
    )
    outreach_materials_url = fields.Char(
        string="Link to Materials", help="Slides, photo protocol, results. Texts of mails name it with the word for this link."
    )
    outreach_certificate_ids = fields.One2many(
        "outreach.certificate", "event_id", string="Certificates", groups="circular_outreach.group_reader"
    )
    outreach_certificate_count = fields.Integer(compute="_compute_outreach_certificate_count")

    @api.depends("date_begin", "date_end", "date_tz")
    def _compute_outreach_hours(self):
        """Count the hours of a day, on each day, as the first one begins and the last one ends."""
        for event in self:
            if not (event.date_begin and event.date_end):
                event.outreach_hours = 0
                continue
            begin, end = event._get_outreach_local_times()
            days = (end.date() - begin.date()).days
            daily = end.replace(tzinfo=None) - begin.replace(tzinfo=None) - timedelta(days=days)
            spent = daily * (days + 1) if daily > timedelta() else event.date_end - event.date_begin
            event.outreach_hours = spent.total_seconds() / 3600

    @api.constrains("outreach_hours")
    def _check_outreach_hours(self):
        if any(event.outreach_hours < 0 for event in self):
            raise ValidationError(self.env._("A workshop cannot take less than no time. Enter the hours again."))

    @api.constrains("outreach_materials_url")
    def _check_outreach_materials_url(self):
        for event in self.filtered("outreach_materials_url"):
            if not event.outreach_materials_url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("“%s” is not a link: enter it whole, beginning with https://.", event.outreach_materials_url)
                )

    def _compute_outreach_certificate_count(self):
        # sudo: a number tells helpers at the desk nothing about anybody
        counts = dict(
            self.env["outreach.certificate"]
            .sudo()
            ._read_group([("event_id", "in", self.ids), ("revoked_on", "=", False)], ["event_id"], ["__count"])
        )
        for event in self:
            event.outreach_certificate_count = counts.get(event, 0)

    def action_outreach_certificates(self):
        """Show the certificates that were issued."""
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_certificate_action")
        return dict(action, domain=[("event_id", "in", self.ids)], context={"search_default_valid": 1})

    @only_for(EDITOR)
    def action_outreach_issue_certificates(self):
        """Issue what is missing and show all."""
        self.check_access("write")
        if not self._outreach_issue_certificates():
            raise UserError(
                self.env._(
                    "Nobody has been checked in at this workshop. Certificates are for those who attended: check them in, or enter the "
                    "signed list, first."
                )
            )
        return self.action_outreach_certificates()

    @only_for(DESK)
    def action_outreach_badges(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_badge_print_action")
        return dict(action, context={"default_event_id": self.id})

    def _outreach_issue_certificates(self):
        """Return the valid certificates of all who attended."""
        registrations = self.env["event.registration"].search(
            [("event_id", "in", self.ids), ("outreach_attendance", "=", "attended")]
        )
        # sudo: nobody may make a certificate by hand
        return self.env["outreach.certificate"].sudo()._issue(registrations.sudo())

    def _get_outreach_local_times(self):
        """Return begin and end by the clock of the place."""
        zone = pytz.timezone(self.date_tz or "UTC")
        return tuple(pytz.utc.localize(moment).astimezone(zone) for moment in (self.date_begin, self.date_end))

    def _prepare_outreach_certificate(self, office):
        """Return what every certificate of this workshop says. To be called as superuser, in the language of the paper."""
        self.ensure_one()
        begin, end = self._get_outreach_local_times()
        signatory = self.outreach_signatory_id or office.outreach_signatory_id
        funding = self.outreach_funding_id
        return {
            "event_name": self.name,
            "date_begin": begin.date(),
            "date_end": end.date(),
            "hours": self.outreach_hours,
            "topics": ", ".join(self.outreach_topic_ids.mapped("name")),
            "place": self._get_outreach_place_line(),
            "organiser": self.organizer_id.name or office.name,
            "signatory_id": signatory.id,
            "signatory_name": signatory.name,
            "signatory_function": signatory.function,
            "funding_id": funding.id,
            "funding_sentence": funding.sentence,
        }

    def _get_outreach_place_line(self):
        """Return the place in one line, without the country."""
        place = self.address_id
        parts = [place.name, place.street, "\N{NO-BREAK SPACE}".join(part for part in (place.zip, place.city) if part)]
        return ", ".join(part for part in parts if part)
