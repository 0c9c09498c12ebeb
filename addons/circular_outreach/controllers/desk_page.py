from odoo.http import request
from odoo.tools.misc import get_lang

from ..models.outreach_desk_device import LATE_UPLOAD
from .public_page import HEADERS, render_page

# Scripts of this addon and Odoo's barcode reader, the camera, and nothing from elsewhere.
DESK_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; media-src 'self' blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
ICONS = [
    {
        "src": f"/circular_outreach/static/src/desk/icon-{size}.png",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }
    for size in (192, 512)
    for purpose in ("any", "maskable")
]


class DeviceDesk:
    """The desk as a device sees it whose link is its right. Everything it does is done for it, within its one workshop."""

    needs_login = False

    def __init__(self, token):
        # sudo: a device is nobody to Odoo; the token is the right to this one workshop
        self.device = request.env["outreach.desk.device"].sudo()._find_by_token(token)
        self.event = self.device.event_id.with_context(lang=get_lang(request.env).code)
        self.path = f"/desk/{token}"
        self.sender = (request.db, "device", self.device.id)
        self.may_read = self.device._may_read()
        self.may_upload = self.device._may_upload()

    def get_list(self):
        return self.event._get_outreach_desk_list()

    def get_manifest(self):
        return prepare_manifest(self.event, f"{self.path}#{self.device._get_device_key()}", self.path)

    def take(self, entries, sent_at):
        request.env["outreach.desk.upload"]._take(self.event, entries, sent_at, self.device.name)
        self.device._note_upload()


class StaffDesk:
    """The desk as somebody sees it who is logged in and has the right to check people in."""

    def __init__(self, event_id):
        user = request.env.user
        self.needs_login = user._is_public()
        may = not self.needs_login and user.has_group("event.group_event_registration_desk")
        event = request.env["event.event"].search([("id", "=", event_id)]) if may else request.env["event.event"]
        self.event = event
        self.path = f"/desk/event/{event_id}"
        self.sender = (request.db, "user", user.id)
        self.may_read = bool(event) and event._is_outreach_desk_ahead()
        self.may_upload = bool(event) and event._is_outreach_desk_ahead(LATE_UPLOAD)

    def get_list(self):
        return {**self.event._get_outreach_desk_list(), "key": self.event._get_outreach_staff_key()}

    def get_manifest(self):
        return prepare_manifest(self.event, self.path, self.path)

    def take(self, entries, sent_at):
        request.env["outreach.desk.upload"]._take(self.event, entries, sent_at, None)


def find_desk(token, event_id):
    return DeviceDesk(token) if event_id is None else StaffDesk(event_id)


def prepare_manifest(event, start_url, identity):
    """Return the web app manifest (W3C), so that the page can be put on the start screen of a telephone."""
    return {
        "id": identity,
        "name": request.env._("Check-in: %(event)s", event=event.name),
        "short_name": request.env._("Check-in"),
        "lang": get_lang(request.env).code.partition("_")[0],
        "start_url": start_url,
        "scope": "/desk/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5c53",
        "icons": ICONS,
    }


def render_desk(desk):
    """Return the page; it holds no names, so that it may be kept on the device as it is."""
    values = {"company": company_of(desk), "desk": desk, "words": request.env["outreach.desk.words"]._get_words()}
    return with_headers(render_page("circular_outreach.page_desk", values))


def render_refused():
    """Return the one page for links that are not valid (any more): wrong, withdrawn, of another day."""
    return with_headers(
        render_page("circular_outreach.page_desk_refused", {"words": request.env["outreach.desk.words"]._get_words()}, status=404)
    )


def company_of(desk):
    return (desk.event.company_id or request.env.company).sudo()  # sudo: name and legal links of the office are public


def with_headers(response):
    for name, value in {**HEADERS, **DESK_HEADERS}.items():
        response.headers[name] = value
    return response
