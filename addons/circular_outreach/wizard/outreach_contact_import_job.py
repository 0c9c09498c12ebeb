import logging
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


PATIENCE = 90  # seconds after which a job lets others run; a server may end a scheduled job after 120


MAX_ATTEMPTS = 3


class JobStoppedError(Exception):
    """Somebody stopped the job; what was committed stays."""


class JobPausedError(Exception):
    """The job was at it for long enough and goes on in its next run."""


class OutreachContactImport(models.TransientModel):
    """The work on a list: at once if it is short, else in the background, where it survives a closed browser and a restarted server.

    A job in the background commits after each portion and begins anew when it is interrupted; nothing is written twice, because what was
    imported is known by then.
    """

    _inherit = "outreach.contact.import"

    job = fields.Selection([("preview", "Preview"), ("import", "Import")], readonly=True)
    job_done = fields.Integer(readonly=True)
    job_total = fields.Integer(readonly=True)
    job_error = fields.Char(readonly=True)
    job_attempts = fields.Integer(readonly=True, help="How often the job began since it last got on.")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)

    def _start(self, job, is_short):
        """Do a job now, or let the server do it as soon as it can.

        :param is_short: whether somebody can wait for it
        """
        self.write({"job": job, "job_done": 0, "job_total": 0, "job_error": False, "job_attempts": 0})
        if is_short:
            self._run_job()
        else:
            self._trigger_job()

    def _trigger_job(self):
        # sudo: a clerk may not touch scheduled jobs, but may have this one run
        self.env.ref("circular_outreach.ir_cron_import").sudo()._trigger()

    def action_stop(self):
        """Stop the job after the portion it is at."""
        self.filtered("job").write({"job": False})

    def _run_job(self):
        {"preview": self._run_preview, "import": self._run_import}[self.job]()
        self.job = False

    def _report(self, done, total, may_pause=False):
        """Take down how far a job has come. In the background that commits it, and ends it if somebody has stopped it.

        :param may_pause: whether the next run would not have to begin anew
        :raises JobStoppedError: if somebody has
        :raises JobPausedError: if the job may pause and was at it for long enough
        """
        if not self.env.context.get("cron_id"):
            return
        self.write({"job_done": done, "job_total": total, **({"job_attempts": 0} if may_pause else {})})
        self.env["ir.cron"]._commit_progress(remaining=1)
        self.env.invalidate_all()
        if not self.job:
            raise JobStoppedError
        if may_pause and time.monotonic() > self.env.context["outreach_job_began"] + PATIENCE:
            raise JobPausedError

    @api.model
    def _cron_run(self):
        """Do the jobs that wait, the oldest first, each with the rights and in the language of who started it."""
        waiting = self.search([("job", "!=", False)], order="id")
        for done, wizard in enumerate(waiting, 1):
            user = wizard.create_uid
            context = {
                "lang": user.lang,
                "tz": user.tz,
                "allowed_company_ids": wizard.company_id.ids,
                "outreach_job_began": time.monotonic(),
            }
            wizard.with_user(user).with_context(**context)._run_in_background()
            self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - done)

    def _run_in_background(self):
        try:
            self._begin()
            self._run_job()
        except (JobStoppedError, JobPausedError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            # stopped; or long enough; or somebody wrote to the same contact at the same moment, and the next run goes on from here
            self.env.cr.rollback()
            if self.job:
                self._trigger_job()
            elif self.state == "preview":
                self.job_error = self.env._(
                    "Stopped. What was imported until then stays; choose “Import” to go on with the rest."
                )
        except UserError as error:
            self._fail(str(error))
        except Exception:  # pylint: disable=broad-except  # whatever it was, the clerk must learn that nothing goes on
            _logger.exception("The import %s stopped", self.id)
            self._fail(
                self.env._(
                    "The program met an error it does not know. What was imported until then stays, and the rest was not touched. "
                    "Try again; if it happens again, tell the people who run this program."
                )
            )

    def _begin(self):
        """Count the attempt before it is made: a list that brings the server down must not do so for ever, and hold up the others.

        :raises UserError: if it was tried often enough
        """
        if self.job_attempts >= MAX_ATTEMPTS:
            raise UserError(
                self.env._(
                    "The server gave up on this list several times. Divide it into smaller ones, and import them one after the other."
                )
            )
        self.job_attempts += 1
        self.env["ir.cron"]._commit_progress(remaining=1)

    def _fail(self, message):
        self.env.cr.rollback()
        self.write({"job": False, "job_error": message})
