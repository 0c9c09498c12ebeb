import hashlib
import json
from pathlib import Path

from odoo import http
from odoo.http import request

from ..tools import desk_entry, request_budget
from .desk_page import find_desk, render_desk, render_refused
from .public_page import begin_seat_transaction, public_route

# A device asks every few seconds; what is more is no device.
BUDGET = request_budget.RequestBudget(per_second=30, burst=300)
JSON = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
ROUTES = ("/desk/<string:token>", "/desk/event/<int:event_id>")


class Desk(http.Controller):
    """The check-in page that works without network, for a device with a link of its own or for somebody logged in.

    GET shows the page and the list; POST takes what was tapped. Whatever the reason, a link that is not valid opens the same page.
    """

    @http.route("/desk/sw.js", type="http", auth="none", methods=["GET"], sitemap=False)
    def service_worker(self):
        folder = Path(__file__).parent.parent / "static/src/desk"
        files = sorted(path for path in folder.iterdir() if path.suffix in (".js", ".css") and path.name != "sw.js")
        version = hashlib.sha256(b"".join(path.read_bytes() for path in [*files, folder / "sw.js"])).hexdigest()[:12]
        assets = [f"/circular_outreach/static/src/desk/{path.name}" for path in files]
        head = f"const VERSION = {json.dumps(version)};\nconst ASSETS = {json.dumps(assets)};\n"
        script = head + (folder / "sw.js").read_text(encoding="utf-8")
        headers = [("Content-Type", "text/javascript; charset=utf-8"), ("Cache-Control", "no-cache")]
        return request.make_response(script, headers)

    @public_route(ROUTES, methods=["GET"])
    def show(self, token=None, event_id=None, **_query):
        desk = find_desk(token, event_id)
        if desk.needs_login:
            return request.redirect_query("/web/login", {"redirect": f"/desk/event/{event_id}"})
        return render_desk(desk) if desk.may_read else render_refused()

    @public_route([f"{route}/manifest.webmanifest" for route in ROUTES], methods=["GET"])
    def manifest(self, token=None, event_id=None, **_query):
        desk = find_desk(token, event_id)
        return self._answer(desk.get_manifest(), 200) if desk.may_read else self._refuse(desk)

    @public_route([f"{route}/list" for route in ROUTES], methods=["GET"], save_session=False)
    def send_list(self, token=None, event_id=None, **_query):
        desk = find_desk(token, event_id)
        if not desk.may_read:
            return self._refuse(desk)
        if not BUDGET.spend(desk.sender):
            return self._answer({"error": "too_many"}, 429)
        body = json.dumps(desk.get_list(), ensure_ascii=False, separators=(",", ":")).encode()
        etag = hashlib.sha256(body).hexdigest()[:32]
        if request.httprequest.if_none_match.contains_weak(etag):
            return request.make_response("", [*JSON, ("ETag", f'W/"{etag}"')], status=304)
        response = self._answer(body, 200)
        response.headers["ETag"] = f'W/"{etag}"'
        return response

    # csrf=False: there is no form. A page from elsewhere cannot send JSON with somebody's session: browsers ask first, and are not answered.
    @public_route(
        [f"{route}/entries" for route in ROUTES],
        methods=["POST"],
        max_content_length=2 * desk_entry.MOST_BYTES,  # what is a little too much is told so in JSON, below
        csrf=False,
        save_session=False,
    )
    def take(self, token=None, event_id=None, **_query):
        begin_seat_transaction()
        desk = find_desk(token, event_id)
        if not desk.may_upload:
            return self._refuse(desk)
        if not BUDGET.spend(desk.sender):
            return self._answer({"error": "too_many"}, 429)
        try:
            sent_at, entries = desk_entry.read_upload(self._read_body())
        except desk_entry.Refused as reason:
            return self._answer({"error": "refused", "reason": str(reason)}, 422)
        desk.take(entries, sent_at)
        return self._answer({"taken": [entry.key for entry in entries]}, 200)

    def _read_body(self):
        """Return what was sent, or nothing that could be an upload."""
        received = request.httprequest
        if received.mimetype != "application/json" or not 0 < (received.content_length or 0) <= desk_entry.MOST_BYTES:
            raise desk_entry.Refused("an upload is JSON of a length that is said and allowed")
        try:
            return json.loads(received.get_data())
        except (ValueError, RecursionError):
            raise desk_entry.Refused("this is no JSON") from None

    def _refuse(self, desk):
        """Say no; whoever has to log in is told so, everybody else learns nothing."""
        return self._answer({"error": "login" if desk.needs_login else "gone"}, 401 if desk.needs_login else 404)

    def _answer(self, content, status):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return request.make_response(body, [*JSON, ("Content-Type", "application/json; charset=utf-8")], status=status)
