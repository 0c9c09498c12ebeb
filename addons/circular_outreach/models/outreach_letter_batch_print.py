import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..report.pdf_document import render
from .outreach_campaign_step_due import RECIPIENTS

HARMLESS = ("letter", "ready", "same_mailbox", "by_people")


class OutreachLetterBatch(models.Model):
    """How a batch of letters is made: who gets one, who is left out at the last moment, and the PDF."""

    _inherit = "outreach.letter.batch"

    def action_print(self):
        """Collect the letters anew and make the PDF; as often as wished until they are posted."""
        self.ensure_one()
        self.check_access("write")
        self._check_printable()
        self._collect()
        letters = self._leave_out_unwanted()
        if not letters:
            raise UserError(
                self.env._(
                    "There is no letter to print: nobody in this campaign is waiting for this one on paper. Refresh the audience."
                )
            )
        for number, letter in enumerate(sorted(letters, key=lambda letter: letter._get_letter_order()), start=1):
            letter.sudo().letter_number = number  # sudo: see _collect
        self.write(
            {
                "document": base64.b64encode(self._render_document(letters)),
                "printed_on": fields.Datetime.now(),
                "state": "printed",
            }
        )

    def _check_printable(self):
        if self.state == "sent":
            raise UserError(self.env._("These letters have been posted and stay as they were. Make new letters instead."))
        if self.campaign_id.state not in ("released", "running"):
            raise UserError(self.env._("Letters are made from a released campaign. Release the campaign first."))

    def _collect(self):
        """Open a delivery for everybody who gets this step on paper and has not got it: the unique index keeps it at one per invitation.

        What the sender of mails had to leave out for want of an address becomes a letter.
        """
        self.env.flush_all()
        # sudo: deliveries are made here, by the sender and nowhere else
        self.sudo().delivery_ids.filtered(lambda delivery: delivery.state == "ready").unlink()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO outreach_delivery (
                    step_id, campaign_id, invitation_id, letter_batch_id, state, attempts, create_uid, create_date, write_uid, write_date
                )
                SELECT %(step)s, %(campaign)s, i.id, %(batch)s, 'ready', 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id
                WHERE %(due)s
                ORDER BY i.id
                ON CONFLICT (step_id, invitation_id) DO UPDATE SET letter_batch_id = EXCLUDED.letter_batch_id, state = 'ready', failure = NULL,
                    write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                WHERE outreach_delivery.state = 'skipped'
                """,
                step=self.step_id.id,
                campaign=self.campaign_id.id,
                batch=self.id,
                due=self._get_due(),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env.invalidate_all()

    def _get_due(self):
        """Return the condition on invitations (i), with their registrations (r), that wait for this step on paper."""
        recipients = {
            "everyone": SQL("(i.answer = 'none' OR %s)", self.step_id.kind != "invitation"),
            "silent": SQL("(i.answer = 'none' AND i.sent_on IS NOT NULL)"),
        }
        return SQL(
            """
            i.campaign_id = %(campaign)s AND i.verdict = 'letter' AND %(recipients)s
                AND NOT EXISTS (
                    SELECT FROM outreach_delivery d WHERE d.invitation_id = i.id AND d.step_id = %(step)s
                        AND (d.state <> 'skipped' OR d.letter_batch_id = %(batch)s)
                )
            """,
            campaign=self.campaign_id._origin.id or None,
            step=self.step_id._origin.id or None,
            batch=self._origin.id or None,
            recipients=recipients.get(self.step_id.recipients) or RECIPIENTS.get(self.step_id.recipients, SQL("FALSE")),
        )

    def _count_open(self):
        """Return how many letters would be printed now."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id WHERE %s",
                self._get_due(),
            )
        )
        return self.env.cr.fetchone()[0]

    def _get_withdrawn(self):
        """Return {delivery: verdict} of the letters not posted yet whose people must not be written to any more (invariant I5)."""
        waiting = self.delivery_ids.filtered(lambda delivery: delivery.state == "ready")
        verdicts = self.env["outreach.audience"]._judge(self.campaign_id, waiting.partner_id)
        judged = {delivery: verdicts.get(delivery.partner_id.id, "ready") for delivery in waiting}
        unasked = self.step_id.recipients in ("everyone", "silent")
        return {delivery: verdict for delivery, verdict in judged.items() if unasked and verdict not in HARMLESS}

    def _leave_out_unwanted(self):
        """Check once more, now that letters are printed, whether each person may be written to. Return the letters that remain."""
        for delivery, verdict in self._get_withdrawn().items():
            # sudo: see _collect
            delivery.sudo()._skip(verdict)
        return self.delivery_ids.filtered(lambda delivery: delivery.state == "ready")

    def _render_document(self, letters):
        """Return the PDF with all letters in their order, each with its own page numbers."""
        # sudo: texts may name a short list of words and nothing else (decision 13), whoever prints them
        step = self.step_id.sudo()
        ids = letters.invitation_id.ids
        for lang in set(letters.invitation_id.mapped("lang")):
            step.with_context(lang=lang)._check_placeholders()
        subjects, bodies = (step._render_field(name, ids, compute_lang=True) for name in ("subject", "body"))
        pages = [
            self.env["outreach.letter"]._render(letter, subjects[letter.invitation_id.id], bodies[letter.invitation_id.id])
            for letter in letters.sorted("letter_number")
        ]
        return render(pages, self.campaign_id.get_base_url(), is_duplex=self.is_duplex)
