from odoo import api, fields, models


class EventRegistration(models.Model):
    """People whom an invitee brings along. Each has a seat or a waiting place like anybody else, and leaves with the host."""

    _inherit = "event.registration"

    outreach_host_id = fields.Many2one(
        "event.registration", string="Comes with", index="btree_not_null", ondelete="cascade", readonly=True, copy=False
    )
    outreach_companion_ids = fields.One2many("event.registration", "outreach_host_id", string="Companions")

    @api.ondelete(at_uninstall=False)
    def _unlink_companions(self):
        """Let the seats of companions go the way every seat goes, not by the database alone."""
        (self.outreach_companion_ids - self).unlink()

    def write(self, vals):
        """Whoever comes along leaves with the host, in one go: a free seat must not be offered to a companion of somebody who is gone."""
        if vals.get("state") == "cancel":
            self |= self.outreach_companion_ids.filtered(lambda companion: companion.state in ("draft", "open"))
        return super().write(vals)

    def _outreach_bring_along(self, names):
        """Let exactly these people come along: who is known stays, others lose their seats, new ones take one if there is one.

        Return their registrations in the order of the names.
        """
        self.ensure_one()
        left, known = self.outreach_companion_ids.sorted(lambda one: (one.state == "cancel", one.id)), []
        for name in names:
            known.append(left.filtered(lambda one, name=name: one.name == name)[:1])
            left -= known[-1]
        # First the seats of those who stay away become free, then those who come take theirs.
        left._outreach_free_seat()
        coming = [one or self.create(self._prepare_companion_values(name)) for name, one in zip(names, known, strict=True)]
        for companion in coming:
            companion._outreach_take_seat()
        return self.browse().union(*coming)

    def _prepare_companion_values(self, name):
        """Return the values of a companion: a name and whom they come with, no contact and no address."""
        return {
            "event_id": self.event_id.id,
            "state": "draft",
            "name": name,
            "outreach_host_id": self.id,
            "company_name": self.company_name,
            "outreach_organisation_id": self.outreach_organisation_id.id,
            "outreach_target_group_id": self.outreach_target_group_id.id,
            "outreach_municipality_id": self.outreach_municipality_id.id,
        }

    def _update_mail_schedulers(self):
        """Companions have no address; what they need to know is written to the host."""
        return super(
            EventRegistration, self.filtered(lambda registration: not registration.outreach_host_id)
        )._update_mail_schedulers()
