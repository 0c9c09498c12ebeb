import json
import time
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..controllers.desk import BUDGET
from ..tools import log_filter
from .test_desk_upload import DeskCase

CLOSED = "This desk is closed"


@tagged("post_install", "-at_install")
class TestDeskPage(HttpCase, DeskCase):
    def setUp(self):
        super().setUp()
        self.device = self.env["outreach.desk.device"].with_user(self.clerk).create({"event_id": self.event.id, "name": "Left"})
        self.path = self._path_of(self.device)
        BUDGET._buckets.clear()

    def _path_of(self, device):
        return "/desk/" + device.link.partition("/desk/")[2].partition("#")[0]

    def _post(self, path, entries, now=None, **options):
        now = now or fields.Datetime.now()
        body = {"now": self._milliseconds(now), "entries": entries}
        options = {"headers": {"Content-Type": "application/json"}, "data": json.dumps(body), **options}
        return self.url_open(f"{path}/entries", **options)

    def _invite_earlier(self, contact):
        """Invite somebody while the workshop is still to come."""
        times = {"date_begin": self.event.date_begin, "date_end": self.event.date_end}
        self.event.write({"date_begin": self.begin, "date_end": self.begin})
        invitation = self._invite(contact)
        self.event.write(times)
        return invitation

    def _milliseconds(self, moment):
        return int((moment - fields.Datetime.to_datetime("1970-01-01")).total_seconds() * 1000)

    def _tap(self, registration):
        entry = self._entry("check_in", registration)
        return {"key": entry.key, "kind": entry.kind, "at": self._milliseconds(entry.at), "registration": registration.id}

    def _assert_closed(self, path):
        self.env.flush_all()
        page = self.url_open(path)
        self.assertEqual(page.status_code, 404)
        self.assertIn(CLOSED, page.text)
        self.assertNotIn(self.event.name, page.text)
        answers = [self.url_open(f"{path}/{what}") for what in ("list", "manifest.webmanifest")]
        for answer in answers:
            self.assertEqual((answer.status_code, answer.json()), (404, {"error": "gone"}))

    def test_the_link_opens_the_page_without_names_and_with_a_strict_policy(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.event.name, page.text)
        self.assertNotIn("Erika Muster", page.text)
        policy = page.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'; script-src 'self'; style-src 'self'", policy)
        self.assertNotIn("unsafe", policy)

    def test_the_key_of_the_names_is_in_no_request_and_not_in_the_page(self):
        key = self.device.link.partition("#")[2]
        self.assertRegex(key, "^[0-9a-f]{32}$")
        self.assertNotIn(key, self.url_open(self.path).text)
        self.assertNotIn(key, self.url_open(f"{self.path}/list").text)

    def test_the_list_has_what_the_door_needs_and_no_address(self):
        self.registration.write({"email": "erika@firm.example", "phone": "+49 3731 1", "company_name": "Muster GmbH"})
        answer = self.url_open(f"{self.path}/list")
        person = answer.json()["people"][0]
        self.assertEqual((person["name"], person["org"], person["id"]), ("Erika Muster", "Muster GmbH", self.registration.id))
        self.assertEqual(person["codes"], [f"b{self.registration.barcode}"])
        self.assertNotIn("erika@firm.example", answer.text)
        self.assertNotIn("3731", answer.text.replace(self.registration.barcode, ""))

    def test_the_list_says_who_is_in_since_when_and_by_whom(self):
        self._post(self.path, [self._tap(self.registration)])
        [[key, at, by]] = self.url_open(f"{self.path}/list").json()["people"][0]["in"]
        self.assertEqual((key, by), (self.registration.outreach_entry_ids.key, "Left"))
        self.assertEqual(at, self._milliseconds(self.registration.outreach_entry_ids.recorded_on))

    def test_the_link_of_an_answer_and_the_short_code_find_the_person(self):
        invitation = self._invite_earlier(self._make_contact("Ida Invited"))
        code = invitation._give_code()
        invitation._answer("accepted", "desk")
        person = next(one for one in self.event._get_outreach_desk_list()["people"] if one["name"] == "Ida Invited")
        self.assertIn(f"n{invitation._get_token()[:16]}", person["codes"])
        self.assertIn(f"s{self.event._hash_outreach_code(code.replace('-', ''))}", person["codes"])

    def test_an_unchanged_list_is_not_sent_again(self):
        etag = self.url_open(f"{self.path}/list").headers["ETag"]
        again = self.url_open(f"{self.path}/list", headers={"If-None-Match": etag})
        self.assertEqual((again.status_code, again.text), (304, ""))
        self._post(self.path, [self._tap(self.registration)])
        self.assertEqual(self.url_open(f"{self.path}/list", headers={"If-None-Match": etag}).status_code, 200)

    def test_what_was_tapped_is_stored_once_and_acknowledged_each_time(self):
        tap = self._tap(self.registration)
        for _try in range(2):
            answer = self._post(self.path, [tap])
            self.assertEqual((answer.status_code, answer.json()), (200, {"taken": [tap["key"]]}))
        self.assertEqual(self._log_of(self.registration), ["check_in"])
        self.assertEqual(self.registration.state, "done")

    def test_what_no_device_sends_is_refused_and_changes_nothing(self):
        tap = self._tap(self.registration)
        for entries in ([{**tap, "user_id": 2}], [{**tap, "kind": "excuse"}], "x"):
            self.assertEqual(self._post(self.path, entries).status_code, 422)
        for options in (
            {"data": "{"},
            {"data": "[" * 5000},
            {"headers": {"Content-Type": "text/plain"}},
            {"data": " " * 600_000},
        ):
            self.assertEqual(self._post(self.path, [tap], **options).status_code, 422)
        self.assertFalse(self.registration.outreach_entry_ids)

    def test_get_changes_nothing(self):
        for what in ("", "/list", "/manifest.webmanifest"):
            self.url_open(self.path + what)
        self.assertIn(self.url_open(f"{self.path}/entries").status_code, (404, 405))
        self.assertFalse(self.registration.outreach_entry_ids)
        self.assertFalse(self.device.last_upload_on)

    def test_too_many_requests_are_slowed_down(self):
        sender = (self.env.cr.dbname, "device", self.device.id)
        BUDGET._buckets[sender] = (0, time.monotonic() + 60)
        self.assertEqual(self._post(self.path, []).status_code, 429)
        self.assertEqual(self.url_open(f"{self.path}/list").status_code, 429)

    def test_guessed_altered_and_foreign_links_open_the_same_page(self):
        foreign = "/desk/" + self._invite_earlier(self._make_contact())._get_token()
        altered = self.path[:-1] + ("0" if self.path[-1] != "0" else "1")
        for path in (foreign, altered, "/desk/" + "0" * 64, "/desk/x"):
            self._assert_closed(path)
            self.assertEqual(self._post(path, [self._tap(self.registration)]).status_code, 404)
        self.assertFalse(self.registration.outreach_entry_ids)

    def test_a_withdrawn_link_opens_nothing_until_it_is_allowed_again(self):
        tap = self._tap(self.registration)
        self.device.action_revoke()
        self.assertFalse(self.device.link)
        self._assert_closed(self.path)
        self.assertEqual(self._post(self.path, [tap]).status_code, 404)
        self.device.action_allow_again()
        self.assertEqual(self._post(self.path, [tap]).status_code, 200)

    def test_the_link_of_another_day_shows_nothing_and_what_was_tapped_in_time_is_taken(self):
        tap = self._tap(self.registration)
        for days in (2, -2):
            self.event.write(
                {"date_begin": self.now + timedelta(days=days), "date_end": self.now + timedelta(days=days, hours=3)}
            )
            self._assert_closed(self.path)
        self.assertEqual(self._post(self.path, [tap]).status_code, 200)
        self.assertEqual(self.registration.outreach_attendance, "attended")
        self.event.write({"date_begin": self.now - timedelta(days=9), "date_end": self.now - timedelta(days=9)})
        self.assertEqual(self._post(self.path, [tap]).status_code, 404)

    def test_the_link_of_one_workshop_does_not_reach_into_another(self):
        other = self.event.copy()
        stranger = self.env["event.registration"].create({"event_id": other.id, "name": "Sam Stranger"})
        self.assertNotIn("Sam Stranger", self.url_open(f"{self.path}/list").text)
        self._post(self.path, [self._tap(stranger)])
        self.assertEqual(stranger.outreach_attendance, "expected")

    def test_staff_use_their_session(self):
        path = f"/desk/event/{self.event.id}"
        login = self.url_open(path, allow_redirects=False)
        self.assertIn("/web/login", login.headers["Location"])
        self.assertEqual(self.url_open(f"{path}/list").json(), {"error": "login"})
        self.assertEqual(self._post(path, [self._tap(self.registration)]).status_code, 401)
        self.authenticate("desk_test", "desk_test")
        self.assertEqual(self.url_open(path).status_code, 200)
        self.assertRegex(self.url_open(f"{path}/list").json()["key"], "^[0-9a-f]{32}$")
        self.assertEqual(self._post(path, [self._tap(self.registration)]).status_code, 200)
        self.assertEqual(self.registration.outreach_entry_ids.user_id, self.desk_helper)

    def test_a_user_without_the_right_sees_the_closed_desk(self):
        self.env["res.users"].create({"name": "Other", "login": "other_test", "password": "other_test"})
        self.authenticate("other_test", "other_test")
        self._assert_closed(f"/desk/event/{self.event.id}")

    def test_tokens_are_kept_out_of_the_logs(self):
        token = self.path.rpartition("/")[2]
        for line in (f"GET {self.path}/list HTTP/1.1", f"/web/login?redirect=%2Fdesk%2F{token}"):
            self.assertNotIn(token, log_filter.redact(line))

    def test_the_page_can_be_installed(self):
        manifest = self.url_open(f"{self.path}/manifest.webmanifest").json()
        self.assertEqual((manifest["scope"], manifest["display"]), ("/desk/", "standalone"))
        for icon in manifest["icons"]:
            self.assertEqual(self.url_open(icon["src"]).headers["Content-Type"], "image/png")
        worker = self.url_open("/desk/sw.js")
        self.assertIn("javascript", worker.headers["Content-Type"])
        for asset in json.loads(worker.text.split("ASSETS = ")[1].partition(";")[0]):
            self.assertEqual(self.url_open(asset).status_code, 200, asset)


class TestDeskDevice(DeskCase):
    def test_a_desk_helper_makes_no_links(self):
        with self.assertRaises(AccessError):
            self.env["outreach.desk.device"].with_user(self.desk_helper).create({"event_id": self.event.id, "name": "Left"})

    def test_the_link_is_valid_on_the_days_at_the_place_and_two_hours_around(self):
        self.event.write({"date_begin": "2026-03-28 08:00:00", "date_end": "2026-03-29 12:00:00"})
        for moment, is_open in (
            ("2026-03-27 20:59", False),
            ("2026-03-27 21:01", True),
            ("2026-03-29 23:59", True),
            ("2026-03-30 00:01", False),
        ):
            with freeze_time(moment):
                self.assertEqual(self.event._is_outreach_desk_open(), is_open, moment)
