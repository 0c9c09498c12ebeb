"""Turns the HTML of reports into a tagged PDF, without asking the network or the disk for anything."""

import logging

from odoo.tools import file_open

STYLE_SHEET = "circular_outreach/static/src/css/document.css"

# Nine lines for every PDF, at the level at which Odoo's log says that something happened.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


class ForbiddenResourceError(ValueError):
    """A report asked for something that is not part of it."""


BLANK_SHEET = b"<!DOCTYPE html><html lang='de'><head><title></title></head><body></body></html>"


def render(pages, base_url, is_duplex=False):
    """Return one PDF/UA document of several HTML pages, each of which counts its own sheets of paper.

    The title and the language of the document are those of the first page.

    :param list pages: whole HTML pages, with their pictures as data URLs
    :param str base_url: what relative links are relative to
    :param bool is_duplex: whether every page begins on a new sheet of paper that is printed on both sides
    :raises ForbiddenResourceError: if a page refers to a resource outside itself
    """
    from weasyprint import CSS, HTML  # heavy, and only needed to print
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    with file_open(STYLE_SHEET) as sheet:
        style = CSS(string=sheet.read(), url_fetcher=fetcher)
    fonts = FontConfiguration()

    def lay_out(page):
        return HTML(string=page.decode(), base_url=base_url, url_fetcher=fetcher).render(stylesheets=[style], font_config=fonts)

    try:
        documents = [lay_out(page) for page in pages]
    except FatalURLFetchingError as error:
        raise ForbiddenResourceError(str(error)) from error
    sheets = []
    for document in documents:
        sheets += document.pages
        if is_duplex and len(document.pages) % 2:
            sheets += lay_out(BLANK_SHEET).pages
    return documents[0].copy(sheets).write_pdf(pdf_variant="pdf/ua-1")
