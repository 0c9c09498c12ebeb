from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.button_right import SENDER, only_for
from .outreach_campaign_step_due import RECIPIENTS

HARMLESS = ("letter", "ready", "same_mailbox", "by_people")
# On both sides of the paper that is one pack. What is more goes into the next batch.
LARGEST_BATCH = 500


class OutreachLetterBatch(models.Model):
    """Who of a batch of letters gets one, and who is left out at the last moment."""

    _inherit = "outreach.letter.batch"

    @only_for(SENDER)
    def action_print(self):
        """Collect the letters anew and make the PDF; as often as wished until they are posted."""
        self.ensure_one()
        self.check_access("write")
        self._check_not_printing()
        self._check_printable()
        self._leave_out_answered(self._get_waiting())
        self._collect()
        letters = self._leave_out_unwanted(self._get_waiting())
        if not letters:
            raise UserError(
                self.env._(
                    "There is no letter to print: nobody in this campaign is waiting for this one on paper. Refresh the audience."
                )
            )
        for number, letter in enumerate(sorted(letters, key=lambda letter: letter._get_letter_order()), start=1):
            letter.sudo().letter_number = number  # sudo: see _collect
        people = letters.partner_id
        self.env["outreach.export.log"]._record(self.env._("Letters"), letters, people, self.env._("Sending letters to invitees"))
        self._start(len(letters))

    def _check_printable(self):
        if self.state == "sent":
            raise UserError(self.env._("These letters have been posted and stay as they were. Make new letters instead."))
        if self.campaign_id.state not in ("released", "running"):
            raise UserError(self.env._("Letters are made from a released campaign. Release the campaign first."))

    def _get_waiting(self):
        """Return the letters that are to be printed, or are printed and not posted yet."""
        return self.delivery_ids.filtered(lambda delivery: delivery.state == "ready")

    def _release(self):
        """Let go of the letters not posted, so that whoever prints next finds them."""
        # sudo: see _collect
        self.sudo().delivery_ids.filtered(lambda delivery: delivery.state in ("ready", "failed")).unlink()
        self.sudo().portion_ids.unlink()

    def _collect(self):
        """Open a delivery for everybody who gets this step on paper and has not got it: the unique index keeps it at one per invitation.

        What the sender of mails had to leave out for want of an address becomes a letter, and so does a letter that could not be made.
        """
        self.env.flush_all()
        # sudo: deliveries are made here, by the sender and nowhere else
        self.sudo().delivery_ids.filtered(lambda delivery: delivery.state == "skipped").letter_number = 0
        self._release()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO outreach_delivery (
                    step_id, campaign_id, invitation_id, occasion, letter_batch_id, state, attempts, create_uid, create_date, write_uid, write_date
                )
                SELECT %(step)s, %(campaign)s, i.id, 0, %(batch)s, 'ready', 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id
                WHERE %(due)s
                ORDER BY i.id
                LIMIT %(limit)s
                ON CONFLICT (step_id, invitation_id, occasion) DO UPDATE SET letter_batch_id = EXCLUDED.letter_batch_id, state = 'ready', failure = NULL,
                    write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                WHERE outreach_delivery.state IN ('skipped', 'failed')
                """,
                step=self.step_id.id,
                campaign=self.campaign_id.id,
                batch=self.id,
                due=self._get_due(),
                limit=LARGEST_BATCH,
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
                    SELECT FROM outreach_delivery d WHERE d.invitation_id = i.id AND d.step_id = %(step)s AND (
                        d.letter_batch_id = %(batch)s OR d.state <> 'skipped' AND (d.state <> 'failed' OR d.letter_batch_id IS NULL)
                    )
                )
            """,
            campaign=self.campaign_id._origin.id or None,
            step=self.step_id._origin.id or None,
            batch=self._origin.id or None,
            recipients=recipients.get(self.step_id.recipients) or RECIPIENTS.get(self.step_id.recipients, SQL("FALSE")),
        )

    def _count_open(self):
        """Return how many letters wait to be printed."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id WHERE %s",
                self._get_due(),
            )
        )
        return self.env.cr.fetchone()[0]

    def _get_withdrawn(self, letters):
        """Return {delivery: verdict} of those whose people must not be written to any more (invariant I5)."""
        if self.step_id.recipients not in ("everyone", "silent"):
            return {}
        verdicts = self.env["outreach.audience"]._judge(self.campaign_id, letters.partner_id)
        judged = {letter: verdicts.get(letter.partner_id.id, "ready") for letter in letters}
        return {letter: verdict for letter, verdict in judged.items() if verdict not in HARMLESS}

    def _get_answered(self, letters):
        """Return those whose people have given the answer this step asks for, themselves or by sending somebody else."""
        step = self.step_id
        if step.recipients == "silent" or (step.recipients == "everyone" and step.kind == "invitation"):
            return letters.filtered(lambda letter: letter.answer != "none")
        return letters.browse()

    def _leave_out_answered(self, letters):
        """Keep, with the reason, the line of whoever has answered and is no longer asked. Return the letters that remain."""
        answered = self._get_answered(letters)
        for letter in answered:
            # sudo: see _collect
            letter.sudo().write({"state": "skipped", "letter_number": 0, "failure": letter._describe_answer()})
        return letters - answered

    def _leave_out_unwanted(self, letters):
        """Check once more, now that letters are printed, whether each person may be written to. Return the letters that remain."""
        withdrawn = self._get_withdrawn(letters)
        for letter, verdict in withdrawn.items():
            # sudo: see _collect
            letter.sudo()._skip(verdict)
            letter.sudo().letter_number = 0
        return self._leave_out_answered(letters.filtered(lambda letter: letter not in withdrawn))
