import base64
import gc

from odoo import fields, models
from odoo.exceptions import UserError

from ..report.pdf_document import Press
from ..report.pdf_merge import merge


class OutreachLetterBatch(models.Model):
    """The PDF of a batch of letters. It is made in portions, so that the memory it takes does not grow with the pile."""

    _inherit = "outreach.letter.batch"

    def _print_portion(self, letters, last_number):
        """Make and keep the PDF of the next letters. One that cannot be made is named, and the others are printed all the same."""
        pages = self._get_pages(self._leave_out_unwanted(letters))
        document, failures = self._make_document(pages)
        # Laid-out pages refer to each other in circles. Left alone, those of hundreds of letters gather before Python looks for them.
        gc.collect()
        for letter, error in failures.items():
            # sudo: see _collect
            letter.sudo().write({"state": "failed", "letter_number": 0, "failure": letter._describe_failure(error)})
        # sudo: portions are made here and nowhere else
        self.env["outreach.letter.portion"].sudo().create(
            {
                "batch_id": self.id,
                "last_number": last_number,
                "letter_count": len(pages) - len(failures),
                "document": document and base64.b64encode(document),
            }
        )

    def _get_pages(self, letters):
        """Return {letter: HTML page} in the order of the letters."""
        # sudo: texts may name a short list of words and nothing else (decision 13), whoever prints them
        step = self.step_id.sudo()
        ids = letters.invitation_id.ids
        for lang in set(letters.invitation_id.mapped("lang")):
            step.with_context(lang=lang)._check_placeholders()
        subjects, bodies = (step._render_field(name, ids, compute_lang=True) for name in ("subject", "body"))
        render = self.env["outreach.letter"]._render
        return {letter: render(letter, subjects[letter.invitation_id.id], bodies[letter.invitation_id.id]) for letter in letters}

    def _make_document(self, pages):
        """Return (PDF or False, {letter: error}).

        What makes one letter fail may show when it is laid out, or when it is written; then each is written alone to find it.
        """
        press = Press(self.campaign_id.get_base_url())
        laid_out, failures = {}, {}
        for letter, page in pages.items():
            try:
                laid_out[letter] = press.lay_out(page)
            except Exception as error:  # noqa: BLE001  # pylint: disable=broad-except  # nothing but layout happens here
                failures[letter] = error
        try:
            return self._write(press, laid_out), failures
        except Exception:  # noqa: BLE001  # pylint: disable=broad-except  # see above
            for letter in list(laid_out):
                try:
                    self._write(press, {letter: laid_out[letter]})
                except Exception as error:  # noqa: BLE001  # pylint: disable=broad-except  # see above
                    failures[letter] = error
                    del laid_out[letter]
            return self._write(press, laid_out), failures

    def _write(self, press, laid_out):
        return laid_out and press.write_part(list(laid_out.values()), is_duplex=self.is_duplex)

    def _finish(self):
        """Join the portions to the document of the batch.

        :raises UserError: if the file of a portion has vanished: a pile that is not complete must not look like one that is
        """
        parts = self.sudo().portion_ids.filtered("letter_count")  # sudo: see _print_portion
        if not all(part.document for part in parts):
            raise UserError(
                self.env._(
                    "A part of these letters can no longer be read: its file has vanished from the server. The pile would not be complete, so no "
                    "letter was printed. Make the letters again; if it happens again, tell the people who run this program."
                )
            )
        failed = self.delivery_ids.filtered(lambda delivery: delivery.state == "failed")
        if not parts:
            raise UserError(failed[:1].failure or self.env._("Nobody is left to write to: all have answered or want no letter."))
        document = merge(base64.b64decode(part.document) for part in parts)
        self.write(
            {
                "document": base64.b64encode(document),
                "printed_on": fields.Datetime.now(),
                "state": "printed",
                "job": False,
            }
        )
        parts.unlink()
        self.message_post(body=self._describe_result())

    def _describe_result(self):
        failed = self.delivery_ids.filtered(lambda delivery: delivery.state == "failed")
        done = self.env._("Letters printed: %s.", len(self._get_waiting()))
        if not failed:
            return done
        names = ", ".join(failed.mapped("partner_id.name"))
        return f"{done} {self.env._('Could not be made: %s.', names)}"
