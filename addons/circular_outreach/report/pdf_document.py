"""Turns the HTML of reports into a tagged PDF, without asking the network or the disk for anything."""

import logging

from odoo.tools import file_open

STYLE_SHEET = "circular_outreach/static/src/css/document.css"

# Nine lines for every PDF, at the level at which Odoo's log says that something happened.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


class ForbiddenResourceError(ValueError):
    """A report asked for something that is not part of it."""


def render(pages, base_url):
    """Return one PDF/UA document of several HTML pages, each of which counts its own sheets of paper.

    The title and the language of the document are those of the first page.

    :param list pages: whole HTML pages, with their pictures as data URLs
    :param str base_url: what relative links are relative to
    :raises ForbiddenResourceError: if a page refers to a resource outside itself
    """
    from weasyprint import CSS, HTML  # heavy, and only needed to print
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    with file_open(STYLE_SHEET) as sheet:
        style = CSS(string=sheet.read(), url_fetcher=fetcher)
    try:
        documents = [
            HTML(string=page.decode(), base_url=base_url, url_fetcher=fetcher).render(stylesheets=[style]) for page in pages
        ]
    except FatalURLFetchingError as error:
        raise ForbiddenResourceError(str(error)) from error
    sheets = [sheet for document in documents for sheet in document.pages]
    return documents[0].copy(sheets).write_pdf(pdf_variant="pdf/ua-1")
