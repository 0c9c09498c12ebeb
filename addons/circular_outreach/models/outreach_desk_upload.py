from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import desk_clock, german_order, person_name
from ..tools.desk_entry import Entry
from .event_event_desk import DESK_FIELDS


class OutreachDeskUpload(models.AbstractModel):
    """Takes what a device at the desk tapped, in any order and as often as it comes; the log is the union (decision 0024)."""

    _name = "outreach.desk.upload"
    _description = "Upload from the Desk"

    @api.model
    def _take(self, event, entries, sent_at, device):
        """Store the entries that are new, and let attendance and seats follow. Hundreds of entries cost a handful of statements.

        :param event: the workshop, with the rights to change its registrations
        :param list entries: desk_entry.Entry records
        :param datetime sent_at: the device's present time, which tells how wrong its clock is
        :param str device: its name, or none if somebody is logged in
        """
        event._outreach_lock_seats()
        new = self._drop_known(entries)
        event.fetch(DESK_FIELDS)
        if event.outreach_locked_on:
            self._hold_for_closed_list(event, new, sent_at, device)
        elif new:
            self._store(event, new, sent_at, device)

    @api.model
    def _hold_for_closed_list(self, event, entries, sent_at, device):
        """Keep what comes after the signed list has closed the attendance, for an administrator to decide."""
        times = self._get_times(entries, sent_at, event._get_outreach_desk_window()[0])
        self.env["outreach.desk.review"]._hold_late(event, entries, times, device)

    @api.model
    def _take_late(self, conflict):
        """Store one entry that was held, at the time it was corrected to."""
        entry = Entry(**{**conflict.entry, "at": conflict.recorded_on})
        if self._drop_known([entry]):
            self._store(conflict.event_id, [entry], fields.Datetime.now(), conflict.device)

    @api.model
    def _store(self, event, new, sent_at, device):
        earliest = event._get_outreach_desk_window()[0]
        walk_ins = [entry for entry in new if entry.kind in ("walk_in", "substitute")]
        made = self._create_registrations(event, walk_ins) if walk_ins else {}
        new += self._release_held(event, made)
        found = self._find_registrations(event, new) | made
        stray = [entry for entry in new if entry.kind in ("check_in", "undo") and entry.registration not in found]
        known = [entry for entry in new if entry not in stray]
        times = self._get_times(new, sent_at, earliest)
        lines = [line for entry in known for line in self._prepare_lines(entry, found, times[entry.key], device)]
        self.env["outreach.attendance.entry"]._insert(lines)
        self.env["outreach.desk.review"]._hold(event, stray, times, device)
        self.env["outreach.desk.review"]._note_before(event, known, found, times, device)
        touched = event.env["event.registration"].union(*(found[ref] for ref in self._get_references(known) if ref in found))
        touched |= touched.outreach_replaced_id
        undone = touched._outreach_follow_desk()
        self.env["outreach.desk.review"]._note_after(event, touched, undone, made, device)

    @api.model
    def _drop_known(self, entries):
        """Return the entries that have not arrived before, each once."""
        once = {entry.key: entry for entry in entries}
        keys = list(once)
        rows = self.env.execute_query(
            SQL(
                "SELECT key FROM outreach_attendance_entry WHERE key = ANY(%(keys)s)"
                " UNION ALL SELECT key FROM outreach_desk_conflict WHERE key = ANY(%(keys)s)",
                keys=keys,
            )
        )
        known = {key for (key,) in rows}
        return [entry for key, entry in once.items() if key not in known]

    @api.model
    def _create_registrations(self, event, entries):
        """Return {key: registration} of the people who were entered at the desk; the check-in takes their seats."""
        replaced = self._find_registrations(event, [entry for entry in entries if entry.kind == "substitute"])
        groups = set(
            self.env["outreach.target.group"].sudo().search([("active", "=", True)]).ids
        )  # sudo: a device is nobody to Odoo
        values = [self._prepare_registration_values(event, entry, replaced.get(entry.registration), groups) for entry in entries]
        made = event.env["event.registration"].with_context(tracking_disable=True).create(values)
        return {entry.key: registration.with_env(event.env) for entry, registration in zip(entries, made, strict=True)}

    @api.model
    def _prepare_registration_values(self, event, entry, replaced, groups):
        organisation = self._find_organisation(entry.organisation) if not replaced else replaced.outreach_organisation_id
        group = entry.group if entry.group in groups else (replaced or organisation).outreach_target_group_id.id
        return {
            "event_id": event.id,
            "state": "draft",
            "name": entry.name,
            "email": entry.email or False,
            "company_name": entry.organisation or (replaced.company_name if replaced else False),
            "outreach_is_walk_in": True,
            "outreach_organisation_id": organisation.id,
            "outreach_target_group_id": group,
            "outreach_municipality_id": (replaced or organisation).outreach_municipality_id.id,
            "outreach_desk_key": entry.key,
            "outreach_replaced_id": replaced.id if replaced else False,
        }

    @api.model
    def _find_organisation(self, name):
        # sudo: a device is nobody to Odoo; what is found is linked and not shown
        return self.env["outreach.walk.in"].sudo()._find_partner([("is_company", "=", True)], name)

    @api.model
    def _release_held(self, event, made):
        """Return entries that came before the walk-in they belong to, and close what was listed because of them."""
        if not made:
            return []
        # sudo: see _take
        held = (
            self.env["outreach.desk.conflict"]
            .sudo()
            .search([("event_id", "=", event.id), ("kind", "=", "unknown"), ("resolved_on", "=", False)])
        )
        held = held.filtered(lambda conflict: conflict.entry.get("registration") in made)
        entries = [Entry(**{**conflict.entry, "at": fields.Datetime.to_datetime(conflict.entry["at"])}) for conflict in held]
        held.unlink()
        return entries

    @api.model
    def _find_registrations(self, event, entries):
        """Return {reference: registration} of what the entries refer to, as far as it is on the list of this workshop."""
        references = self._get_references(entries)
        ids = [reference for reference in references if isinstance(reference, int)]
        keys = [reference for reference in references if isinstance(reference, str)]
        if not references:
            return {}
        registrations = (
            event.env["event.registration"]
            .with_context(active_test=False, prefetch_fields=False)
            .search_fetch(
                [("event_id", "=", event.id), "|", ("id", "in", ids), ("outreach_desk_key", "in", keys)],
                ["name", "state", "outreach_attendance", "outreach_desk_key", "outreach_replaced_id", "event_id"],
            )
            .with_env(event.env)
        )
        found = {registration.id: registration for registration in registrations}
        return found | {
            registration.outreach_desk_key: registration for registration in registrations if registration.outreach_desk_key
        }

    @api.model
    def _get_references(self, entries):
        own = [entry.key for entry in entries if entry.kind in ("walk_in", "substitute")]
        return [*own, *(entry.registration for entry in entries if entry.registration is not None)]

    @api.model
    def _get_times(self, entries, sent_at, earliest):
        """Return {key: (time by the server's clock, time by the device's)}."""
        received_at = fields.Datetime.now()
        return {
            entry.key: (desk_clock.correct(entry.at, sent_at, received_at, earliest), entry.at.replace(microsecond=0))
            for entry in entries
        }

    @api.model
    def _prepare_lines(self, entry, found, times, device):
        """Return the lines of the log that one tap means; whoever is replaced is excused by a line of its own."""
        common = {
            "recorded_on": times[0],
            "device_time": times[1],
            "device": device or False,
            "channel": "screen",
            "user_id": False if device else self.env.uid,
        }
        reference = entry.key if entry.kind in ("walk_in", "substitute") else entry.registration
        line = {**common, "registration_id": found[reference].id, "key": entry.key, "kind": "check_in"}
        if entry.kind == "undo":
            line |= {"kind": "undo", "undoes_key": entry.undoes}
        replaced = found[reference].outreach_replaced_id
        if not replaced or entry.kind == "check_in":
            return [line]
        excuse = {**common, "registration_id": replaced.id, "key": f"{entry.key}/replaced", "kind": "excuse"}
        if entry.kind == "undo":
            excuse |= {"kind": "undo", "undoes_key": f"{entry.undoes}/replaced"}
        return [line, excuse]

    @api.model
    def _get_name_key(self, name):
        """Return what two spellings of a name have in common."""
        parsed = person_name.parse(name=name)
        return german_order.key(f"{parsed.surname} {parsed.first_name}")
