from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from odoo.http import request
from odoo.tools.misc import get_lang

from ..tools import log_filter

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


def render_page(template, values, status=200, lang=None):
    """Return a public page: small, without script, without anything from elsewhere, kept in no cache and no index."""
    company = values.get("company") or request.env.company.sudo()  # sudo: name and legal links of the office are public
    code = lang or get_lang(request.env).code
    values = {**values, "company": company.with_context(lang=code), "lang_code": code.partition("_")[0]}
    html = (
        request.env["ir.qweb"].with_context(lang=code).sudo()._render(template, values, lang=code)
    )  # sudo: the template is no record
    response = request.make_response(f"<!DOCTYPE html>{html}", [("Content-Type", "text/html; charset=utf-8"), *HEADERS.items()])
    response.status_code = status
    return response


def find_invitation(token, purpose="answer"):
    """Return the one invitation that a token opens, with the language of its person."""
    # sudo: a visitor is nobody to Odoo; the token is the right to see this one record
    invitation = request.env["outreach.invitation"].sudo()._find_by_token(token, purpose)
    return invitation.with_context(lang=get_lang(request.env, invitation.lang).code)


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
