from odoo import api, models
from odoo.tools import format_date

from .outreach_letter_batch_print import LARGEST_BATCH


class OutreachLetterBatch(models.Model):
    """What the form of a batch says: what to do next, and what to look after."""

    _inherit = "outreach.letter.batch"

    @api.depends("state", "letter_count", "campaign_id.state")
    def _compute_next_text(self):
        for batch in self:
            batch.next_text = batch._describe_next()

    def _compute_warning_text(self):
        for batch in self:
            batch.warning_text = "\n".join(
                filter(
                    None,
                    [
                        batch._describe_failed(),
                        batch._describe_withdrawn(),
                        batch._describe_answered(),
                        batch._describe_unknown_sources(),
                    ],
                )
            )

    def _describe_next(self):
        if self.state == "sent":
            day = format_date(self.env, self.posted_on, date_format="long")
            return self.env._("Posted on %s. What comes back on paper is entered in the list below.", day)
        if self.campaign_id.state not in ("released", "running"):
            return self.env._("Letters are made from a released campaign. Release the campaign first.")
        if self.state == "draft":
            return self._describe_draft()
        return self.env._(
            "Look at the PDF, print it and put it into window envelopes. Once the letters are in the post, mark them as sent."
        )

    def _describe_draft(self):
        if not self.letter_count:
            return self.env._("Nobody is waiting for this letter. Whoever is added to the audience later gets one then.")
        if self.letter_count > LARGEST_BATCH:
            return self.env._(
                "Letters to print now: %(number)s of %(total)s. Print the others with a further batch.",
                number=LARGEST_BATCH,
                total=self.letter_count,
            )
        return self.env._("Letters to print now: %s. Choose the order, then make the letters.", self.letter_count)

    def _describe_withdrawn(self):
        if self.state != "printed":
            return ""
        names = self._list(self._get_withdrawn(self._get_waiting()))
        return names and self.env._(
            "Must not be written to any more: %s. Take these letters out of the pile and leave them out in the list.", names
        )

    def _describe_answered(self):
        if self.state != "printed":
            return ""
        names = self._list(self._get_answered(self._get_waiting()))
        return names and self.env._(
            "Have answered since the letters were made: %s. Take these letters out of the pile and leave them out in the list, "
            "or make the letters again.",
            names,
        )

    def _describe_failed(self):
        failed = self.delivery_ids.filtered(lambda delivery: delivery.state == "failed")
        names = ", ".join(failed.mapped("partner_id.name"))
        return names and self.env._("Could not be made, so these people get no letter yet: %s. The reason is in the list.", names)

    def _list(self, letters):
        return ", ".join(f"{letter.letter_number} {letter.partner_id.name}" for letter in letters)

    def _describe_unknown_sources(self):
        if self.state != "printed":
            return ""
        unknown = self._get_waiting().partner_id.filtered(lambda partner: not partner.outreach_source)
        if not unknown:
            return ""
        names = ", ".join(unknown[:5].mapped("name")) + (" …" if len(unknown) > 5 else "")
        return self.env._(
            "The letter cannot say where the address comes from (Art. 14 GDPR): %s. Enter the source on the contact and make the letters again.",
            names,
        )
