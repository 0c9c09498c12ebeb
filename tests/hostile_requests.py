"""Requests no browser sends. They are drawn from a seed, so that what fails once fails again."""

import random
from urllib.parse import quote, quote_from_bytes

CRLF = b"\r\n"
METHODS = [
    "GET",
    "POST",
    "HEAD",
    "OPTIONS",
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "G\u00c4T",
    "X" * 300,
]
TEXTS = [
    b"",
    b"\0",
    b"a\0b",
    b"\xff\xfe\xfd",
    b"\xc0\xae\xc0\xae/",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"../../../../etc/passwd",
    b"..\\..\\odoo.conf",
    b"//evil.example/",
    b"https://evil.example/",
    b"javascript:alert(1)",
    b"\r\nSet-Cookie: session_id=1\r\n\r\n<b>",
    b"<script>alert(1)</script>",
    b"\"'><img src=x onerror=alert(1)>",
    b"{{7*7}}${7*7}#{7*7}<%=7*7%>",
    b"<t t-out=\"request.env['res.users']\"/>",
    b"' OR '1'='1' --",
    b"%' AND pg_sleep(9) --",
    b"%s%d%n%(name)s%",
    b"__class__",
    b"-1",
    b"0",
    b"1",
    b"2147483648",
    b"9" * 400,
    b"1e999",
    b"NaN",
    b"\xd9\xa1\xd9\xa2",
    b"\xc2\xb2",
    b"null",
    b"[]",
    b"{}",
    b"[('id','>',0)]",
    b"[[[[" * 500,
    b"a" * 9000,
    "ä\u202eß\u200b\ufeff😀e\u0301".encode(),
    b"+" * 50,
    b"%",
    b"%zz",
    b"%u0041",
    b"accepted",
    b"declined",
    b"substituted",
    b"not_me",
    b"everything",
    b"One-Click",
    b"de",
    b"de_DE.UTF-8@x",
]
# Besides the parameters of the routes: what Odoo, Python and other programs give a meaning to.
NAMES = [
    b"self",
    b"args",
    b"kwargs",
    b"context",
    b"debug",
    b"db",
    b"session_id",
    b"redirect",
    b"model",
    b"id",
    b"partner_id",
    b"company_id",
    b"verdict",
    b"su",
    b"uid",
    b"__proto__",
    b"a[b][]",
    b"",
    b"\xff",
    b"\0",
    b"interest",
    b"comment",
    b"companion-1",
    b"question-1",
    b"correct-email",
    b"diet",
    b"List-Unsubscribe",
]
HEADERS = [
    b"X-Forwarded-Host: evil.example",
    b"X-Forwarded-For: 10.0.0.1, \xff, ::",
    b"X-Forwarded-Proto: gopher",
    b"X-HTTP-Method-Override: DELETE",
    b"X-Odoo-Database: other",
    b"Cookie: session_id=../../../../etc/passwd",
    b"Cookie: session_id=" + b"a" * 84,
    b"Cookie: session_id=\0\xff; frontend_lang=xx_YY; tz=Mars/Base; cids=1-2-999999",
    b"Cookie: " + b"a=b; " * 500,
    b'Cookie: =;;="; debug=1',
    b"Accept-Language: \xff, de;q=abc, *;q=-1, " + b"x-" * 200,
    b"Accept: */*;q=zzz",
    b"Accept-Encoding: gzip;q=nan, br",
    b"Authorization: Basic ////",
    b"Authorization: Bearer \xff",
    b"Content-Encoding: gzip",
    b"Range: bytes=-9999999999-",
    b'If-None-Match: W/"\xff, *',
    b"If-Modified-Since: yesterday",
    b"Expect: 100-continue",
    b"Expect: the-unexpected",
    b"Upgrade: websocket",
    b"Connection: keep-alive, Upgrade",
    b"Origin: null",
    b"Referer: //evil.example/%00",
    b"User-Agent: ",
    b"User-Agent: () { :; }; echo",
    b"no colon here",
    b": no name",
    b" folded: line",
    b"X-Nul: a\0b",
    b"X-Long: " + b"x" * 20_000,
    b'Forwarded: for=unknown;;host="',
]
# What a proxy refuses: Odoo itself fails at these before it knows which page is meant.
HOST_FAULTS = [
    b"X-No-Host: 1",
    b"Host: evil.example",
    b"Host: [::1",
    b"Host: a b",
    b"Host: \xff\xfe",
    b"Host: 127.0.0.1:99999999",
    b"Host: 127.0.0.1\r\nHost: evil.example",
]
CONTENT_TYPES = [
    b"application/x-www-form-urlencoded",
    b"application/x-www-form-urlencoded; charset=utf-7",
    b"application/x-www-form-urlencoded; charset=nonsense",
    b"multipart/form-data",
    b"multipart/form-data; boundary=",
    b"multipart/form-data; boundary=\xff",
    b"multipart/form-data; boundary=" + b"b" * 3000,
    b"application/json",
    b"application/json; charset=utf-16",
    b"text/xml",
    b"text/plain",
    b"application/octet-stream",
    b"image/png",
    b"\xff/\xff",
    b"",
    b";;;=",
]
# What a form of the answer page needs so that the rest of it is looked at.
KNOWN_FIELDS = [
    b"",
    b"answer=accepted",
    b"answer=accepted&health-consent=1",
    b"answer=declined&reason=999999999",
    b"answer=tentative",
    b"answer=not_me",
    b"answer=accepted&companion-1=%00%F0%9F%98%80",
    b"first_name=Kim&surname=Lee&email=kim%40lee.example",
    b"first_name=%F0%9F%98%80&surname=%00&email=a%40b",
]
MALFORMED = [
    b"",
    b"\r\n\r\n",
    b"\0" * 200,
    b"GET\r\n\r\n",
    b"GET %s HTTP/9.9\r\n\r\n",
    b"GET %s HTTP/1.1.1\r\nHost: x\r\n\r\n",
    b"GET  %s  HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET %s HTTP/1.1\nHost: x\n\n",
    b"GET %s FTP/1.1\r\n\r\n",
    b"%s\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET %s HTTP/1.1\r\nHost: x\r\n",
    b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://evil.example%s HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\na=b&c",
    b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\na=b",
    b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\na=b",
    b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\na=b",
    b'POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\nContent-Type: application/json\r\n\r\n{"a":',
    b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nabcde\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
]


class HostileRequests:
    """Draws requests to the given paths, with the given parameter names besides the general ones.

    `paths` are bytes with `*` where the route has a variable part; `words` are what may stand there besides rubbish.
    """

    def __init__(self, seed, paths, words, names):
        self.random = random.Random(seed)  # noqa: S311  nothing is kept secret with it
        self.paths, self.words, self.names = paths, words, [*NAMES, *(name.encode() for name in names)]

    def draw(self):
        """Return the bytes of one request."""
        chance = self.random.random()
        if chance < 0.1:
            return self._draw_malformed()
        method = self._pick(METHODS) if chance < 0.2 else self._pick(["GET", "GET", "POST"])
        target = self._draw_target()
        has_body = method == "POST" or self.random.random() < 0.1
        return self._write(method.encode(), target, *(self._draw_body() if has_body else (b"", b"")))

    def draw_huge(self, size):
        """Return the bytes of one request with a body of `size` bytes."""
        kind = self._pick(CONTENT_TYPES)
        return self._write(b"POST", self._draw_path(), kind, (b"code=" if b"form" in kind else b"") + b"a" * size)

    def draw_host_fault(self):
        """Return the bytes of one request that does not say plainly which machine is meant."""
        return CRLF.join([b"GET " + self._draw_path() + b" HTTP/1.1", self._pick(HOST_FAULTS), b"", b""])

    def draw_form(self, path, cookie, proof):
        """Return the bytes of a form as somebody sends it who has opened its page: with the cookie, and with the proof that the form was seen."""
        body = proof.encode() + b"&" + self._pick(KNOWN_FIELDS) + b"&" + self._draw_pairs()
        headers = [b"Host: 127.0.0.1", b"Cookie: " + cookie.encode(), b"Content-Type: " + CONTENT_TYPES[0]]
        return CRLF.join([b"POST " + path.encode() + b" HTTP/1.1", *headers, b"Content-Length: %d" % len(body), b"", body])

    def _pick(self, choices):
        return self.random.choice(choices)

    def _draw_malformed(self):
        text = self._pick(MALFORMED)
        return text.replace(b"%s", self._draw_path())

    def _draw_path(self):
        path = self._pick(self.paths)
        while b"*" in path:
            word = self._pick(self.words) if self.random.random() < 0.6 else self._encode(self._pick(TEXTS)[:2000])
            path = path.replace(b"*", word.replace(b"*", b""), 1)
        return path

    def _draw_target(self):
        path = self._draw_path()
        if self.random.random() < 0.15:
            path = self._pick(
                [b"/" + path, path + b"/", path + b"//..//", b"/./" + path, path + b"%2f..%2f..", path + b";a=b", path.upper()]
            )
        return path + (b"?" + self._draw_pairs() if self.random.random() < 0.6 else b"")

    def _draw_pairs(self):
        pairs = []
        for _number in range(self.random.randint(1, 6)):
            name, value = self._pick(self.names), self._pick(TEXTS)
            pairs += [(name, value), (name, self._pick(TEXTS))] if self.random.random() < 0.2 else [(name, value)]
        separators = [b"="] * 9 + [b"", b"=="]
        return b"&".join(self._encode(name) + self._pick(separators) + self._encode(value) for name, value in pairs)

    def _encode(self, text):
        """Escape a text for an address: as one should, twice, or not at all apart from what ends the line."""
        chance = self.random.random()
        if chance < 0.7:
            return quote_from_bytes(text, safe="").encode()
        if chance < 0.85:
            return quote(quote_from_bytes(text, safe=""), safe="").encode()
        return text.replace(b" ", b"+").replace(b"\r", b"").replace(b"\n", b"")

    def _draw_body(self):
        """Return content type and body."""
        kind = self._pick(CONTENT_TYPES)
        chance = self.random.random()
        if chance < 0.4:
            return (kind if chance < 0.1 else CONTENT_TYPES[0]), self._draw_pairs()
        if chance < 0.7:
            return self._draw_multipart()
        if chance < 0.85:
            return b"application/json", self._pick(
                [*TEXTS, b'{"now": 1, "entries": [{}]}', b'{"jsonrpc": "2.0", "params": {"token": {}}}']
            )
        return kind, self.random.randbytes(self.random.randint(0, 600))

    def _draw_multipart(self):
        parts = []
        for _number in range(self.random.randint(0, 3) if self.random.random() < 0.99 else 1200):
            disposition = b'form-data; name="' + self._pick(self.names) + b'"'
            if self.random.random() < 0.3:
                disposition += b'; filename="' + self._pick(TEXTS)[:50] + b'"'
            disposition = self._pick([disposition] * 6 + [b"", b"form-data", disposition[:-1]])
            parts.append(CRLF.join([b"--part", b"Content-Disposition: " + disposition, b"", self._pick(TEXTS)[:300]]))
        end = self._pick([CRLF + b"--part--" + CRLF] * 3 + [b"", CRLF + b"--part", b"--"])
        return b"multipart/form-data; boundary=part", CRLF.join(parts) + end

    def _write(self, method, target, kind, body):
        headers = [b"Host: 127.0.0.1", b"Connection: close"]
        headers += self.random.sample(HEADERS, self.random.choice([0, 0, 1, 1, 2, 5]))
        if body or method == b"POST":
            length = len(body) if self.random.random() < 0.95 else self._pick([0, 1, len(body) + 100])
            headers += [b"Content-Type: " + kind, b"Content-Length: %d" % length]
        return CRLF.join([method + b" " + target + b" HTTP/1.1", *headers, b"", body])
