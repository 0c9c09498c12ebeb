from odoo.tools import SQL

from .common import OutreachCase


class TestOptOut(OutreachCase):
    def test_saying_it_twice_is_saying_it_once(self):
        invitation = self._invite(self._make_contact())
        first = self.env["outreach.opt.out"]._record(invitation, "purpose", "one_click")
        self.assertEqual(self.env["outreach.opt.out"]._record(invitation, "purpose", "page"), first)

    def test_hash_in_sql_is_the_hash_in_python(self):
        OptOut = self.env["outreach.opt.out"]
        address = "jürgen.müller@firma.example"
        rows = self.env.execute_query(SQL("SELECT %s", OptOut._hash_sql(address)))
        self.assertEqual(rows[0][0], OptOut._hash_address(address))

    def test_opt_out_outlives_the_contact(self):
        contact = self._make_contact(email="gone@firm.example")
        invitation = self._invite(contact)
        self.env["outreach.opt.out"]._record(invitation, "everything", "page")
        invitation.campaign_id.state = "draft"
        invitation.campaign_id.unlink()
        contact.unlink()
        self.assertEqual(self._invite(self._make_contact("Same Again", email="Gone@Firm.example")).verdict, "objection")

    def test_opt_out_of_somebody_with_several_addresses_holds(self):
        contact = self._make_contact(email="anna@multi.example; bert@multi.example")
        self._invite(contact).action_opt_out()
        self.assertEqual(self._invite(contact, title="Next").verdict, "objection")

    def test_opt_out_of_somebody_without_address_holds_when_there_is_one(self):
        contact = self._make_contact(email=False)
        self._invite(contact).action_opt_out()
        contact.email = "new@firm.example"
        self.assertEqual(self._invite(contact, title="Next").verdict, "objection")
