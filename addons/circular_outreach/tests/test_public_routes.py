import re
from pathlib import Path

from odoo.http import _generate_routing_rules
from odoo.tests import HttpCase, tagged

from .common import OutreachCase

KNOWN = Path(__file__).parent / "data/public_routes.txt"


def list_public_routes():
    """Return {line: routing} for every route of the addon that needs no login, a line being “METHODS PATH”."""
    routes = {}
    for path, endpoint in _generate_routing_rules(["circular_outreach"], nodb_only=False):
        if endpoint.routing["auth"] in ("public", "none"):
            routes[f"{','.join(endpoint.routing['methods'])} {path}"] = endpoint.routing
    return routes


@tagged("post_install", "-at_install")
class TestPublicRoutes(HttpCase, OutreachCase):
    """What is open to everybody is known, and takes no more than it needs."""

    def test_every_public_route_is_listed_and_so_fuzzed(self):
        self.assertEqual(sorted(list_public_routes()), KNOWN.read_text(encoding="utf-8").splitlines())

    def test_no_public_route_reads_more_than_a_form_can_hold(self):
        too_much = {
            line: routing.get("max_content_length")
            for line, routing in list_public_routes().items()
            if routing["auth"] == "public" and not 0 < routing.get("max_content_length", 0) <= 1024 * 1024
        }
        self.assertFalse(too_much)

    def test_a_body_that_is_too_large_is_refused(self):
        answer = self.url_open("/einladung", data={"code": "x" * 300_000})
        self.assertEqual(answer.status_code, 413)

    def test_only_pages_that_check_their_forms_themselves_take_forms_without_the_check_of_odoo(self):
        unchecked = {
            re.sub(r"<\w+:(\w+)>", r"*", line.partition(" ")[2])
            for line, routing in list_public_routes().items()
            if "POST" in routing["methods"] and not routing.get("csrf", True)
        }
        self.assertEqual(
            unchecked,
            {
                "/einladung",
                "/rsvp",
                "/rsvp/*",
                "/rsvp/*/colleague",
                "/rsvp/*/forwarded",
                # mail programs (RFC 8058) and devices at the desk, whose token is their right
                "/unsubscribe/*",
                "/desk/*/entries",
                "/desk/event/*/entries",
            },
        )

    def test_parameters_with_a_meaning_in_python_are_ignored(self):
        for query in ("self=1", "self=1&self=2", "args=1&kwargs=2", "cls=1", "__class__=1"):
            with self.subTest(query):
                self.assertEqual(self.url_open(f"/rsvp/{'0' * 64}?{query}").status_code, 200)

    def test_a_part_without_name_in_a_form_is_ignored(self):
        body = b"--part\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--part--\r\n"
        answer = self.url_open("/einladung", data=body, headers={"Content-Type": "multipart/form-data; boundary=part"})
        self.assertEqual(answer.status_code, 422)

    def test_an_address_with_a_nul_character_opens_nothing(self):
        self.assertEqual(self.url_open("/desk/a/b%00c").status_code, 404)

    def test_line_breaks_in_an_address_reach_no_header(self):
        answer = self.url_open("/.//desk/event/%0D%0ASet-Cookie:%20a=b", allow_redirects=False)
        self.assertIn(answer.status_code, (301, 303))
        self.assertNotIn("Set-Cookie: a", str(answer.headers))
