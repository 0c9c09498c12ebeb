"""What axe-core cannot see on a page: the way of the keyboard, the focus, narrow and enlarged pages (WCAG 2.2 by number)."""

import io
from itertools import pairwise

from browser import SCREENSHOTS
from conftest import ROOT
from PIL import Image

IMAGES = ROOT / "docs/images"
FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
# WCAG 1.4.12, set through the object model: the page's policy forbids style sheets from elsewhere.
SPACING = """() => {
    for (const element of document.querySelectorAll('body *')) {
        element.style.setProperty('line-height', '1.5', 'important');
        element.style.setProperty('letter-spacing', '0.12em', 'important');
        element.style.setProperty('word-spacing', '0.16em', 'important');
        if (element.tagName === 'P') element.style.setProperty('margin-bottom', '2em', 'important');
    }
}"""
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
    const style = getComputedStyle(element);
    if (style.display === 'inline' || element.tagName === 'TEXTAREA' || element.tagName === 'SELECT') return false;
    return element.checkVisibility({visibilityProperty: true}) && style.overflow === 'hidden' && element.scrollWidth > element.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 80))"""
# From where somebody has clicked last, Tab would go on there; this begins at the top.
BEGINNING = """() => {
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
}"""
FOCUSED = """() => {
    const element = document.activeElement, box = element.closest('.choice') || element;
    const ring = [element, box].map(one => getComputedStyle(one)).find(
        style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    const place = element.getBoundingClientRect();
    return {tag: element.tagName, name: element.id || element.name || element.textContent.trim().slice(0, 40),
        ring: Boolean(ring), top: place.top + scrollY, radio: element.type === 'radio' ? element.name : ''};
}"""


def keyboard_faults(page):
    """Walk through the page with the Tab key: every stop has a visible focus (2.4.7), the order is that of the eye (2.4.3), the end is reached (2.1.2)."""
    page.evaluate(BEGINNING)
    stops, faults = [], []
    for _step in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        # Behind the last one a browser begins anew, on some pages at once.
        if stop["tag"] == "BODY" or stop in stops[:1]:
            break
        stops.append(stop)
    else:
        faults.append("the end of the page is not reached")
    faults += [f"no visible focus: {stop['name']}" for stop in stops if not stop["ring"]]
    faults += [
        f"out of order: {after['name']} after {before['name']}"
        for before, after in pairwise(stops)
        if after["top"] < before["top"] - 40
    ]
    # A group of radio buttons is one stop.
    expected = page.evaluate(
        """selector => new Set([...document.querySelectorAll(selector)].filter(one => one.checkVisibility({visibilityProperty: true}))
            .map(one => one.type === 'radio' ? one.name : one)).size""",
        FOCUSABLE,
    )
    if len(stops) != expected:
        faults.append(f"{len(stops)} stops instead of {expected}")
    return faults


def layout_faults(page):
    """Look at the page at 320 px (1.4.10), enlarged to 200 % (1.4.4), with wide text (1.4.12) and in forced colours."""
    before, faults = page.viewport_size, []
    for name, width in (("320 px", 320), ("200 %", 640)):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"sideways scrolling at {name}")
        faults += [f"cut off at {name}: {element}" for element in page.evaluate(CUT_OFF)]
        faults += [f"too small to touch at {name}: {target}" for target in small_targets(page)]
    page.evaluate(SPACING)
    page.set_viewport_size({"width": 320, "height": 900})
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        faults.append("sideways scrolling with wide text")
    faults += [f"cut off with wide text: {element}" for element in page.evaluate(CUT_OFF)]
    page.evaluate("document.querySelectorAll('body *').forEach(element => element.removeAttribute('style'))")
    page.set_viewport_size(before)
    page.emulate_media(forced_colors="active")
    faults += [
        f"no border in forced colours: {name}"
        for name in page.evaluate(
            """() => [...document.querySelectorAll('button:not(.link), .button, main input[type=text], textarea, select')]
                .filter(one => one.checkVisibility({visibilityProperty: true}) && getComputedStyle(one).borderStyle === 'none').map(one => one.outerHTML.slice(0, 80))"""
        )
    ]
    page.emulate_media(forced_colors="none")
    return faults


def small_targets(page):
    """Return what is pressed and smaller than 24 px (2.5.8); links within a sentence may be."""
    return page.evaluate(
        """() => [...document.querySelectorAll('button, .button, input, select, textarea, summary, nav a')].filter(one => {
            const place = one.getBoundingClientRect();
            return one.type !== 'hidden' && one.checkVisibility({visibilityProperty: true}) && (place.height < 24 || place.width < 24);
        }).map(one => one.outerHTML.slice(0, 80))"""
    )


class Pictures:
    """Keeps pictures for whoever wants to look; those of the user guide are renewed when asked for."""

    def __init__(self, renew):
        self.renew = renew

    def keep(self, page, name, full_page=False):
        content = page.screenshot(full_page=full_page)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        (SCREENSHOTS / f"{name}.png").write_bytes(content)
        if self.renew:
            colours = Image.open(io.BytesIO(content)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
            colours.save(IMAGES / f"{name}.png", optimize=True)
