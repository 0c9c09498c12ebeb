import base64
import io
from datetime import timedelta

from openpyxl import Workbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..privacy.person import Person
from .common import OutreachCase

NAME = "Quirina Zwirbelfink"
WORDS = ("zwirbelfink", "quirina", "998877", "distelfinkenweg")


@tagged("post_install", "-at_install")
class TestPrivacyErasure(OutreachCase):
    """After erasure there is a number, and the figures of before (invariants I10, I11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "officer_test", "circular_outreach.group_privacy", name="Officer")
        cls.person = cls._make_contact(
            NAME,
            phone="+49 3731 998877",
            street="Distelfinkenweg 5",
            outreach_source="Messe",
            comment="<p>Frau Zwirbelfink ruft an</p>",
        )
        cls.other = cls._make_contact("Otto Bleibt")

    def _ask(self, partner=None, **values):
        values = {"kind": "erasure", "identity": "called_back", **values}
        request = self.env["outreach.privacy.request"].with_user(self.officer)
        return request.create({"partner_id": (partner or self.person).id, **values})

    def _find_traces(self, *words):
        """Return where any of these words stands in the database."""
        self.env.flush_all()
        person = Person.of(self.env["res.partner"], more_words=words)
        return self.env["outreach.privacy.sweep"]._find_places(person.words)

    def _live_through_a_workshop(self):
        """Invite both, let the person answer in words, come, and get a certificate."""
        invitation = self._invite(self.person | self.other)[0]
        invitation._answer("accepted", "page", comment="Zwirbelfink bringt Kuchen")
        delivery = {"step_id": invitation.campaign_id.step_ids[0].id, "campaign_id": invitation.campaign_id.id}
        self.env["outreach.delivery"].create(
            {
                **delivery,
                "invitation_id": invitation.id,
                "state": "sent",
                "email": self.person.email,
                "failure": f"<{self.person.email}>: full",
            }
        )
        invitation.sent_on = fields.Datetime.now()
        invitation.message_post(body=f"{NAME} hat angerufen", attachments=[("zwirbelfink.txt", b"Quirina Zwirbelfink")])
        invitation.registration_id._outreach_check_in()
        self.env["outreach.certificate"]._issue(invitation.registration_id)
        self.event.write({"date_begin": self.begin - timedelta(days=60), "date_end": self.begin - timedelta(days=59)})
        return invitation

    def _get_figures(self):
        self.env.flush_all()
        names = ["sent_count:sum", "answered_count:sum", "accepted_count:sum", "attended_count:sum", "__count"]
        return self.env["outreach.report"]._read_group([], ["target_group_id", "organisation_id"], names)

    def test_nothing_is_left_but_the_figures(self):
        self._live_through_a_workshop()
        before = self._get_figures()
        self.assertTrue(self._find_traces("Zwirbelfink"))
        request = self._ask()
        request.action_erase()
        self.assertFalse(self._find_traces(*WORDS))
        self.assertEqual(self._get_figures(), before)
        self.assertEqual(request.state, "done")
        self.assertFalse(self.person.active)
        self.assertEqual(self.person.name, f"Erased Person {self.person.id}")

    def test_lines_of_the_logs_stay_without_words(self):
        invitation = self._live_through_a_workshop()
        self._ask().action_erase()
        self.assertEqual(invitation.answer_ids.mapped("answer"), ["accepted"])
        self.assertFalse(invitation.answer_ids.comment)
        self.assertEqual(invitation.registration_id.outreach_attendance, "attended")
        self.assertFalse(invitation.delivery_ids.filtered("email"))

    def test_links_sent_before_open_nothing(self):
        invitation = self._live_through_a_workshop()
        token = invitation._get_token()
        self._ask().action_erase()
        self.assertFalse(self.env["outreach.invitation"]._find_by_token(token))

    def test_protocol_counts_and_names_nobody(self):
        self._live_through_a_workshop()
        self._ask().action_erase()
        lines = self.env["outreach.erasure.log"].search([("user_id", "=", self.officer.id)])
        self.assertIn("outreach.privacy.answer", lines.mapped("kind"))
        self.assertTrue(all(line.number > 0 for line in lines))
        with self.assertRaises(UserError):
            lines[0].write({"number": 0})
        with self.assertRaises(UserError):
            lines[0].unlink()

    def test_words_are_taken_out_of_texts_about_others(self):
        self.other.comment = "<p>Kollege von Zwirbelfink, Quirina (03731/998877)</p>"
        self.event.note = f"<p>Anmeldung bei {NAME}, {self.person.email}</p>"
        self._ask().action_erase()
        self.assertEqual(self.other.comment, "<p>Kollege von [erased] ([erased])</p>")
        self.assertEqual(self.event.note, "<p>Anmeldung bei [erased], [erased]</p>")

    def test_texts_are_read_once_for_all_who_are_erased(self):
        persons = [Person.of(self._make_contact(f"Anton Zwirbel{word}")) for word in ("ast", "busch", "farn", "gras", "halm")]
        sweep = self.env["outreach.privacy.sweep"]
        for person in persons:
            self.assertTrue(person.words)
        self.env.flush_all()
        sweep._find_places(persons[0].words)
        before = self.env.cr.sql_log_count
        sweep._find_places(persons[0].words)
        alone = self.env.cr.sql_log_count - before
        words = persons[0].words | persons[1].words | persons[2].words | persons[3].words | persons[4].words
        sweep._find_places(words)
        self.assertEqual(self.env.cr.sql_log_count - before - alone, alone)

    def test_word_that_only_those_share_who_go_together_goes(self):
        double = self._make_contact("Anton Zwirbelfink", phone="+49 3731 998877")
        self.event.note = "<p>Die Zwirbelfinks: Zwirbelfink, 03731/998877</p>"
        self.env["outreach.erasure"]._erase_persons([Person.of(self.person), Person.of(double)])
        self.assertEqual(self.event.note, "<p>Die Zwirbelfinks: [erased], [erased]</p>")

    def test_what_colleagues_share_stays_with_them(self):
        shared = {"email": "info@firm.example", "phone": "+49 3731 112233"}
        self.person.write(shared)
        self.other.write(shared)
        self.event.note = "<p>Fragen an info@firm.example oder 03731 112233</p>"
        self._ask(is_never_again=False).action_erase()
        self.assertEqual(self.other.email, "info@firm.example")
        self.assertEqual(self.event.note, "<p>Fragen an info@firm.example oder 03731 112233</p>")

    def test_surname_of_a_namesake_stays(self):
        self._make_contact("Anton Zwirbelfink")
        self.event.note = "<p>Herr Zwirbelfink hält den Vortrag</p>"
        self._ask().action_erase()
        self.assertEqual(self.event.note, "<p>Herr Zwirbelfink hält den Vortrag</p>")

    def test_former_name_is_taken_out_if_somebody_names_it(self):
        self.event.note = "<p>Vortrag von Frau Altnamig</p>"
        self._ask(more_words="Altnamig\n").action_erase()
        self.assertEqual(self.event.note, "<p>Vortrag von Frau [erased]</p>")

    def test_objection_outlives_the_person(self):
        address = self.person.email
        self.env["mail.blacklist"]._add(address)
        self._ask().action_erase()
        self.assertFalse(self.env["mail.blacklist"].with_context(active_test=False).search([("email", "=", address)]))
        again = self._make_contact(NAME, email=address)
        self.assertEqual(self._invite(again | self.other)[0].verdict, "objection")

    def test_file_elsewhere_waits_for_a_decision(self):
        book, content = Workbook(), io.BytesIO()
        book.active.append(["Zwirbelfink", "Quirina"])
        book.save(content)
        file = self.env["ir.attachment"].create(
            {"name": "liste.xlsx", "raw": content.getvalue(), "res_model": "event.event", "res_id": self.event.id}
        )
        request = self._ask()
        request.action_erase()
        self.assertEqual((request.state, request.file_ids), ("files", file))
        with self.assertRaises(UserError):
            request.action_keep_files()
        request.action_delete_files()
        self.assertFalse(file.exists())
        self.assertEqual(request.state, "done")

    def test_printed_letters_with_the_person_go(self):
        invitation = self._live_through_a_workshop()
        step = invitation.campaign_id.step_ids[0]
        batch = self.env["outreach.letter.batch"].create({"campaign_id": step.campaign_id.id, "step_id": step.id})
        batch.document = base64.b64encode(b"%PDF-1.4 Quirina Zwirbelfink")
        invitation.delivery_ids[0].letter_batch_id = batch
        self._ask().action_erase()
        self.assertFalse(batch.document)

    def test_list_with_the_person_goes_also_before_it_is_imported(self):
        content = base64.b64encode(b"Vorname;Nachname;E-Mail\nQuirina;Zwirbelfink;\n")
        wizard = self.env["outreach.contact.import"].create({"file": content, "file_name": "liste.csv"})
        self._ask().action_erase()
        self.assertFalse(wizard.exists())

    def test_what_somebody_has_begun_to_enter_goes(self):
        invitation = self._invite(self.other)
        values = {"invitation_id": invitation.id, "first_name": "Quirina", "surname": "Zwirbelfink"}
        entry = self.env["outreach.colleague"].create(values)
        self._ask().action_erase()
        self.assertFalse(entry.exists())

    def test_two_contacts_of_one_person_go_together(self):
        double = self._make_contact(NAME.upper(), email=self.person.email, phone="+49 3731 998877")
        self._ask().action_erase()
        self.assertFalse(double.active)
        self.assertFalse(self._find_traces(*WORDS))

    def test_who_is_no_contact_is_found_by_the_address(self):
        registration = self.env["event.registration"].create(
            {"event_id": self.event.id, "name": "Gast Fremdling", "email": "gast.fremdling@firm.example"}
        )
        registration.action_cancel()
        request = self.env["outreach.privacy.request"].create(
            {"kind": "erasure", "identity": "address", "address": "Gast.Fremdling@firm.example"}
        )
        self.assertIn("<td>", request.finding)
        request.action_erase()
        self.assertFalse(self._find_traces("gast.fremdling@firm.example", "Gast Fremdling"))
        self.assertEqual(request.state, "done")

    def test_seat_ahead_has_to_be_given_back_first(self):
        self._invite(self.person)._answer("accepted", "page")
        with self.assertRaisesRegex(UserError, "still to come"):
            self._ask().action_erase()

    def test_who_can_log_in_is_not_erased(self):
        with self.assertRaisesRegex(UserError, "can log in"):
            self._ask(self.clerk.partner_id).action_erase()

    def test_consent_stays_without_its_proof(self):
        text = self.env["outreach.consent.text"].search([], limit=1) or self.env["outreach.consent.text"].create(
            {"name": "Workshops", "version": "1", "text": "I agree.", "purpose": "workshop"}
        )
        values = {"partner_id": self.person.id, "text_id": text.id, "channel": "phone", "note": "Frau Zwirbelfink am Telefon"}
        consent = self.env["outreach.consent"].create({**values, "proof": base64.b64encode(b"Quirina Zwirbelfink")})
        given_on = consent.given_on
        self._ask().action_erase()
        self.assertEqual((consent.given_on, consent.note, consent.proof), (given_on, self.person.name, False))
        self.assertFalse(self._find_traces(*WORDS))

    def test_organisation_is_erased_only_where_it_is_the_person(self):
        firm = self.env["res.partner"].create(
            {"name": "Zwirbelfink Metallbau", "is_company": True, "street": "Distelfinkenweg 5"}
        )
        with self.assertRaisesRegex(UserError, "organisation"):
            self._ask(firm).action_erase()
        self.person.parent_id = firm
        self._ask(is_organisation_too=True).action_erase()
        self.assertFalse(self._find_traces(*WORDS))

    def test_identity_must_have_been_checked(self):
        with self.assertRaisesRegex(UserError, "identity"):
            self._ask(identity=False).action_erase()

    def test_refusal_needs_a_reason(self):
        request = self._ask()
        with self.assertRaises(UserError):
            request.action_refuse()
        request.refusal = "Proof for the funder until 2031"
        request.action_refuse()
        self.assertEqual(request.state, "refused")

    def test_officer_names_no_files_to_be_deleted(self):
        file = self.env["ir.attachment"].create({"name": "accounts.txt", "raw": b"accounts"})
        request = self._ask(file_ids=[(6, 0, file.ids)], state="files")
        self.assertEqual((request.state, request.sudo().file_ids), ("open", file.browse()))
        for values in ({"file_ids": [(6, 0, file.ids)]}, {"state": "done"}):
            with self.assertRaisesRegex(UserError, "by its buttons"):
                request.write(values)

    def test_request_is_due_within_a_month_and_on_the_list_of_to_dos(self):
        request = self._ask(received_on="2026-01-31")
        self.assertEqual(str(request.due_on), "2026-02-28")
        self.assertEqual(request.activity_ids.date_deadline, request.due_on)

    def test_clerks_erase_nobody(self):
        with self.assertRaises(AccessError):
            self.env["outreach.privacy.request"].with_user(self.clerk).create({"partner_id": self.person.id})
