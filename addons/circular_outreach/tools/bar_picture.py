"""Draws horizontal bars as SVG, with the name before and the number behind each."""

from html import escape

WIDTH, LINE, BAR = 900, 30, 20
LABEL_WIDTH, NUMBER_WIDTH = 330, 60
COLOUR = "#0b5c53"


def draw(bars):
    """Return the picture.

    :param list bars: (label, length, text behind the bar); the longest fills the width
    """
    longest = max((length for _label, length, _text in bars), default=0) or 1
    room = WIDTH - LABEL_WIDTH - NUMBER_WIDTH
    lines = [_draw_bar(place * LINE, label, length * room / longest, text) for place, (label, length, text) in enumerate(bars)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {LINE * max(len(bars), 1)}" '
        f'font-family="Liberation Sans, DejaVu Sans, sans-serif" font-size="15">{"".join(lines)}</svg>'
    )


def _draw_bar(top, label, length, text):
    base = top + LINE / 2 + 5
    bar_top = top + (LINE - BAR) / 2
    return (
        f'<text x="{LABEL_WIDTH - 10}" y="{base}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LABEL_WIDTH}" y="{bar_top}" width="{length:.1f}" height="{BAR}" fill="{COLOUR}" />'
        f'<text x="{LABEL_WIDTH + length + 8:.1f}" y="{base}">{escape(text)}</text>'
    )
