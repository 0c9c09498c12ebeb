from odoo import api, fields, models

from .contact_import_knowledge import COLUMN_BY_FIELD


class OutreachContactImportLine(models.TransientModel):
    """One row of a list, and what its import does.

    Of several verdicts that apply the row shows the first of their order; the reason tells them all.
    """

    _name = "outreach.contact.import.line"
    _description = "Row of an Imported List"
    _order = "row_number, id"
    _rec_name = "row_number"
    _transient_max_hours = 0  # see outreach.contact.import

    import_id = fields.Many2one("outreach.contact.import", required=True, index=True, ondelete="cascade")
    row_number = fields.Integer(string="Row", aggregator=None)
    verdict = fields.Selection(
        [
            ("new", "New"),
            ("known", "Known contact"),
            ("duplicate", "Duplicate"),
            ("municipality_unknown", "Unknown municipality"),
            ("email_repaired", "E-mail repaired"),
            ("email_unusable", "E-mail unusable"),
            ("no_email", "No e-mail"),
            ("empty", "Empty"),
        ],
        required=True,
    )
    reason = fields.Char()
    organisation = fields.Char()
    person = fields.Char()
    email = fields.Char(string="E-mail")
    municipality_id = fields.Many2one("res.city")
    target_group_id = fields.Many2one("outreach.target.group")
    role_type_ids = fields.Many2many("outreach.role.type", string="Roles")
    topic_ids = fields.Many2many("outreach.topic", string="Topics")
    remark = fields.Char()
    may_object = fields.Boolean(string="To Decide", help="The remark may be an objection to being written to.")
    has_lookalike = fields.Boolean(string="Perhaps Already There")
    state = fields.Selection(related="import_id.state")
    cells = fields.Json()
    others = fields.Json()
    organisation_id = fields.Many2one("res.partner", string="Imported Organisation")
    person_id = fields.Many2one("res.partner", string="Imported Person")

    def action_contact(self):
        """Open the contact the row is about."""
        self.ensure_one()
        return (self.person_id or self.organisation_id).get_formview_action()

    def action_opt_out(self):
        """Record that the contact of the row wants no more invitations; the to-do is done with it."""
        for line in self:
            self.env["outreach.opt.out"]._record_contact(line.person_id or line.organisation_id, "everything", "paper")
        self._close_decision(self.env._("An opt-out was recorded."))

    def action_no_objection(self):
        """Record that the remark was no objection."""
        self._close_decision(self.env._("The remark is no objection."))

    def _close_decision(self, feedback):
        for line in self:
            contact = line.person_id or line.organisation_id
            contact.activity_feedback(["circular_outreach.mail_activity_type_objection"], feedback=feedback)
        self.may_object = False

    @api.model
    def _get_labels(self):
        """Return the names of the fields a list can fill, as the reader knows them."""
        descriptions = self.env["res.partner"].fields_get(COLUMN_BY_FIELD, ["string"])
        return {"parent_id": self.env._("Organisation")} | {name: field["string"] for name, field in descriptions.items()}

    @api.model
    def _create_lines(self, wizard, outcomes, plan, labels):
        return self.create([{"import_id": wizard.id, **self._prepare_line_values(plan, outcome, labels)} for outcome in outcomes])

    def _show_lookalikes(self, lookalikes):
        """Add to the reasons of new contacts whom they may be; nobody is taken for another by a name that is only alike."""
        for line in self.filtered(lambda line: line.row_number in lookalikes):
            line.has_lookalike = True
            hint = self.env._(
                "Perhaps the same as %s: look after the import, and merge the two if so.", lookalikes[line.row_number]
            )
            line.reason = f"{line.reason} {hint}"

    def _prepare_line_values(self, plan, outcome, labels):
        row = outcome.row
        return {
            "row_number": row.number,
            "verdict": self._get_verdict(outcome),
            "reason": " ".join(filter(None, self._get_reasons(outcome, labels))),
            "organisation": row.organisation,
            "person": row.person,
            "email": row.addresses.main,
            "municipality_id": plan.knowledge.get_municipality(row.match).id,
            "target_group_id": next(iter(row.records["target_group"]), False),
            "role_type_ids": [(6, 0, row.records["role"])],
            "topic_ids": [(6, 0, row.records["topics"])],
            "remark": row.cells.get("remark"),
            "may_object": outcome.may_object,
            "cells": row.cells,
            "others": row.others,
            "organisation_id": outcome.organisation.id if outcome.organisation else False,
            "person_id": outcome.person.id if outcome.person else False,
        }

    def _show_result(self, outcome):
        """Link the line to the contacts that were made of it."""
        self.write(
            {
                "organisation_id": outcome.organisation and outcome.organisation.id,
                "person_id": outcome.person and outcome.person.id,
            }
        )

    def _get_verdict(self, outcome):
        row = outcome.row
        verdicts = {
            "empty": row.is_empty,
            "duplicate": outcome.duplicate_of,
            "known": outcome.subject and outcome.subject.is_known,
            "email_unusable": row.addresses.unusable and not row.addresses.main,
            "municipality_unknown": row.is_place_unknown,
            "email_repaired": row.addresses.repaired_from,
            "no_email": not row.addresses.main,
        }
        return next((verdict for verdict, applies in verdicts.items() if applies), "new")

    def _get_reasons(self, outcome, labels):
        """Return what there is to say of a row, in sentences."""
        if not outcome.subject:
            return [self._get_nobody_reason(outcome.row)]
        return [
            self._get_identity_reason(outcome),
            *self._get_addition_reasons(outcome, labels),
            *self._get_email_reasons(outcome.row.addresses),
            self._get_place_reason(outcome.row),
            *self._get_unmatched_reasons(outcome.row, labels),
            self._get_objection_reason(outcome),
        ]

    def _get_nobody_reason(self, row):
        if row.cells or row.others:
            return self.env._(
                "The row names nobody: neither an organisation nor a person, and no e-mail address. It is not imported."
            )
        return self.env._("The row is empty.")

    def _get_identity_reason(self, outcome):
        if outcome.duplicate_of:
            return self.env._("The same contact as in row %(row)s.", row=outcome.duplicate_of)
        if outcome.subject.is_known:
            return self.env._("This contact is known.")
        if not outcome.person:
            return self.env._("New organisation.")
        if not outcome.organisation:
            return self.env._("New person without an organisation.")
        if outcome.organisation.is_known:
            return self.env._("New person of a known organisation.")
        return self.env._("New person of a new organisation.")

    def _get_addition_reasons(self, outcome, labels):
        """Say what a contact that is there already gets from the row, and what stays as it is."""
        if not (outcome.duplicate_of or outcome.subject.is_known):
            return
        added = [labels[name] for name in outcome.addition.filled]
        added += [self.env._("Role")] * outcome.has_new_role + [self.env._("Notes")] * outcome.has_new_notes
        if added or not outcome.addition.replaced:
            yield self.env._("Added: %(fields)s.", fields=", ".join(added)) if added else self.env._("Nothing is added.")
        yield from self._get_replaced_reasons(outcome.addition.replaced, labels)
        if outcome.addition.kept:
            kept = ", ".join(dict.fromkeys(labels[name] for name in outcome.addition.kept))
            yield self.env._("The list says otherwise, but these stay as they are: %(fields)s.", fields=kept)

    def _get_replaced_reasons(self, replaced, labels):
        """Say what of a known contact the list replaces; records are named by their field only."""
        for name, before in replaced:
            text = f" (“{before}”)" if isinstance(before, str) and name != "outreach_salutation_kind" else ""
            yield self.env._("Replaced: %(field)s%(before)s.", field=labels[name], before=text)

    def _get_objection_reason(self, outcome):
        """Ask for a decision on a remark that is new; of one that was there before somebody has decided, or will."""
        if not outcome.may_object:
            return ""
        return self.env._(
            "The remark “%(remark)s” may be an objection. Decide after the import; until then a to-do reminds you.",
            remark=outcome.row.cells["remark"],
        )

    def _get_email_reasons(self, addresses):
        if addresses.repaired_from:
            yield self.env._(
                "E-mail repaired from “%(text)s” to “%(address)s”.", text=addresses.repaired_from, address=addresses.main
            )
        if addresses.unusable:
            yield self.env._("“%(text)s” is no e-mail address; it is kept in the note.", text=", ".join(addresses.unusable))
        elif not addresses.main:
            yield self.env._("No e-mail address.")
        if addresses.others:
            yield self.env._("More e-mail addresses are kept in the note: %(addresses)s.", addresses=", ".join(addresses.others))

    def _get_place_reason(self, row):
        place = row.cells.get("place") or row.postcode
        if row.match.municipality and row.match.why == "successor":
            return self.env._(
                "“%(place)s” is part of %(municipality)s now.", place=place, municipality=row.match.municipality.name
            )
        if not row.is_place_unknown:
            return ""
        if row.match.why == "elsewhere":
            return self.env._("By its postcode “%(place)s” is elsewhere, not the municipality of this name.", place=place)
        candidates = ", ".join(candidate.name for candidate in row.match.candidates[:4])
        if candidates:
            return self.env._(
                "The municipality of “%(place)s” is not certain. Perhaps: %(names)s.", place=place, names=candidates
            )
        return self.env._("“%(place)s” is not in the list of municipalities.", place=place)

    def _get_unmatched_reasons(self, row, labels):
        columns = {
            "target_group": labels["outreach_target_group_id"],
            "organisation_type": labels["outreach_organisation_type_id"],
            "role": self.env._("Role"),
            "topics": labels["outreach_topic_ids"],
            "source_date": labels["outreach_source_date"],
        }
        for column, text in row.unmatched.items():
            yield self.env._("%(field)s “%(text)s” is unknown and kept in the note.", field=columns[column], text=text)
