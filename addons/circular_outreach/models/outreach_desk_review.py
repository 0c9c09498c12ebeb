from datetime import timedelta

from odoo import api, models

# Two devices that disagree within this time did not know of each other.
AT_ABOUT_THE_SAME_TIME = timedelta(minutes=15)


class OutreachDeskReview(models.AbstractModel):
    """Finds what a person must look at after an upload. Each finding has a key made from what it is about, so it is listed once."""

    _name = "outreach.desk.review"
    _description = "Review of Uploads from the Desk"

    @api.model
    def _hold(self, event, entries, times, device):
        """Keep entries for registrations that are not on the list; those of a walk-in that comes later are released by it."""
        self._note(event, [{"kind": "unknown", "key": entry.key, **self._keep(entry, times, device)} for entry in entries])

    @api.model
    def _hold_late(self, event, entries, times, device):
        """Keep entries that came after the attendance was closed."""
        found = self.env["outreach.desk.upload"]._find_registrations(event, entries)
        self._note(
            event,
            [
                {
                    "kind": "locked",
                    "key": f"{entry.key}/locked",
                    "registration_id": found[entry.registration].id if entry.registration in found else False,
                    **self._keep(entry, times, device),
                }
                for entry in entries
            ],
        )

    @api.model
    def _keep(self, entry, times, device):
        return {
            "entry": {**entry._asdict(), "at": str(entry.at.replace(microsecond=0))},
            "device": device,
            "recorded_on": times[entry.key][0],
        }

    @api.model
    def _note_before(self, event, entries, found, times, device):
        """Note check-ins of people who had no seat when the entry arrived."""
        seatless = [
            (entry, found[entry.registration])
            for entry in entries
            if entry.kind == "check_in"
            and found[entry.registration].state in ("draft", "cancel")
            and not found[entry.registration].outreach_desk_key
        ]
        self._note(
            event,
            [
                {
                    "kind": "cancelled",
                    "key": f"{registration.id}/cancelled",
                    "registration_id": registration.id,
                    "device": device,
                    "recorded_on": times[entry.key][0],
                }
                for entry, registration in seatless
            ],
        )

    @api.model
    def _note_after(self, event, touched, undone, made, device):
        """Note what is odd about the people an upload was about: no seat left, two devices that disagree, one person twice."""
        findings = [
            self._prepare(registration, "no_seat", f"{registration.id}/no_seat", device=device)
            for registration in touched
            if registration.state != "done" and registration.outreach_attendance == "attended"
        ]
        findings += [finding for registration in undone for finding in self._find_crossed(registration)]
        findings += self._find_same(event, list(made.values()), device)
        self._note(event, findings)

    @api.model
    def _find_crossed(self, registration):
        """Find check-ins that stand although another device undid one at about the same time."""
        entries = registration.outreach_entry_ids
        undos = entries.filtered(lambda entry: entry.kind == "undo")
        if not undos or registration.outreach_attendance != "attended":
            return
        for entry in entries._get_standing().filtered(lambda entry: entry.kind == "check_in"):
            if any(
                (undo.device, undo.user_id) != (entry.device, entry.user_id)
                and abs(undo.recorded_on - entry.recorded_on) <= AT_ABOUT_THE_SAME_TIME
                for undo in undos
            ):
                yield self._prepare(registration, "crossed", f"{entry.key}/crossed", entry=entry)

    @api.model
    def _find_same(self, event, walk_ins, device):
        """Find people on the list who have the name of somebody entered at the desk, however it is written."""
        if not walk_ins:
            return []
        get_key = self.env["outreach.desk.upload"]._get_name_key
        by_name = {}
        for registration in event.env["event.registration"].search([("event_id", "=", event.id)], order="id"):
            by_name.setdefault(get_key(registration.name or ""), []).append(registration)
        return [
            self._prepare(walk_in, "same_person", f"{walk_in.outreach_desk_key}/same", device=device, other=others[0])
            for walk_in in walk_ins
            if (others := [other for other in by_name.get(get_key(walk_in.name), []) if other != walk_in])
        ]

    @api.model
    def _prepare(self, registration, kind, key, entry=None, device=None, other=None):
        latest = entry or registration.outreach_entry_ids[:1]
        return {
            "kind": kind,
            "key": key,
            "registration_id": registration.id,
            "other_registration_id": other.id if other else False,
            "device": latest.device or device or latest.user_id.name,
            "recorded_on": latest.recorded_on,
        }

    @api.model
    def _note(self, event, findings):
        """List findings that are not listed yet, whether decided or not."""
        if not findings:
            return
        # sudo: a device is nobody to Odoo; conflicts are made here and nowhere else
        conflicts = self.env["outreach.desk.conflict"].sudo()
        known = set(conflicts.search([("key", "in", [finding["key"] for finding in findings])]).mapped("key"))
        fresh = {finding["key"]: {"event_id": event.id, **finding} for finding in findings if finding["key"] not in known}
        conflicts.create(list(fresh.values()))
