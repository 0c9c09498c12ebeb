"""Debian's Chromium, driven by Playwright, looking at German pages."""

from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT
from conftest import ROOT
from playwright.sync_api import sync_playwright

SCREENSHOTS = ROOT / ".local/screenshots"
SIZES = {"desktop": {"width": 1400, "height": 900}, "phone": {"width": 390, "height": 844}}
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549"]


@contextmanager
def browser(size="desktop", **options):
    """Yield a page of the given size; what the page complains about is an error. Options go to Playwright's context."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        context = chromium.new_context(viewport=SIZES[size], locale="de-DE", timezone_id="Europe/Berlin", **options)
        page = context.new_page()
        complaints = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        chromium.close()
        assert not complaints, complaints


def log_in(page, url, login):
    page.goto(f"{url}/web/login")
    page.fill("#login", login)
    page.fill("#password", login)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar", timeout=60_000)


def picture(page, name):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def accessibility_faults(page, within=None, leave_out=()):
    """Return what axe-core finds against WCAG 2.2 AA and EN 301 549, in the whole page or in a part of it; some rules may be left out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Only what is wrong: what is right fills megabytes.
    options = {
        "runOnly": AXE_TAGS,
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in leave_out},
    }
    return page.evaluate(
        """([within, options]) => axe.run(within || document, options).then(
            results => results.violations.map(fault => `${fault.id}: ${fault.help}`))""",
        [within, options],
    )
