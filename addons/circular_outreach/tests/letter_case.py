import base64
import io
import re
import subprocess

import zxingcpp
from lxml import etree
from PIL import Image

from .common import OutreachCase

ADDRESS = {"street": "Hauptstraße 1", "zip": "09599", "city": "Freiberg"}
MM = 72 / 25.4


class LetterCase(OutreachCase):
    """Makes letters as a clerk does, and reads them back as a printer, a window envelope and a phone see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"outreach_fax": "+49 3731 000001", "country_id": cls.env.ref("base.de").id})

    @classmethod
    def _make_recipient(cls, name="Erika Muster", **values):
        values = {"outreach_source": "Trade register", "outreach_salutation_kind": "female", "lang": "de_DE", **ADDRESS, **values}
        return cls._make_contact(name, email=False, **values)

    def _make_batch(self, campaign, kind="invitation", **values):
        step = campaign.step_ids.filtered(lambda step: step.kind == kind)
        batch = self.env["outreach.letter.batch"].with_user(self.clerk)
        return batch.create({"campaign_id": campaign.id, "step_id": step.id, **values})

    def _print(self, contacts, **values):
        """Return the printed batch of letters for these contacts."""
        batch = self._make_batch(self._invite(contacts).campaign_id, **values)
        batch.action_print()
        return batch

    def _get_pdf(self, batch):
        return base64.b64decode(batch.document)

    def _read_words(self, pdf, page=1):
        """Return [(word, left, top, right, bottom)] of a page in millimetres from the upper left corner of the paper."""
        xml = self._run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), "-", "-"], pdf)
        tree = etree.fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", xml))
        return [
            (word.text, *(float(word.get(name)) / MM for name in ("xMin", "yMin", "xMax", "yMax")))
            for word in tree.iter("{*}word")
        ]

    def _read_text(self, pdf):
        return self._run(["pdftotext", "-layout", "-", "-"], pdf).decode()

    def _draw(self, pdf, page=1, dpi=150):
        image = self._run(["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-png", "-"], pdf)
        return Image.open(io.BytesIO(image)).convert("L")

    def _scan(self, pdf, page=1):
        """Return the QR codes of a page: [(text, (left, top, right, bottom) in millimetres, error correction level)]."""
        image = self._draw(pdf, page)
        scale = 25.4 / 150
        found = []
        for code in zxingcpp.read_barcodes(image):
            corners = [code.position.top_left, code.position.bottom_right]
            found.append((code.text, [number * scale for corner in corners for number in (corner.x, corner.y)], code.ec_level))
        return found

    def _run(self, command, content):
        return subprocess.run(command, input=content, capture_output=True, check=True).stdout  # noqa: S603  commands of this file
