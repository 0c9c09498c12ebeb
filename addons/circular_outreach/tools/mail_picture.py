"""Pictures that travel inside a mail: small, without what a camera or a program has written into them, in a format every mail program shows."""

import base64
import io
import re
from dataclasses import dataclass
from email.message import EmailMessage

from PIL import Image

# Twice as many dots as are shown, for sharp screens.
SHARPNESS = 2
JPEG_QUALITY = 85
SHOWN = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class MailPicture:
    """A picture ready for a mail; `width` and `height` are what it takes on the page, in CSS pixels."""

    content: bytes
    kind: str
    width: int
    height: int


def shrink(content: bytes, width: int, height: int) -> MailPicture | None:
    """Return a picture that fits into so many CSS pixels, or None for what mail programs do not show, SVG among others."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            kind = "jpeg" if picture.format == "JPEG" else "png"
            small = picture.convert("RGB" if kind == "jpeg" else "RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    small.thumbnail((width * SHARPNESS, height * SHARPNESS))
    written = io.BytesIO()
    options = {"quality": JPEG_QUALITY} if kind == "jpeg" else {"optimize": True}
    small.save(written, kind.upper(), **options)
    scale = min(1, width / small.width, height / small.height)
    return MailPicture(written.getvalue(), kind, max(1, round(small.width * scale)), max(1, round(small.height * scale)))


def show_pictures(message: EmailMessage, page: str) -> str:
    """Return the HTML of a mail with the pictures it carries in place, as a browser shows them without the mail."""
    for part in message.walk():
        content_id = (part["Content-ID"] or "").strip("<> ")
        if content_id:
            content = base64.b64encode(part.get_payload(decode=True)).decode()
            page = page.replace(f"cid:{content_id}", f"data:{part.get_content_type()};base64,{content}")
    return page


def attach_pictures(part: EmailMessage, page: str, domain: str) -> None:
    """Set the HTML of a part, the pictures it shows in place attached to it: the way back from :func:`show_pictures`."""
    found = list(dict.fromkeys(SHOWN.findall(page)))
    for number, (kind, content) in enumerate(found):
        page = page.replace(f"data:image/{kind};base64,{content}", f"cid:picture-{number}@{domain}")
    part.set_content(page, subtype="html", charset="utf-8", cte="quoted-printable")
    for number, (kind, content) in enumerate(found):
        part.add_related(base64.b64decode(content), "image", kind, cid=f"<picture-{number}@{domain}>", disposition="inline")
