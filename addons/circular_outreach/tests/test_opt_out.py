from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import SQL

from .common import MailCase, OutreachCase


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

    def test_contact_shows_what_it_wants_no_more_of(self):
        contact = self._make_contact()
        self.assertFalse(contact.outreach_opt_out_text)
        self._invite(contact).action_opt_out()
        contact.invalidate_recordset()
        text = contact.with_user(self.clerk).outreach_opt_out_text
        self.assertIn("Everything", text)
        self.assertIn("Phone", text)

    def test_contact_that_comes_back_shows_it_by_its_address(self):
        self.env["outreach.opt.out"]._record(self._invite(self._make_contact(email="gone@firm.example")), "purpose", "page")
        back = self._make_contact("Same Again", email="Gone@Firm.example")
        self.assertIn("Workshop", back.outreach_opt_out_text)
        other = self._make_contact("Somebody Else", email=False)
        self.assertFalse((back | other)[1].outreach_opt_out_ids)


class TestOptOutTakenDown(OutreachCase):
    """What people tell the office by phone, by letter or in person."""

    def setUp(self):
        super().setUp()
        self.contact = self._make_contact().with_user(self.clerk)

    def _open(self, action):
        return Form(self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]))

    def _object(self, **values):
        with self._open(self.contact.action_outreach_object()) as form:
            for name, value in values.items():
                setattr(form, name, value)
        form.record.action_apply()
        self.contact.invalidate_recordset()

    def _come_back(self, note="Mail of 3 February", **values):
        with self._open(self.contact.action_outreach_welcome_back()) as form:
            form.note = note
            for name, value in values.items():
                setattr(form, name, value)
        form.record.action_apply()
        self.contact.invalidate_recordset()

    def test_no_more_of_one_kind_leaves_the_other(self):
        self._object(scope="purpose", purpose="call", opt_out_channel="paper")
        opt_out = self.contact.outreach_opt_out_ids
        self.assertEqual((opt_out.scope, opt_out.purpose, opt_out.channel), ("purpose", "call", "paper"))
        self.assertEqual(opt_out.user_id, self.clerk)
        self.assertEqual(self._invite(self.contact).verdict, "ready")

    def test_who_takes_it_back_is_invited_again_and_nothing_is_forgotten(self):
        self._object()
        self.assertEqual(self._invite(self.contact).verdict, "objection")
        opt_out = self.contact.outreach_opt_out_ids
        self._come_back(channel="email")
        self.assertFalse(self.contact.outreach_opt_out_ids)
        self.assertEqual(self._invite(self.contact, title="Next").verdict, "ready")
        self.assertEqual((opt_out.withdrawal_channel, opt_out.withdrawn_by_id), ("email", self.clerk))
        self.assertEqual(opt_out.withdrawal_note, "Mail of 3 February")
        self.assertIn("Mail of 3 February", self.contact.message_ids[0].body)

    def test_what_is_taken_back_is_named_by_what_was_objected_to(self):
        self._object(scope="purpose", purpose="call", opt_out_channel="paper")
        name = self.contact.outreach_opt_out_ids.display_name
        self.assertTrue(name.startswith("Call for a Role ("), name)
        self.assertIn("Paper", name)

    def test_who_changes_their_mind_twice_has_two_lines(self):
        self._object()
        self._come_back()
        self._object()
        self.assertEqual(self.env["outreach.opt.out"].search_count([("partner_id", "=", self.contact.id)]), 2)
        self.assertEqual(self._invite(self.contact).verdict, "objection")

    def test_taking_back_needs_a_proof_and_something_to_take_back(self):
        self._object()
        with self._open(self.contact.action_outreach_welcome_back()) as form:
            form.note = "Said so"
        form.record.note = " "
        with self.assertRaisesRegex(UserError, "Say how you know"):
            form.record.action_apply()
        form.record.opt_out_ids = False
        with self.assertRaisesRegex(UserError, "Choose what"):
            form.record.action_apply()

    def test_opt_outs_of_somebody_else_are_not_taken_back(self):
        other = self._make_contact("Otto Other")
        foreign = self.env["outreach.opt.out"]._record_contact(other, "everything", "phone")
        self._object()
        with self._open(self.contact.action_outreach_welcome_back()) as form:
            form.note = "Said so"
        form.record.opt_out_ids = foreign
        form.record.action_apply()
        self.assertFalse(foreign.withdrawn_on)

    def test_nobody_writes_to_opt_outs_directly(self):
        self._object()
        opt_out = self.contact.outreach_opt_out_ids.with_user(self.clerk)
        for attempt in (lambda: opt_out.write({"scope": "event"}), opt_out.unlink):
            with self.assertRaises(AccessError):
                attempt()


class TestOptOutAtTheLastMoment(MailCase):
    def test_who_took_it_back_before_the_mail_begins_gets_it(self):
        objector, regretter = self._invite(self._make_contacts(2))
        self.env["outreach.campaign.step"]._run_due()
        opt_outs = self.env["outreach.opt.out"]
        opt_outs._record(objector, "everything", "phone")
        opt_outs._record(regretter, "everything", "phone")._withdraw("phone", "Called back")
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), [regretter.partner_id.email])
