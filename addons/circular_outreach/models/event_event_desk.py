import hashlib
from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.tools import format_date, hmac

from ..tools import short_code
from ..tools.button_right import DESK, EDITOR, READER, only_for

# Devices ask every few seconds, for a tenth of the columns.
DESK_FIELDS = ("active", "company_id", "date_begin", "date_end", "date_tz", "outreach_locked_on")


class EventEvent(models.Model):
    """The desk of a workshop: when it is open, and what its devices are told."""

    _inherit = "event.event"

    outreach_device_ids = fields.One2many("outreach.desk.device", "event_id", string="Desk Devices")
    outreach_conflict_count = fields.Integer(string="To Clarify", compute="_compute_outreach_conflict_count")

    def _compute_outreach_conflict_count(self):
        # sudo: helpers at the desk may know that something is to be clarified, not what
        conflicts = self.env["outreach.desk.conflict"].sudo()
        counts = dict(
            conflicts._read_group([("event_id", "in", self.ids), ("resolved_on", "=", False)], ["event_id"], ["__count"])
        )
        for event in self:
            event.outreach_conflict_count = counts.get(event, 0)

    @only_for(EDITOR)
    def action_outreach_devices(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_desk_device_action")
        return dict(action, domain=[("event_id", "=", self.id)], context={"default_event_id": self.id})

    @only_for(DESK)
    def action_outreach_desk_page(self):
        """Open the desk that works without network, for whoever is logged in."""
        return {"type": "ir.actions.act_url", "url": f"/desk/event/{self.id}", "target": "new"}

    @only_for(READER)
    def action_outreach_conflicts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_desk_conflict_action")
        return dict(action, domain=[("event_id", "=", self.id)], context={"search_default_open": 1})

    def _get_outreach_desk_window(self):
        """Return when desk links are valid: the days of the workshop by the clock of its place, and some hours around them (UTC)."""
        self.ensure_one()
        self.fetch(DESK_FIELDS)
        company = self.company_id or self.env.company
        company.fetch(["outreach_desk_margin"])
        place = pytz.timezone(self.date_tz or "UTC")
        margin = timedelta(hours=company.outreach_desk_margin)
        first, last = (pytz.utc.localize(moment).astimezone(place).date() for moment in (self.date_begin, self.date_end))
        begin, end = (place.localize(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
        return tuple(moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in (begin - margin, end + margin))

    def _get_outreach_desk_window_text(self):
        begin, end = self._get_outreach_desk_window()
        place = pytz.timezone(self.date_tz or "UTC")
        words = []
        for moment in (begin, end):
            local = pytz.utc.localize(moment).astimezone(place)
            words.append(f"{format_date(self.env, local.date())} {local:%H:%M}")
        return " – ".join(words)

    def _is_outreach_desk_open(self, grace=timedelta()):
        begin, end = self._get_outreach_desk_window()
        return self.active and begin <= fields.Datetime.now() < end + grace

    def _is_outreach_desk_ahead(self, grace=timedelta()):
        """Whether the desk is not over yet: staff may try it before the day."""
        return fields.Datetime.now() < self._get_outreach_desk_window()[1] + grace and self.active

    def _get_outreach_staff_key(self):
        """Return the key of the names on a device where somebody is logged in: the same for this person and workshop each time."""
        # sudo: the secret is a system parameter; only a key derived from it leaves this method
        return hmac(self.env(su=True), "outreach.desk.staff", (self.env.uid, self.id))[:32]

    def _get_outreach_desk_list(self):
        """Return what a device needs to work alone: who is on the list, who is in, target groups. No address, no number, no answer."""
        self.ensure_one()
        registrations = self.env["event.registration"].search([("event_id", "=", self.id)], order="name, id")
        registrations.fetch(["name", "company_name", "state", "barcode", "outreach_attendance", "outreach_desk_key"])
        check_ins = self._get_outreach_check_ins(registrations)
        groups = self.env["outreach.target.group"].search([("active", "=", True)])
        return {
            "event": {
                "id": self.id,
                "name": self.name,
                "day": format_date(self.env, self.date_begin, date_format="EEEE, d. MMMM y"),
                "wipe_on": int(pytz.utc.localize(self._get_outreach_desk_window()[1]).timestamp() * 1000),
            },
            "groups": [[group.id, group.name] for group in groups],
            "people": [registration._get_outreach_desk_line(check_ins) for registration in registrations],
        }

    def _get_outreach_check_ins(self, registrations):
        """Return the standing check-ins as {registration id: [[key, milliseconds, device or user], …]}."""
        came = registrations.filtered(lambda registration: registration.outreach_attendance == "attended")
        return {
            registration.id: [
                [
                    entry.key,
                    int(pytz.utc.localize(entry.recorded_on).timestamp() * 1000),
                    entry.device or entry.user_id.name or "",
                ]
                for entry in registration.outreach_entry_ids._get_standing()
                if entry.kind == "check_in"
            ]
            for registration in came
        }

    def _hash_outreach_code(self, code):
        """Return 24 bits of a short code: enough to find somebody on a list, too few to find the code by trying."""
        return hashlib.sha256(code.encode()).hexdigest()[:6]

    def _get_outreach_codes(self, invitation, barcode):
        """Return what a scanner may read for this person: Odoo's barcode, the public half of the answer link, a trace of the short code."""
        codes = [f"b{barcode}"] if barcode else []
        if invitation.nonce:
            codes.append(f"n{invitation.nonce[:16]}")
        if invitation.code_fingerprint:
            code = short_code.make(invitation._get_token_key("code"), invitation.nonce)
            codes.append(f"s{self._hash_outreach_code(code)}")
        return codes
