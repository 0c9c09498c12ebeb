import html
import re

from odoo.tests import HttpCase, tagged

from .common import OutreachCase

KIM = {"first_name": "Kim", "surname": "Colleague", "email": "kim.colleague@firm.example"}


class AnswerPageCase(HttpCase, OutreachCase):
    def setUp(self):
        super().setUp()
        self.firm = self._make_contact("Firm", is_company=True, email=False)
        self.contact = self._make_contact(lang="de_DE", parent_id=self.firm.id)
        self.invitation = self._invite(self.contact)
        self.path = f"/rsvp/{self.invitation._get_token()}"

    def _post(self, path, **values):
        page = self.url_open(path)
        return self.url_open(path, data={**self._read_hidden(page), **values}, allow_redirects=False)

    @staticmethod
    def _read_hidden(page):
        found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.text)
        return {name: html.unescape(value) for name, value in found}


@tagged("post_install", "-at_install")
class TestColleaguePage(AnswerPageCase):
    def test_choice_leads_to_a_page_of_its_own_and_stores_nothing(self):
        response = self._post(self.path, answer="substituted")
        self.assertEqual(response.status_code, 200)
        self.assertIn(f'action="{self.path}/colleague"', response.text)
        self.assertFalse(self.invitation.answer_ids)

    def test_what_was_typed_goes_along_and_is_stored_with_the_colleague(self):
        page = self._post(self.path, answer="substituted", comment='I am on "leave".', **{"correct-phone": "0123 456"}, lang="en")
        carried = self._read_hidden(page)
        response = self.url_open(f"{self.path}/colleague", data={**carried, **KIM}, allow_redirects=False)
        self.assertEqual((response.status_code, response.headers["Location"]), (303, f"{self.path}/colleague?saved=1&lang=en"))
        self.assertEqual(self.invitation.answer_ids.comment, 'I am on "leave".')
        self.assertEqual(self.invitation.suggestion_ids.phone, "0123 456")

    def test_way_back_keeps_both_pages_and_stores_nothing(self):
        page = self._post(
            self.path, answer="substituted", comment="I am on leave.", **{"companion-1": "Bo Berg", "diet": "vegan"}
        )
        carried = self._read_hidden(page)
        back = self.url_open(self.path, data={**carried, "surname": "Colleague", "phone": "1", "back": "1"})
        self.assertIn("I am on leave.</textarea>", back.text)
        self.assertEqual(self._read_hidden(back)["surname"], "Colleague")
        again = self.url_open(self.path, data={**self._read_hidden(back), "answer": "substituted", "comment": "On leave!"})
        self.assertRegex(again.text, r'id="surname"[^>]*value="Colleague"')
        hidden = self._read_hidden(again)
        self.assertEqual(hidden["comment"], "On leave!")
        self.assertFalse({"back", "surname", "phone"} & set(hidden))
        self.assertFalse(self.invitation.answer_ids)

    def test_faults_of_the_first_page_are_said_before_the_second(self):
        for values in ({"correct-email": "wrong"}, {"comment": "x" * 2001}):
            [field] = values
            response = self._post(self.path, answer="substituted", **values)
            self.assertEqual(response.status_code, 422)
            self.assertIn(f'id="{field}-problem"', response.text)

    def test_whoever_left_the_page_open_reads_so_before_the_second_page(self):
        data = {"answer": "substituted", "comment": "I am on leave.", "csrf_token": "stale"}
        response = self.url_open(self.path, data=data, allow_redirects=False)
        self.assertEqual(response.status_code, 422)
        self.assertIn("I am on leave.</textarea>", response.text)

    def test_comment_after_the_colleague_was_named_is_stored(self):
        self._post(f"{self.path}/colleague", **KIM)
        response = self._post(self.path, answer="substituted", comment="Kim comes by train.")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.invitation.answer_ids.sorted("id")[-1].comment, "Kim comes by train.")
        result = self.url_open(response.headers["Location"]).text
        self.assertIn("Kim Colleague", result)
        self.assertNotIn("Maybe", result)

    def test_naming_a_colleague_stores_and_confirms(self):
        response = self._post(f"{self.path}/colleague", **KIM, function="Einkauf")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.invitation.substitute_id.partner_id.name, "Kim Colleague")
        result = self.url_open(response.headers["Location"])
        self.assertIn('role="status"', result.text)
        self.assertIn("Kim Colleague", result.text)
        self.assertIn("Kim Colleague", self.url_open(self.path).text)

    def test_colleague_reads_on_their_page_who_named_them(self):
        self._post(f"{self.path}/colleague", **KIM)
        substitute = self.invitation.substitute_id
        path = f"/rsvp/{substitute._get_token()}"
        self.assertIn("Erika Muster", self.url_open(path).text)
        self.assertEqual(self._post(path, answer="accepted").status_code, 303)
        self.assertEqual(substitute.answer, "accepted")

    def test_faults_are_marked_and_nothing_is_lost(self):
        response = self._post(f"{self.path}/colleague", **{**KIM, "email": "kim@"})
        self.assertEqual(response.status_code, 422)
        self.assertIn('role="alert"', response.text)
        self.assertRegex(response.text, r'id="email"[^>]*aria-invalid="true"')
        self.assertIn('value="Colleague"', response.text)
        self.assertFalse(self.invitation.answer_ids)

    def test_form_without_its_token_stores_nothing(self):
        for form in ({}, {"csrf_token": "forged"}):
            response = self.url_open(f"{self.path}/colleague", data={**KIM, **form}, allow_redirects=False)
            self.assertEqual(response.status_code, 422)
            self.assertIn('value="Colleague"', response.text)
        self.assertFalse(self.invitation.substitute_id)

    def test_wrong_token_betrays_nothing(self):
        other = self._invite(self._make_contact("Other Guest"), title="Other")
        token = self.invitation._get_token()
        mixed = other._get_token()[:32] + token[32:]
        for path in (f"/rsvp/{mixed}/colleague", f"/rsvp/{self.invitation._get_token('unsubscribe')}/colleague"):
            response = self.url_open(path, data=KIM, allow_redirects=False)
            self.assertEqual(response.status_code, 200)
            self.assertNotIn("Erika", response.text)
        self.assertFalse(self.invitation.substitute_id | other.substitute_id)

    def test_page_cannot_make_contacts_in_numbers(self):
        before = self.env["res.partner"].search_count([])
        for number in range(3):
            self._post(f"{self.path}/colleague", **{**KIM, "surname": f"Number{number}", "email": f"kim{number}@firm.example"})
            self._post(self.path, answer="accepted")
        self.assertEqual(self.env["res.partner"].search_count([]), before + 1)

    def test_markup_and_header_lines_are_refused(self):
        for wrong in ({"surname": "<script>alert(1)</script>"}, {"email": "kim@firm.example\nBcc: all@firm.example"}):
            response = self._post(f"{self.path}/colleague", **{**KIM, **wrong})
            self.assertEqual(response.status_code, 422)
            self.assertNotIn("<script", response.text)
        self.assertFalse(self.invitation.substitute_id)

    def test_harmless_markup_is_shown_as_text(self):
        response = self._post(f"{self.path}/colleague", **KIM, function="<b>Head</b>")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.invitation.substitute_id.partner_id.function, "<b>Head</b>")
        self.assertNotIn("<b>", self.url_open(f"{self.path}/colleague?saved=1").text)

    def test_overlong_and_odd_values_do_no_harm(self):
        response = self._post(f"{self.path}/colleague", **{**KIM, "first_name": "x" * 100_000})
        self.assertEqual(response.status_code, 422)
        response = self._post(f"{self.path}/colleague", **{**KIM, "phone": "1\0 2"})
        self.assertEqual(self.invitation.substitute_id.partner_id.phone, "1 2")

    def test_objector_is_refused_kindly_with_a_number_to_call(self):
        self.env["mail.blacklist"]._add(KIM["email"])
        response = self._post(f"{self.path}/colleague", **KIM)
        self.assertEqual(response.status_code, 422)
        self.assertIn("+49 3731 000000", response.text)
        self.assertFalse(self.env["res.partner"].search([("email_normalized", "=", KIM["email"])]))

    def test_get_and_head_change_nothing(self):
        for method in ("GET", "HEAD", "OPTIONS"):
            self.opener.request(method, f"{self.base_url()}{self.path}/colleague?first_name=Kim&surname=X", timeout=10)
        self.assertFalse(self.invitation.substitute_id)

    def test_page_confirms_only_what_was_stored(self):
        self.assertNotIn('role="status"', self.url_open(f"{self.path}/colleague?saved=1").text)


@tagged("post_install", "-at_install")
class TestForwardedPage(AnswerPageCase):
    SELF = {**KIM, "organisation": "Other Firm", "wish": "I would like to come, too."}

    def _tell(self, **values):
        return self._post(f"{self.path}/forwarded", **{**self.SELF, **values})

    def test_answer_page_has_a_quiet_link(self):
        self.assertIn(f"{self.path}/forwarded", self.url_open(self.path).text)

    def test_page_shows_the_workshop_and_not_the_invitee(self):
        page = self.url_open(f"{self.path}/forwarded").text
        self.assertIn("Building in Circles", page)
        self.assertNotIn("Erika", page)

    def test_stranger_is_a_to_do_and_overwrites_nothing(self):
        response = self._tell()
        self.assertEqual(response.status_code, 303)
        forwarding = self.invitation.forwarding_ids
        self.assertEqual(
            (forwarding.name, forwarding.organisation_name, forwarding.state), ("Kim Colleague", "Other Firm", "open")
        )
        self.assertEqual(self.invitation.answer, "none")
        self.assertEqual(self.contact.name, "Erika Muster")
        self.assertEqual(len(self.invitation.activity_ids), 1)
        self.assertNotIn("Erika", self.url_open(response.headers["Location"]).text)

    def test_page_takes_a_few_and_no_more(self):
        statuses = [self._tell(surname=f"Number{number}").status_code for number in range(4)]
        self.assertEqual(statuses, [303, 303, 303, 429])
        self.assertEqual(len(self.invitation.forwarding_ids), 3)

    def test_forged_and_faulty_forms_store_nothing_and_lose_nothing(self):
        responses = [
            self.url_open(f"{self.path}/forwarded", data=self.SELF, allow_redirects=False),
            self._tell(email="wrong"),
            self._tell(surname="<i>x</i>"),
        ]
        for response in responses:
            self.assertEqual(response.status_code, 422)
            self.assertIn("I would like to come, too.</textarea>", response.text)
            self.assertNotIn("<i>", response.text)
        self.assertFalse(self.invitation.forwarding_ids)

    def test_wrong_token_opens_nothing(self):
        for data in (None, self.SELF):
            response = self.url_open("/rsvp/wrong/forwarded", data=data, allow_redirects=False)
            self.assertEqual((response.status_code, "<form" in response.text), (200, False))


@tagged("post_install", "-at_install")
class TestCallPage(HttpCase, OutreachCase):
    def test_ticked_topics_belong_to_the_lead(self):
        topics = self.env["outreach.topic"].create([{"name": "Wood"}, {"name": "Clay"}, {"name": "Secret"}])
        role_type = self.env["outreach.role.type"].create({"name": "Test partner"})
        invitation = self._invite(
            self._make_contact(),
            purpose="call",
            event_id=False,
            role_type_id=role_type.id,
            call_topic_ids=[(6, 0, topics[:2].ids)],
        )
        path = f"/rsvp/{invitation._get_token()}"
        page = self.url_open(path).text
        self.assertIn("Which topics interest you?", page)
        self.assertNotIn("Secret", page)
        token = re.search(r'name="csrf_token" value="([^"]*)"', page)[1]
        ticked = [str(topics[0].id), str(topics[2].id), "x", "9" * 30]
        data = {"csrf_token": token, "answer": "accepted", "comment": "Tell me more.", "interest": ticked}
        self.assertEqual(self.url_open(path, data=data, allow_redirects=False).status_code, 303)
        self.assertEqual(invitation.interest_ids, topics[0])
        self.assertEqual(invitation.lead_ids.outreach_topic_ids, topics[0])
        self.assertRegex(self.url_open(path).text, rf'id="interest-{topics[0].id}"[^>]*checked')
