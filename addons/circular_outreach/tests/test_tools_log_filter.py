import io
import logging

from odoo.tests import BaseCase

from ..tools.log_filter import HidePersonalLinks, install, redact

OPAQUE = "0123456789abcdef" * 4


class NotPrintable:
    def __str__(self):
        raise RuntimeError("cannot be printed")


class TestLogFilter(BaseCase):
    def setUp(self):
        super().setUp()
        self.output = io.StringIO()
        self.handler = logging.StreamHandler(self.output)
        self.handler.addFilter(HidePersonalLinks())
        self.logger = logging.Logger("circular_outreach.test")
        self.logger.addHandler(self.handler)

    def assert_logged(self, expected):
        self.assertEqual(self.output.getvalue().strip(), expected)
        self.assertNotIn(OPAQUE, self.output.getvalue())

    def test_token_in_the_message_is_hidden(self):
        self.logger.warning(f"/rsvp/{OPAQUE} answered")
        self.assert_logged("/rsvp/… answered")

    def test_token_in_the_arguments_is_hidden(self):
        self.logger.info(
            '%s - - [%s] "%s" %s', "127.0.0.1", "now", f"GET /unsubscribe/{OPAQUE}?answer=accepted&x=1 HTTP/1.1", 200
        )
        self.assert_logged('127.0.0.1 - - [now] "GET /unsubscribe/…?… HTTP/1.1" 200')

    def test_token_in_an_address_that_is_damaged_is_hidden(self):
        for path in (f"/rsvp//{OPAQUE}", f"/desk/event/7/{OPAQUE.upper()}", f"/web/login?next={OPAQUE}"):
            self.assertNotIn(OPAQUE, redact(path).lower())

    def test_token_in_named_arguments_is_hidden(self):
        self.logger.info("path %(path)s", {"path": f"/rsvp/{OPAQUE}"})
        self.assert_logged("path /rsvp/…")

    def test_token_in_other_objects_is_hidden(self):
        self.logger.info("%s and %r", ValueError(f"/rsvp/{OPAQUE}"), [f"/rsvp/{OPAQUE}"])
        self.assert_logged("/rsvp/… and ['/rsvp/…']")
        self.output.truncate(0)
        self.logger.info(LookupError(f"/rsvp/{OPAQUE}"))
        self.assertNotIn(OPAQUE, self.output.getvalue())

    def test_token_split_between_message_and_argument_is_hidden(self):
        self.logger.info("/rsvp/%s", OPAQUE)
        self.assert_logged("/rsvp/…")

    def test_token_in_a_traceback_is_hidden(self):
        try:
            raise ValueError(f"no page /rsvp/{OPAQUE}")
        except ValueError:
            self.logger.exception("failed")
        self.assertIn("ValueError: no page /rsvp/…", self.output.getvalue())
        self.assertNotIn(OPAQUE, self.output.getvalue())

    def test_arguments_that_do_not_fit_reveal_nothing(self):
        record = logging.LogRecord("test", logging.INFO, "", 1, f"%s %s /rsvp/{OPAQUE}", (f"/rsvp/{OPAQUE}",), None)
        self.assertTrue(HidePersonalLinks().filter(record))
        self.assertNotIn(OPAQUE, str(record.msg) + str(record.args))

    def test_records_that_cannot_be_printed_pass(self):
        record = logging.LogRecord("test", logging.INFO, "", 1, "%s", (NotPrintable(),), None)
        self.assertTrue(HidePersonalLinks().filter(record))

    def test_other_records_stay_untouched(self):
        record = logging.LogRecord("test", logging.INFO, "", 1, "100%% of %s", ("/web/login?token=x",), None)
        self.assertTrue(HidePersonalLinks().filter(record))
        self.assertEqual((record.msg, record.args), ("100%% of %s", ("/web/login?token=x",)))

    def test_percent_signs_survive(self):
        self.logger.info("100%% of /rsvp/%s", OPAQUE)
        self.assert_logged("100% of /rsvp/…")

    def test_paths(self):
        for path, hidden in {
            f"/rsvp/{OPAQUE}": "/rsvp/…",
            f"/rsvp/{OPAQUE[:20]}": "/rsvp/…",
            f"/de/rsvp/{OPAQUE.upper()}?a=1#x": "/de/rsvp/…?…",
            f"/rsvp/{OPAQUE}/calendar.ics": "/rsvp/…/calendar.ics",
            f"/rsvp/{OPAQUE}/calendar.ics?x={OPAQUE}": "/rsvp/…/calendar.ics?…",
            f"https://muster.example/unsubscribe/{OPAQUE}": "https://muster.example/unsubscribe/…",
            f"'/rsvp/{OPAQUE}', '/rsvp/{OPAQUE}'": "'/rsvp/…', '/rsvp/…'",
            f"/rsvp/{OPAQUE},/unsubscribe/{OPAQUE}": "/rsvp/…,/unsubscribe/…",
            f"/rsvp/{OPAQUE}/rsvp/{OPAQUE}": "/rsvp/…/rsvp/…",
            f"/web/login?redirect=%2Frsvp%2F{OPAQUE}%3Fa%3D1": "/web/login?redirect=%2Frsvp%2F…%3Fa%3D1",
            f"/web/login?redirect=/rsvp/{OPAQUE}&x=1": "/web/login?redirect=/rsvp/…&x=1",
            "/rsvp?code=7KQ2-MX9D": "/rsvp…",
            "/web/login?redirect=%2Frsvp%3Fcode%3D7KQ2-MX9D": "/web/login?redirect=%2Frsvp…",
            "/rsvp": "/rsvp",
            "/rsvp/": "/rsvp/",
            "/event/rsvps/1?answer=yes": "/event/rsvps/1?answer=yes",
        }.items():
            self.assertEqual(redact(path), hidden)

    def test_installing_twice_hangs_one_filter(self):
        handler = logging.StreamHandler(io.StringIO())
        install([handler])
        install([handler])
        self.assertEqual([type(known) for known in handler.filters], [HidePersonalLinks])
