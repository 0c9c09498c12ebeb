"""Turns the HTML of a report into a tagged PDF, without asking the network for anything."""

from odoo.tools import file_open


class ForbiddenResource(ValueError):
    """A report asked for something that is not part of it."""


def _fetch(url, **_options):
    """Serve the addon's own style sheets and pictures inside the page; refuse the rest."""
    if url.startswith("data:"):
        from weasyprint import default_url_fetcher  # noqa: PLC0415  heavy, and only needed to print

        return default_url_fetcher(url)
    raise ForbiddenResource(url)


def render(html, base_url):
    """Return the PDF/UA document of an HTML page.

    :param html: the whole page, with its pictures as data URLs
    :param str base_url: what relative links are relative to
    :raises ForbiddenResource: if the page refers to a resource outside itself
    """
    from weasyprint import CSS, HTML  # noqa: PLC0415  heavy, and only needed to print

    with file_open("circular_outreach/static/src/css/document.css", "r") as sheet:
        style = CSS(string=sheet.read())
    text = html.decode() if isinstance(html, bytes) else str(html)
    return HTML(string=text, base_url=base_url, url_fetcher=_fetch).write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
