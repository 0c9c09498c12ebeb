import io
import logging
import re
import secrets
import statistics
import time
from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, tagged

from ..controllers import public_page
from ..tools import log_filter
from .common import OutreachCase

TOO_MANY = "asked for very often"


class AnswerPageCase(HttpCase, OutreachCase):
    def setUp(self):
        super().setUp()
        for limit in (public_page.VISITS, public_page.STRAY_VISITS):
            limit.reset()
            self.addCleanup(limit.reset)
        self.contact = self._make_contact()
        self.invitation = self._invite(self.contact)
        self.token = self.invitation._get_token()
        self.path = f"/rsvp/{self.token}"

    def _post(self, path=None, **values):
        path = path or self.path
        page = self.url_open(path)
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        fields = {name.replace("_", "-") if name != "answer" else name: value for name, value in values.items()}
        return self.url_open(path.partition("?")[0], data={**form, **fields}, allow_redirects=False)


@tagged("post_install", "-at_install")
class TestAnswerPage(AnswerPageCase):
    """What the visitor reads, and that nothing typed is lost."""

    def test_page_names_the_office_and_whom_to_ask(self):
        self.clerk.partner_id.phone = "+49 3731 111111"
        self.invitation.campaign_id.user_id = self.clerk
        page = self.url_open(self.path).text
        for words in ("Office of Example County", "Clerk", "+49 3731 111111", "clerk@county.example", "09599 Freiberg"):
            self.assertIn(words, page)

    def test_who_has_left_the_office_is_not_named(self):
        self.invitation.campaign_id.user_id = self.clerk
        self.clerk.active = False
        self.assertNotIn("clerk@county.example", self.url_open(self.path).text)

    def test_map_is_a_link_and_nothing_else(self):
        page = self.url_open(self.path).text
        link = re.search(r'<a[^>]*href="https://www.openstreetmap.org/search\?query=[^"]*"[^>]*>', page)[0]
        self.assertIn("noreferrer", link)
        self.assertIn("Example+Street+1", link)
        for tag in re.findall(r"<(?:script|img|iframe|link|object|embed)[^>]*>", page):
            self.assertNotIn("//", tag.replace("data:,", ""))

    def test_programme_is_text_and_never_markup(self):
        self.event.outreach_programme = "9:00 Welcome\n<script>alert(1)</script>"
        page = self.url_open(self.path).text
        self.assertIn("9:00 Welcome\n&lt;script&gt;", page)

    def test_internal_note_of_the_workshop_is_not_shown(self):
        self.event.note = "<p>The mayor must not sit beside the deputy</p>"
        self.assertNotIn("deputy", self.url_open(self.path).text)

    def test_page_says_when_only_the_waiting_list_is_left(self):
        self.assertIn("There are seats left.", self.url_open(self.path).text)
        self.event.seats_max = 1
        self._invite(self._make_contact("Otto Other"), title="Other")._answer("accepted", "phone")
        self.assertIn("All seats are taken at the moment.", self.url_open(self.path).text)
        self._post(answer="accepted")
        self.assertIn("You have place 1 on the waiting list.", " ".join(self.url_open(self.path).text.split()))

    def test_page_has_the_other_language_behind_its_address_and_stays_in_it(self):
        page = self.url_open(f"{self.path}?lang=de").text
        self.assertIn('lang="de"', page)
        self.assertIn("Nehmen Sie teil?", page)
        response = self._post(f"{self.path}?lang=de", answer="declined")
        self.assertTrue(response.headers["Location"].endswith("?saved=1&lang=de"))
        result = self.url_open(response.headers["Location"]).text
        self.assertIn("Vielen Dank für Ihre Rückmeldung.", result)
        self.assertIn('href="?saved=1&amp;lang=en"', result)
        for odd in ("xx", "de_DE", "", "../de"):
            self.assertIn('lang="en"', self.url_open(self.path, params={"lang": odd}).text)

    def test_language_is_switched_with_all_that_was_typed_and_nothing_is_stored(self):
        self.assertRegex(self.url_open(self.path).text, r'<button[^>]*name="switch"[^>]*form="answer-form"[^>]*value="de"')
        before = self.invitation.write_date
        response = self._post(switch="de", answer="declined", comment="Gladly", correct_phone="12")
        self.assertEqual(response.status_code, 200)
        for kept in ("Gladly</textarea>", 'value="12"', "Nehmen Sie teil?", 'name="lang" value="de"'):
            self.assertIn(kept, response.text)
        self.assertRegex(response.text, r'id="answer-declined"[^>]*checked')
        self.assertFalse(self.invitation.answer_ids or self.invitation.suggestion_ids)
        self.assertEqual(self.invitation.write_date, before)
        stale = self.url_open(self.path, data={"switch": "de", "answer": "declined", "comment": "Gladly"})
        self.assertIn("Gladly</textarea>", stale.text)
        self.assertFalse(self.invitation.answer_ids)

    def test_forwarded_page_keeps_what_was_typed_and_the_language(self):
        path = f"{self.path}/forwarded"
        person = {"first_name": "Kim", "surname": "Kollegin", "email": "kim@firm.example"}
        page = self._post(path, switch="de")
        self.assertIn('name="lang" value="de"', page.text)
        csrf = re.search(r'name="csrf_token" value="([^"]*)"', page.text)[1]
        typed = {"csrf_token": csrf, "wish": "I would like to come", **person}
        switched = self.url_open(path, data={**typed, "switch": "de"})
        self.assertIn("I would like to come</textarea>", switched.text)
        self.assertIn('value="kim@firm.example"', switched.text)
        self.assertFalse(self.invitation.forwarding_ids)
        sent = self.url_open(path, data={**typed, "lang": "de"}, allow_redirects=False)
        self.assertTrue(sent.headers["Location"].endswith("/forwarded?saved=1&lang=de"))

    def test_unknown_page_has_the_other_language_too(self):
        self.assertIn('lang="de"', self.url_open("/rsvp/x?lang=de").text)

    def test_what_is_wrong_is_said_on_top_and_at_the_field(self):
        question = self.env["event.question"].create(
            {"title": "Which round?", "question_type": "text_box", "is_mandatory_answer": True}
        )
        self.event.question_ids = [Command.set(question.ids)]
        response = self._post(answer="accepted", comment="Gladly", correct_phone="12", diet="No nuts")
        self.assertEqual(response.status_code, 422)
        page = response.text
        field = f"question-{question.id}"
        self.assertIn("<title>Please check: Building in Circles", page)
        self.assertRegex(page, r'id="problems"[^>]*role="alert"[^>]*autofocus')
        self.assertIn(f'<a href="#{field}">Please answer “Which round?”.</a>', page)
        self.assertRegex(page, rf'id="{field}"[^>]*aria-invalid="true"[^>]*aria-describedby="{field}-problem"')
        self.assertRegex(page, rf'<p class="problem" id="{field}-problem"')
        self.assertIn('href="#health-consent"', page)
        for kept in ("Gladly</textarea>", "No nuts</textarea>", 'value="12"'):
            self.assertIn(kept, page)
        self.assertFalse(self.invitation.answer_ids)

    def test_whole_form_is_stored_at_once(self):
        self.event.outreach_companions_max = 1
        response = self._post(answer="accepted", companion_1="Bo Berg", photo="yes", correct_phone="+49 3731 5")
        self.assertEqual(response.status_code, 303)
        registration = self.invitation.registration_id
        self.assertEqual((registration.outreach_photo, registration.outreach_companion_ids.name), ("yes", "Bo Berg"))
        self.assertEqual(self.invitation.suggestion_ids.phone, "+49 3731 5")
        result = self.url_open(response.headers["Location"]).text
        self.assertIn("Bo Berg", result)
        self.assertIn("The office has got your correction", result)
        self.assertIn(f'href="{self.path}/calendar"', result)

    def test_not_me_closes_the_page(self):
        response = self._post(answer="not_me")
        self.assertEqual(response.status_code, 303)
        for query in ("", "?saved=1", "?answer=accepted", "?lang=de"):
            page = self.url_open(self.path + query).text
            for secret in ("Erika", "Muster", "Building in Circles"):
                self.assertNotIn(secret, page)
        self.assertIn("+49 3731 000000", page)
        csrf = re.search(r'name="csrf_token" value="([^"]*)"', self.url_open("/rsvp").text)[1]
        self.url_open(self.path, data={"csrf_token": csrf, "answer": "accepted"})
        self.assertEqual(self.invitation.answer, "none")

    def test_late_answer_says_whom_to_call_and_what_was_said_before(self):
        self.invitation._answer("accepted", "phone")
        self.invitation.campaign_id.answer_deadline = self.env.cr.now() - timedelta(minutes=1)
        page = self.url_open(self.path).text
        self.assertNotIn("<form", page)
        self.assertIn("Your answer so far: Yes", page)
        self.assertIn("+49 3731 000000", page)

    def test_form_opened_in_time_and_sent_too_late_is_not_lost_silently(self):
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.url_open(self.path).text))
        self.invitation.campaign_id.answer_deadline = self.env.cr.now() - timedelta(minutes=1)
        response = self.url_open(self.path, data={**form, "answer": "accepted"}, allow_redirects=False)
        self.assertEqual(response.status_code, 422)
        self.assertIn("no longer possible", response.text)
        self.assertFalse(self.invitation.answer_ids)

    def test_cancelled_workshop_says_so(self):
        self.event.kanban_state = "cancel"
        page = self.url_open(self.path).text
        self.assertIn("This workshop will not take place.", page)
        self.assertNotIn("<form", page)

    def test_link_to_end_invitations_is_on_the_page(self):
        self.assertIn(f"/unsubscribe/{self.invitation._get_token('unsubscribe')}", self.url_open(self.path).text)

    def test_no_cookie_beyond_the_session(self):
        self.url_open(self.path)
        self.assertLessEqual({cookie.name for cookie in self.opener.cookies}, {"session_id"})

    def test_code_page_answers_at_the_short_address_too(self):
        code = self.invitation._give_code()
        csrf = re.search(r'name="csrf_token" value="([^"]*)"', self.url_open("/rsvp").text)[1]
        response = self.url_open("/rsvp", data={"csrf_token": csrf, "code": code}, allow_redirects=False)
        self.assertTrue(response.headers["Location"].endswith(self.path))

    def test_call_for_a_role_has_a_page_without_workshop(self):
        role = self.env["outreach.role.type"].create({"name": "Ambassador"})
        call = self._invite(
            self._make_contact("Rita Role"), purpose="call", role_type_id=role.id, event_id=False, title="Ambassadors wanted"
        )
        page = self.url_open(f"/rsvp/{call._get_token()}").text
        self.assertIn("Are you interested?", page)
        self.assertNotIn("photo-yes", page)


@tagged("post_install", "-at_install")
class TestAnswerToken(AnswerPageCase):
    """Links that open nothing: one page for all of them (invariant I12)."""

    def _get_strays(self):
        """Return one link of each kind that opens nothing."""
        revoked = self._invite(self._make_contact("Rita Revoked"), title="Revoked")
        old = revoked._get_token()
        revoked.with_user(self.clerk).action_revoke_link()
        over = self._invite(self._make_contact("Egon Expired"), title="Expired")
        ended = self.event.copy({"name": "Over"})
        ended.write({"date_begin": self.begin - timedelta(days=60), "date_end": self.begin - timedelta(days=59)})
        over.event_id = ended
        flipped = self.token[:-1] + ("0" if self.token[-1] != "0" else "1")
        other_purpose = self.invitation._get_token("unsubscribe")
        swapped = self.token[:32] + revoked._get_token()[32:]
        return {
            "random": secrets.token_hex(32),
            "truncated": self.token[:-1],
            "longer": self.token + "0",
            "altered": flipped,
            "other person's code": swapped,
            "other purpose": other_purpose,
            "revoked": old,
            "expired": over._get_token(),
            "empty nonce": "0" * 64,
            "not hexadecimal": "x" * 64,
            "nothing like it": "%00%ff",
            "very long": "a" * 3000,
            "with a tail": f"{self.token}/admin",
        }

    def test_every_stray_link_gets_the_same_page(self):
        strays = self._get_strays()
        for method in ("GET", "POST", "HEAD"):
            public_page.STRAY_VISITS.reset()
            replies = {}
            for kind, stray in strays.items():
                reply = self.opener.request(
                    method,
                    f"{self.base_url()}/rsvp/{stray}",
                    timeout=20,
                    data={"answer": "accepted"} if method == "POST" else None,
                )
                self.assertNotIn("Erika", reply.text)
                headers = {name: value for name, value in reply.headers.items() if name in public_page.HEADERS}
                replies[kind] = (reply.status_code, reply.text, tuple(sorted(headers.items())))
            self.assertEqual(len(set(replies.values())), 1, method)
            self.assertEqual(replies["random"][0], 200)
        self.assertIn("+49 3731 000000", self.url_open("/rsvp/x").text)
        self.assertFalse(self.invitation.answer_ids)

    def test_other_methods_say_the_same_for_right_and_wrong_links(self):
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            replies = {
                (reply.status_code, reply.headers.get("Allow"))
                for path in (self.path, f"/rsvp/{secrets.token_hex(32)}")
                for reply in [self.opener.request(method, self.base_url() + path, timeout=20)]
            }
            self.assertEqual(len(replies), 1, method)

    def test_ten_thousand_guesses_open_nothing(self):
        invitations = self.env["outreach.invitation"]
        for number in range(10_000):
            guess = secrets.token_hex(32) if number % 2 else self.token[:32] + secrets.token_hex(16)
            self.assertFalse(invitations._find_by_token(guess))

    def test_expired_link_still_ends_invitations(self):
        self.event.write({"date_begin": self.begin - timedelta(days=60), "date_end": self.begin - timedelta(days=59)})
        self.assertIn("does not open anything", self.url_open(self.path).text)
        page = self.url_open(f"/unsubscribe/{self.invitation._get_token('unsubscribe')}").text
        self.assertIn('name="scope"', page)

    def test_how_long_links_live_is_a_setting(self):
        self.event.write({"date_begin": self.begin - timedelta(days=32), "date_end": self.begin - timedelta(days=31)})
        self.assertNotIn("does not open anything", self.url_open(self.path).text)
        self.env.company.outreach_link_days = 0
        self.assertIn("does not open anything", self.url_open(self.path).text)

    def test_time_tells_nothing(self):
        """Compare kinds of wrong links with each other, interleaved, against what chance does to the same measurements."""
        strays = {
            kind: path for kind, path in self._get_strays().items() if kind in ("random", "truncated", "altered", "revoked")
        }
        times = {kind: [] for kind in strays}
        order = [kind for kind in strays for _again in range(60)]
        chance = secrets.SystemRandom()
        chance.shuffle(order)
        with patch.object(public_page.STRAY_VISITS, "limit", 10**6), patch.object(public_page.VISITS, "limit", 10**6):
            for stray in strays.values():
                self.url_open(f"/rsvp/{stray}")
            for kind in order:
                begin = time.perf_counter()
                self.url_open(f"/rsvp/{strays[kind]}")
                times[kind].append(time.perf_counter() - begin)
        everything = [value for values in times.values() for value in values]
        by_chance = []
        for _shuffle in range(2000):
            chance.shuffle(everything)
            by_chance.append(abs(statistics.median(everything[:60]) - statistics.median(everything[60:120])))
        medians = {kind: statistics.median(values) for kind, values in times.items()}
        spread = max(medians.values()) - min(medians.values())
        # Six pairs are compared at once and machines hiccup: half as much again as the most that chance made of it.
        self.assertLessEqual(spread, 1.5 * max(by_chance), medians)

    def test_too_many_visits_to_one_link_wait_and_others_do_not(self):
        self.startPatcher(patch.object(public_page.VISITS, "limit", 5))
        for _visit in range(5):
            self.assertEqual(self.url_open(self.path).status_code, 200)
        response = self.url_open(self.path)
        self.assertEqual(response.status_code, 429)
        self.assertIn(TOO_MANY, response.text)
        self.assertNotIn("Erika", response.text)
        self.assertEqual(self.url_open(self.path, data={"answer": "accepted"}).status_code, 429)
        other = self._invite(self._make_contact("Otto Other"), title="Other")
        self.assertEqual(self.url_open(f"/rsvp/{other._get_token()}").status_code, 200)
        public_page.VISITS.reset()
        self.assertEqual(self.url_open(self.path).status_code, 200)

    def test_too_many_stray_links_from_one_address_wait_but_a_right_one_opens(self):
        self.startPatcher(patch.object(public_page.STRAY_VISITS, "limit", 5))
        for _visit in range(5):
            self.assertEqual(self.url_open(f"/rsvp/{secrets.token_hex(32)}").status_code, 200)
        response = self.url_open(f"/rsvp/{secrets.token_hex(32)}")
        self.assertEqual((response.status_code, TOO_MANY in response.text), (429, True))
        self.assertEqual(self.url_open(self.path).status_code, 200)

    def test_no_token_in_any_log(self):
        written = io.StringIO()
        handler = logging.StreamHandler(written)
        log_filter.install([handler])
        loggers = [logging.getLogger(name) for name in ("", "werkzeug", "odoo", "odoo.http", "odoo.addons.circular_outreach")]
        for logger in loggers:
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.INFO)
        for logger in loggers[:2]:
            logger.addHandler(handler)
            self.addCleanup(logger.removeHandler, handler)
        self._post(answer="accepted", comment="Gladly")
        self._post(answer="")
        self._post(answer="not_me")
        strays = self._get_strays()
        for path in (
            f"{self.path}/calendar",
            f"{self.path}?lang=de&answer=declined",
            *(f"/rsvp/{one}" for one in strays.values()),
        ):
            self.url_open(path)
        self.opener.request("PUT", self.base_url() + self.path, timeout=20)
        self.assertIn("POST /rsvp/", written.getvalue())
        for token in (self.token, self.token[:32], strays["revoked"], strays["random"], strays["expired"]):
            self.assertNotIn(token, written.getvalue())
