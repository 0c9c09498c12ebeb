from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OutreachCase

NAME = "Quirina Zwirbelfink"


@tagged("post_install", "-at_install")
class TestPrivacyLookup(OutreachCase):
    """Odoo's own search for a person and an access request of the office find the same (circular_outreach_privacy_lookup)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._make_contact(NAME)
        cls.other = cls._make_contact("Otto Bleibt")
        cls.invitation = cls._invite(cls.person | cls.other)[0]
        cls.invitation._answer("accepted", "page", comment="Bringe Kuchen")
        cls.env["outreach.health.note"]._record(cls.invitation.registration_id, "vegan", "")

    def _look_up(self, name=NAME, email="quirina.zwirbelfink@firm.example"):
        wizard = self.env["privacy.lookup.wizard"].create({"name": name, "email": email})
        wizard.action_lookup()
        return wizard.line_ids

    def _tell(self, **values):
        """Return {(model, id)} of what an access request tells."""
        request = self.env["outreach.privacy.request"].create({"partner_id": self.person.id, **values})
        kinds = [kind for kind in self.env["outreach.privacy.kind"]._get_kinds() if kind._privacy_holder]
        found = [kind._find(person) for person in request._get_persons() for kind in kinds]
        # The request itself is told, too, and has come later than the search.
        return {(record._name, record.id) for records in found for record in records} - {("outreach.privacy.request", request.id)}

    def test_it_comes_with_odoo_and_the_office_does_not_depend_on_it(self):
        module = self.env["ir.module.module"].search([("name", "=", "privacy_lookup")])
        self.assertEqual(module.state, "installed")
        self.assertNotIn("circular_outreach", module.downstream_dependencies().mapped("name"))

    def test_both_find_the_same_person(self):
        lines = self._look_up()
        seen = {(line.res_model, line.res_id) for line in lines}
        told = self._tell()
        for model in ("res.partner", "outreach.invitation", "outreach.answer", "event.registration", "outreach.health.note"):
            self.assertIn(model, {name for name, _id in told})
        self.assertFalse(told - seen)
        self.assertEqual(len(lines), len(seen), "each of them once")

    def test_both_find_nothing_of_others(self):
        seen = {(line.res_model, line.res_id) for line in self._look_up()}
        self.assertNotIn(("res.partner", self.other.id), seen)
        self.assertNotIn(("outreach.invitation", self.other.outreach_invitation_ids.id), seen)

    def test_both_find_somebody_who_is_no_contact(self):
        guest = {"event_id": self.event.id, "name": "Gast Fremdling", "email": "gast@firm.example"}
        registration = self.env["event.registration"].create(guest)
        seen = {(line.res_model, line.res_id) for line in self._look_up("Gast Fremdling", "gast@firm.example")}
        told = self._tell(partner_id=False, address="gast@firm.example")
        self.assertIn((registration._name, registration.id), seen & told)
        self.assertFalse(told - seen)

    def test_what_figures_rest_on_is_erased_and_not_deleted(self):
        line = self._look_up().filtered(lambda one: one.res_model == "outreach.invitation")
        with self.assertRaisesRegex(UserError, "Data Protection"):
            line.action_unlink()
        self.assertTrue(self.invitation.exists())
