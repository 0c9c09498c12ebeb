from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import UserError

from .test_contact_import import ContactImportCase

ROWS = [f"Firma {number} GmbH;;;Erika;Muster{number};;Penig;;;;Netzwerkakteur;;" for number in range(7)]


class TestContactImportJob(ContactImportCase):
    """What a long list does in the background. The clock is the server's; here the job is begun by hand."""

    def setUp(self):
        super().setUp()
        # A test is one transaction, so what would be committed is only written. Portions are small enough to have several.
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))
        self.startPatcher(patch.object(self.env.cr, "rollback", self.env.invalidate_all))
        for module, name, value in (
            ("outreach_contact_import", "PORTION", 3),
            ("outreach_contact_import", "SHORT_FILE", 0),
            ("outreach_contact_import", "SHORT_LIST", 0),
            ("contact_import_writer", "PORTION", 3),
        ):
            self.startPatcher(patch(f"odoo.addons.circular_outreach.wizard.{module}.{name}", value))
        self.clerk.lang = "en_US"
        self.cron = self.env.ref("circular_outreach.ir_cron_import")

    def _run(self):
        self.env["outreach.contact.import"].with_context(cron_id=self.cron.id)._cron_run()
        self.env.invalidate_all()

    def _do(self, wizard):
        wizard.action_preview()
        self._run()
        wizard.action_import()
        self._run()

    def test_a_long_list_is_read_and_imported_with_the_rights_of_the_clerk(self):
        wizard = self._preview(*ROWS)
        self.assertEqual((wizard.job, wizard.state), ("preview", "upload"))
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]))
        self._run()
        self.assertEqual((wizard.job, wizard.state, wizard.job_done, wizard.job_total), (False, "preview", 7, 7))
        self.assertEqual(len(wizard.line_ids), 7)
        wizard.action_import()
        self.assertEqual(wizard.job, "import")
        self._run()
        self.assertEqual((wizard.job, wizard.state), (False, "done"))
        self.assertEqual((wizard.organisation_count, wizard.person_count, wizard.role_count), (7, 7, 7))
        self.assertEqual(wizard.job_done, wizard.job_total)
        self.assertEqual(wizard.line_ids.person_id.create_uid, self.clerk)

    def test_while_a_job_runs_nothing_else_can_be_done_with_the_list(self):
        wizard = self._preview(*ROWS)
        wizard.action_import()
        wizard.action_upload()
        wizard.action_columns()
        self.assertEqual((wizard.job, wizard.state), ("preview", "upload"))

    def test_an_import_that_was_interrupted_goes_on_and_makes_nobody_twice(self):
        wizard = self._preview(*ROWS)
        self._run()
        wizard.action_import()
        with patch("odoo.addons.circular_outreach.wizard.outreach_contact_import_job.PATIENCE", -1):
            self._run()
        self.assertEqual((wizard.job, wizard.organisation_count), ("import", 3), "the first portion is written, the rest waits")
        self._run()
        self.assertEqual((wizard.job, wizard.state), (False, "done"))
        self.assertEqual((wizard.organisation_count, wizard.person_count, wizard.role_count), (7, 7, 7))
        self.assertEqual(self.env["res.partner"].search_count([("outreach_source", "=", "list.csv")]), 14)
        self.assertTrue(all(line.person_id.parent_id == line.organisation_id for line in wizard.line_ids))

    def test_a_job_can_be_stopped_and_gone_on_with(self):
        wizard = self._preview(*ROWS)
        self._run()
        wizard.action_import()
        report = type(wizard)._report

        def stop_after_the_first_portion(record, done, total, may_pause=False):
            if done:
                wizard.action_stop()
            return report(record, done, total, may_pause)

        with patch.object(type(wizard), "_report", stop_after_the_first_portion):
            self._run()
        self.assertEqual((wizard.job, wizard.state, wizard.organisation_count), (False, "preview", 3))
        self.assertIn("Stopped", wizard.job_error)
        wizard.action_import()
        self._run()
        self.assertEqual((wizard.state, wizard.organisation_count, wizard.job_error), ("done", 7, False))

    def test_a_file_that_cannot_be_read_says_so_on_the_page(self):
        wizard = self._upload("Hello\nWorld\n")
        wizard.action_preview()
        self._run()
        self.assertEqual((wizard.job, wizard.state), (False, "upload"))
        self.assertIn("No headings", wizard.job_error)

    def test_an_error_nobody_knows_is_logged_and_told(self):
        wizard = self._preview(*ROWS)
        with (
            patch.object(type(wizard), "_run_preview", side_effect=ZeroDivisionError),
            self.assertLogs("odoo.addons.circular_outreach.wizard.outreach_contact_import_job", "ERROR"),
        ):
            self._run()
        self.assertIn("Try again", wizard.job_error)
        wizard.action_preview()
        self.assertFalse(wizard.job_error)
        self._run()
        self.assertEqual(wizard.state, "preview")

    def test_a_list_that_brings_the_server_down_is_given_up(self):
        """Nobody can say so when the server dies; what is left is that the job had begun and is still there."""
        wizard = self._preview(*ROWS)
        for _server in range(3):
            with patch.object(type(wizard), "_run_preview", side_effect=SystemExit), suppress(SystemExit):
                self._run()
            self.env.invalidate_all()
            self.assertEqual(wizard.job, "preview")
        self._run()
        self.assertFalse(wizard.job)
        self.assertIn("Divide it", wizard.job_error)

    def test_a_long_list_belongs_to_the_company_it_was_started_in(self):
        other = self.env["res.company"].create({"name": "Other Office"})
        self.clerk.company_ids |= other
        wizard = self._upload("Firma;Ort;Rolle\nMüller GmbH;Penig;Netzwerkakteur\n").with_context(allowed_company_ids=other.ids)
        wizard = wizard.create({"file": wizard.file, "file_name": "list.csv"})
        self._do(wizard)
        self.assertEqual(wizard.line_ids.organisation_id.outreach_role_ids.company_id, other)

    def test_one_list_that_fails_does_not_hold_up_the_next(self):
        broken, sound = self._upload("Hello\nWorld\n"), self._upload("Firma;Ort\nA;Penig\n")
        for wizard in (broken, sound):
            wizard.action_preview()
        self._run()
        self.assertTrue(broken.job_error)
        self.assertEqual(sound.state, "preview")

    def test_a_short_list_is_done_at_once(self):
        with patch("odoo.addons.circular_outreach.wizard.outreach_contact_import.SHORT_FILE", 100_000):
            wizard = self._preview(*ROWS)
        self.assertEqual((wizard.job, wizard.state), (False, "preview"))
        with (
            patch("odoo.addons.circular_outreach.wizard.outreach_contact_import.SHORT_FILE", 100_000),
            self.assertRaises(UserError),
        ):
            self._upload("Hello\nWorld\n").action_preview()
