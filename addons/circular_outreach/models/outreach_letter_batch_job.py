import logging
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools.button_right import SENDER, only_for

_logger = logging.getLogger(__name__)

# Letters somebody can wait for: each takes a sixth of a second.
SHORT_BATCH = 20
PORTION = 25
PATIENCE = 40  # seconds of printing after which a job lets others run; joining the portions may take half of that again
MAX_ATTEMPTS = 3


class OutreachLetterBatch(models.Model):
    """The work on a batch: at once if it is short, else in the background, where it survives a closed browser and a restarted server.

    A job in the background commits after each portion, and goes on after the last one when it was interrupted.
    """

    _inherit = "outreach.letter.batch"

    job = fields.Boolean(string="Being Printed", readonly=True, copy=False)
    job_done = fields.Integer(readonly=True, copy=False, aggregator=None)
    job_total = fields.Integer(readonly=True, copy=False, aggregator=None)
    job_error = fields.Char(readonly=True, copy=False)
    job_attempts = fields.Integer(
        readonly=True, copy=False, aggregator=None, help="How often the job began since it last got on."
    )
    job_user_id = fields.Many2one("res.users", string="Printed by", readonly=True, copy=False)
    job_company_id = fields.Many2one("res.company", string="Printed for", readonly=True, copy=False)
    portion_ids = fields.One2many("outreach.letter.portion", "batch_id", readonly=True)

    def _check_not_printing(self):
        if any(batch.job for batch in self):
            raise UserError(self.env._("These letters are being printed. Wait until they are ready, or stop the printing first."))

    @only_for(SENDER)
    def action_stop(self):
        """Stop printing, and let go of the letters."""
        for batch in self.filtered("job"):
            batch.check_access("write")
            batch._release()
            batch.write({"job": False, "job_error": self.env._("Stopped. No letter was printed; make the letters again.")})

    def _start(self, total):
        """Print now, or let the server do it as soon as it can."""
        self.write(
            {
                "state": "draft",
                "document": False,
                "job": True,
                "job_done": 0,
                "job_total": total,
                "job_error": False,
                "job_attempts": 0,
                "job_user_id": self.env.uid,
                "job_company_id": self.env.company.id,
            }
        )
        if total < SHORT_BATCH:
            self._run_job()
        else:
            self._trigger_job()

    def _trigger_job(self):
        # sudo: a clerk may not touch scheduled jobs, but may have this one run
        self.env.ref("circular_outreach.ir_cron_letter").sudo()._trigger()

    def _run_job(self):
        """Print portion after portion, and join them. Return early if the job has to pause or was stopped."""
        while letters := self._get_next_portion():
            self._check_printable()
            last_number = letters[-1].letter_number
            self._print_portion(letters, last_number)
            if not self._report(last_number):
                return
        self._check_printable()
        self._finish()

    def _get_next_portion(self):
        printed = max(self.sudo().portion_ids.mapped("last_number"), default=0)  # sudo: see _print_portion
        waiting = self._get_waiting().filtered(lambda letter: letter.letter_number > printed)
        return waiting.sorted("letter_number")[:PORTION]

    def _report(self, done):
        """Take down how far the job has come; in the background that commits it. Return whether to go on."""
        if not self.env.context.get("cron_id"):
            return True
        self.write({"job_done": done, "job_attempts": 0})
        self.env["ir.cron"]._commit_progress(remaining=1)
        self.env.invalidate_all()
        if self.job and time.monotonic() > self.env.context["outreach_job_began"] + PATIENCE:
            self._trigger_job()
            return False
        return self.job

    @api.model
    def _cron_print(self):
        """Do the jobs that wait, the oldest first, each with the rights, in the company and in the language of who started it."""
        waiting = self.search([("job", "=", True)], order="id")
        for done, batch in enumerate(waiting, 1):
            user = batch.job_user_id
            context = {
                "lang": user.lang,
                "tz": user.tz,
                "allowed_company_ids": batch.job_company_id.ids,
                "outreach_job_began": time.monotonic(),
            }
            batch.with_user(user).with_context(**context)._run_in_background()
            self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - done)

    def _run_in_background(self):
        try:
            self._begin()
            self._run_job()
            if self.state == "printed":
                self._notify("success", self.env._("The letters are ready: %s.", self.display_name))
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # somebody stopped it, or wrote to an invitation at the same moment
            self.env.cr.rollback()
            if self.job:
                self._trigger_job()
        except UserError as error:
            self._fail(str(error))
        except Exception:  # pylint: disable=broad-except  # whatever it was, the clerk must learn that nothing goes on
            _logger.exception("The letters %s were not printed", self.id)
            self._fail(
                self.env._(
                    "The program met an error it does not know, and no letter was printed. Make the letters again; if it happens again, "
                    "tell the people who run this program."
                )
            )

    def _begin(self):
        """Count the attempt before it is made: letters that bring the server down must not do so for ever, and hold up the others.

        :raises UserError: if it was tried often enough
        """
        if self.job_attempts >= MAX_ATTEMPTS:
            raise UserError(
                self.env._(
                    "The server gave up on these letters several times, and no letter was printed. Tell the people who run this program."
                )
            )
        self.job_attempts += 1
        self.env["ir.cron"]._commit_progress(remaining=1)

    def _fail(self, message):
        """Let go of the letters and say why."""
        self.env.cr.rollback()
        batch = self.sudo()  # sudo: the message must reach the page, also if who started it has lost the right to print
        batch._release()
        batch.write({"job": False, "job_error": message})
        self._notify("danger", message)

    def _notify(self, kind, message):
        """Tell who started the job, wherever they are in the program."""
        # sudo: everybody may tell themselves something
        self.env.user.sudo()._bus_send(
            "simple_notification",
            {"type": kind, "title": self.env._("Letters"), "message": message, "sticky": True},
        )
