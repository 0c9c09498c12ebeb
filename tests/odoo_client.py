"""What a browser does, without one: a session of the web client, and a visitor who follows links and fills in forms."""

import json
import re
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener


class OdooError(AssertionError):
    """The server answered with an error; its text is what a person would have read."""


class Session:
    """Somebody logged in, who calls what the web client calls."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.post("/web/session/authenticate", {"db": database, "login": login, "password": password})

    def post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = Request(self.url + path, body, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=120) as response:
            reply = json.load(response)
        if "error" in reply:
            raise OdooError(reply["error"]["data"]["message"])
        return reply.get("result")

    def call(self, model, method, *args, **kwargs):
        kwargs.setdefault("context", {"lang": "de_DE", "tz": "Europe/Berlin"})
        return self.post("/web/dataset/call_kw", {"model": model, "method": method, "args": args, "kwargs": kwargs})

    def read(self, model, domain, *fields, **options):
        return self.call(model, "search_read", domain, list(fields), **options)

    def create(self, model, **values):
        return self.call(model, "create", [values])[0]

    def get(self, path):
        with self.opener.open(self.url + path, timeout=120) as response:
            return response.read()

    def export(self, model, domain, names, purpose):
        """Return the workbook that "Export" in the web client makes of these records."""
        fields = [{"name": name, "label": name, "type": "char"} for name in names]
        question = {"model": model, "fields": fields, "ids": False, "domain": domain, "import_compat": False}
        question["context"] = {"outreach_export_purpose": purpose}
        token = re.search(r'csrf_token: "(\w+)"', self.get("/odoo").decode())[1]
        data = urlencode({"data": json.dumps(question), "csrf_token": token}).encode()
        with self.opener.open(self.url + "/web/export/xlsx", data, timeout=120) as response:
            return response.read()


class StayHere(HTTPRedirectHandler):
    """Shows a redirection instead of following it."""

    def redirect_request(self, *_args):
        return None


class Visitor:
    """Somebody who got a mail: opens its links, and sends the form of the page that opens."""

    def __init__(self):
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), StayHere())

    def open(self, url, data=None):
        """Return (status, text, headers) of a page."""
        body = urlencode(data).encode() if data is not None else None
        try:
            with self.opener.open(Request(url, body), timeout=60) as response:
                return response.status, response.read().decode(), response.headers
        except HTTPError as response:
            return response.code, response.read().decode(), response.headers

    def send_form(self, url, **values):
        """Open a page, send its form, and return what the page it leads to says."""
        return self.post_form(url, {**self.read_form(url), **values})

    def read_form(self, url):
        """Open a page and return the hidden fields of its form."""
        _status, page, _headers = self.open(url)
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))

    def post_form(self, url, values):
        """Send the form of a page and return what the page it leads to says."""
        status, _text, headers = self.open(url.split("?")[0], values)
        assert status == 303, f"the form was answered with {status}"
        return self.open(re.match(r"https?://[^/]+", url)[0] + headers["Location"])[1]
