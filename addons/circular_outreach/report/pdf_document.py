"""Turns the HTML of reports into a tagged PDF, without asking the network or the disk for anything."""

import logging

from odoo.tools import file_open

STYLE_SHEET = "circular_outreach/static/src/css/document.css"
BLANK_SHEET = b"<!DOCTYPE html><html lang='de'><head><title></title></head><body></body></html>"

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
    press = Press(base_url)
    return press.write_whole([press.lay_out(page) for page in pages])


class Press:
    """Lays pages out and writes them as PDF. Style sheet and fonts are read once."""

    def __init__(self, base_url):
        from weasyprint import CSS  # heavy, and only needed to print
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        self.base_url = base_url
        self.fetcher = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
        with file_open(STYLE_SHEET) as sheet:
            self.style = CSS(string=sheet.read(), url_fetcher=self.fetcher)
        self.fonts = FontConfiguration()

    def lay_out(self, page):
        """Return the laid-out sheets of one HTML page."""
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError

        html = HTML(string=page.decode(), base_url=self.base_url, url_fetcher=self.fetcher)
        try:
            return html.render(stylesheets=[self.style], font_config=self.fonts)
        except FatalURLFetchingError as error:
            raise ForbiddenResourceError(str(error)) from error

    def write_whole(self, documents):
        """Return one PDF/UA document of what was laid out."""
        return self._join(documents, is_duplex=False).write_pdf(pdf_variant="pdf/ua-1")

    def write_part(self, documents, is_duplex=False):
        """Return a tagged PDF that is to become a part of one (see pdf_merge.py).

        Objects are not packed together: pypdf would look through all of them for each of them.

        :param bool is_duplex: whether every page begins on a new sheet of paper that is printed on both sides
        """
        return self._join(documents, is_duplex).write_pdf(pdf_variant="pdf/ua-1", pdf_version="1.4")

    def _join(self, documents, is_duplex):
        sheets = []
        for document in documents:
            sheets += document.pages
            if is_duplex and len(document.pages) % 2:
                sheets += self.lay_out(BLANK_SHEET).pages
        return documents[0].copy(sheets)
