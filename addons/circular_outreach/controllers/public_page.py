from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from odoo.http import request, route
from odoo.tools.misc import get_lang

from ..tools import log_filter
from ..tools.rate_limit import RateLimit

# Odoo writes every address it serves into its log; a token there would open somebody's invitation to whoever reads logs (invariant I12).
log_filter.install()

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
# A form with all companions and questions, every field full, has less than a quarter of it.
MOST_BYTES = 256 * 1024
LANGUAGES = {"de": "Deutsch", "en": "English"}
# Of one link in a minute: a person needs a few, a mail gateway some. Of links that open nothing, from one address: see decision 0020.
VISITS = RateLimit(limit=60, window=60)
STRAY_VISITS = RateLimit(limit=60, window=60)


def public_route(path, methods, **options):
    """Return the decorator for a page that is open to everybody: no more is read from a request than its longest form can hold."""
    return route(
        path, type="http", auth="public", methods=methods, sitemap=False, **{"max_content_length": MOST_BYTES, **options}
    )


def render_page(template, values, status=200, lang=None):
    """Return a public page: small, without script, without anything from elsewhere, kept in no cache and no index."""
    company = values.get("company") or request.env.company.sudo()  # sudo: name and legal links of the office are public
    code = lang or get_visitor_lang()
    short = code.partition("_")[0]
    others = [(other, label) for other, label in LANGUAGES.items() if other != short and _find_lang(other)]
    values = {
        **values,
        "company": company.with_context(lang=code),
        "lang_code": short,
        "chosen_lang": short if _get_chosen_lang() else "",
        "keep_lang": keep_lang,
        "other_languages": others,
    }
    html = (
        request.env["ir.qweb"].with_context(lang=code).sudo()._render(template, values, lang=code)
    )  # sudo: the template is no record
    response = request.make_response(f"<!DOCTYPE html>{html}", [("Content-Type", "text/html; charset=utf-8"), *HEADERS.items()])
    response.status_code = status
    return response


def refuse(status=200, template="circular_outreach.page_unknown"):
    """Return the one page for every link that opens nothing (of its kind); from one address so many times a minute, then the page that asks to wait.

    The status says nothing about the link either, and 200 keeps proxies from putting an error page of their own in its place.
    """
    address = request.httprequest.remote_addr
    if STRAY_VISITS.is_exhausted(address):
        return render_page("circular_outreach.page_too_many", {}, status=429)
    STRAY_VISITS.record(address)
    return render_page(template, {}, status=status)


def render_failure(error):
    """Return the page for what Odoo refuses (HTTPException) before a page of ours can answer, with the status that it has."""
    response = render_page("circular_outreach.page_failed", {"status": error.code}, status=error.code)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def is_visited_too_often(token):
    """Count a visit to a link, whether it opens anything or not; say whether it is one too many for this minute."""
    if VISITS.is_exhausted(hash(token)):
        return True
    VISITS.record(hash(token))
    return False


def visit(token):
    """Return the invitation that a link opens, or none and the page to show instead."""
    if is_visited_too_often(token):
        return None, render_page("circular_outreach.page_too_many", {}, status=429)
    invitation = find_invitation(token)
    if not invitation or invitation.wrong_person_on:
        return None, refuse()
    return invitation, None


def find_invitation(token, purpose="answer"):
    """Return the one invitation that a token opens, with the language of its person unless the visitor chose another."""
    # sudo: a visitor is nobody to Odoo; the token is the right to see this one record
    invitation = request.env["outreach.invitation"].sudo()._find_by_token(token, purpose)
    return invitation.with_context(lang=_get_chosen_lang() or get_lang(request.env, invitation.lang).code)


def get_visitor_lang():
    """Return the code of the language the visitor reads: the one chosen on the page, else that of the browser."""
    return _get_chosen_lang() or get_lang(request.env).code


def keep_lang(address):
    """Return the address of one of our pages, in the language the visitor has chosen, if any."""
    code = _get_chosen_lang()
    return f"{address}{'&' if '?' in address else '?'}lang={code.partition('_')[0]}" if code else address


def _get_chosen_lang():
    """Return the code of the language asked for with a form, else of the one named in the address, if this office has it."""
    return _find_lang(request.params.get("switch")) or _find_lang(request.params.get("lang"))


def _find_lang(short):
    if short not in LANGUAGES:
        return None
    installed = [code for code, _label in request.env["res.lang"].get_installed()]
    return next((code for code in installed if code.partition("_")[0] == short), None)


def begin_seat_transaction():
    """Begin the transaction of this request anew, in READ COMMITTED; to be called before anything else of the request.

    People who accept at the same time wait for each other when the seats are locked, a few milliseconds each. In Odoo's usual REPEATABLE READ all
    but the first would then fail and be run again, and of two hundred some would run out of tries (decision 0009).
    """
    cr = request.env.cr
    cr.rollback()
    # A transaction under test has begun already and is alone anyway.
    if cr.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
        cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
