import io
from contextlib import suppress
from unittest.mock import patch

import pdfua
from psycopg2.errors import SerializationFailure
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..models import outreach_letter_batch_job as job
from ..models import outreach_letter_batch_print as printing
from ..report.pdf_document import Press
from .letter_case import LetterCase


class TestLetterJob(LetterCase):
    """What printing many letters does in the background. The clock is the server's; here the job is begun by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = cls.env["res.partner"].concat(*(cls._make_recipient(f"Gast Nummer{index}") for index in range(5)))

    def setUp(self):
        super().setUp()
        # A test is one transaction, so what would be committed is only written. Portions are small enough to have several.
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))
        self.startPatcher(patch.object(self.env.cr, "rollback", self.env.invalidate_all))
        self.startPatcher(patch.object(job, "SHORT_BATCH", 3))
        self.startPatcher(patch.object(job, "PORTION", 2))
        self.clerk.lang = "en_US"
        self.cron = self.env.ref("circular_outreach.ir_cron_letter")
        self.batch = self._make_batch(self._invite(self.contacts).campaign_id)

    def _run_cron(self):
        self.env["outreach.letter.batch"].with_context(cron_id=self.cron.id)._cron_print()
        self.env.invalidate_all()

    def _get_letter(self, index):
        return self.batch.delivery_ids.filtered(lambda letter: letter.partner_id == self.contacts[index])

    def _read(self):
        return PdfReader(io.BytesIO(self._get_pdf(self.batch)))

    def _print_in_background(self):
        self.batch.action_print()
        self._run_cron()

    def _fail_for(self, name, method="lay_out"):
        """Let WeasyPrint fail on whatever holds a name."""
        original = getattr(Press, method)

        def fail(press, source, *arguments, **options):
            # Pages before they are laid out, documents before they are written.
            pages = (
                source.decode()
                if isinstance(source, bytes)
                else "".join("".join(one._html.etree_element.itertext()) for one in source)
            )
            if name in pages:
                raise ValueError("no such font")
            return original(press, source, *arguments, **options)

        return patch.object(Press, method, fail)

    def test_many_letters_are_printed_in_the_background_with_the_rights_of_the_clerk(self):
        self.batch.action_print()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]))
        self.assertEqual((self.batch.job, self.batch.state, self.batch.job_total), (True, "draft", 5))
        self.assertFalse(self.batch.document)
        self._run_cron()
        self.assertEqual((self.batch.job, self.batch.state, self.batch.job_done), (False, "printed", 5))
        self.assertEqual(len(self._read().pages), 10)
        self.assertFalse(self.env["outreach.letter.portion"].search([("batch_id", "=", self.batch.id)]))
        self.assertEqual(self.batch.write_uid, self.clerk)
        self.assertIn("Letters printed: 5", self.batch.message_ids[0].body)

    def test_few_letters_are_printed_at_once(self):
        with patch.object(job, "SHORT_BATCH", 20):
            self.batch.action_print()
        self.assertEqual((self.batch.job, self.batch.state), (False, "printed"))

    def test_who_printed_is_told_wherever_they_are(self):
        self.batch.action_print()
        with patch.object(type(self.clerk), "_bus_send", autospec=True) as send:
            self._run_cron()
        [user, kind, notification] = send.call_args.args
        self.assertEqual((user, kind, notification["type"]), (self.clerk, "simple_notification", "success"))
        self.assertIn("ready", notification["message"])

    def test_joined_portions_are_accessible(self):
        self._print_in_background()
        findings = pdfua.validate(io.BytesIO(self._get_pdf(self.batch))).findings
        self.assertFalse([finding for finding in findings if finding.severity is pdfua.Severity.ERROR])

    def test_joined_portions_keep_tags_language_title_and_pages(self):
        self._print_in_background()
        reader = self._read()
        root = reader.trailer["/Root"]
        self.assertEqual((root["/Lang"], root["/MarkInfo"]["/Marked"]), ("de-DE", True))
        self.assertTrue(root["/ViewerPreferences"]["/DisplayDocTitle"])
        self.assertIn("Einladung: Building in Circles", reader.metadata.title)
        self.assertEqual(reader.metadata.author, "Office of Example County")
        texts = [page.extract_text() for page in reader.pages]
        for index, contact in enumerate(self.contacts):
            self.assertIn(contact.name, texts[2 * index])
            self.assertIn("Seite 1 von 2", texts[2 * index])
        tree = root["/StructTreeRoot"]
        letters = tree["/K"][0]["/K"]
        self.assertEqual([letter["/S"] for letter in letters], ["/Art"] * 10, "an article on each page")
        self.assertEqual(
            [letter["/Pg"].indirect_reference for letter in letters], [page.indirect_reference for page in reader.pages]
        )
        numbers = tree["/ParentTree"]["/Nums"]
        self.assertEqual(numbers[::2], list(range(10)))
        for key, page in enumerate(reader.pages):
            self.assertEqual(page["/StructParents"], key)
            elements = numbers[2 * key + 1]
            self.assertTrue(elements)
            self.assertEqual({element["/Pg"].indirect_reference for element in elements}, {page.indirect_reference})

    def test_headers_of_tables_keep_their_own_names(self):
        self._print_in_background()
        cells = list(self._walk(self._read().trailer["/Root"]["/StructTreeRoot"]["/K"][0]))
        names = [cell["/ID"] for cell in cells if "/ID" in cell]
        self.assertEqual(len(names), len(set(names)))
        referred = {name for cell in cells for name in cell.get("/A", {}).get("/Headers", [])}
        self.assertEqual(referred, set(names))

    def _walk(self, element):
        yield element
        for child in element["/K"]:
            if not isinstance(child, int):
                yield from self._walk(child)

    def test_qr_codes_of_all_portions_can_be_scanned(self):
        self._print_in_background()
        self.assertEqual(self.batch.delivery_ids.filtered("failure").mapped("failure"), [])
        self.assertEqual([self._get_letter(index).letter_number for index in range(5)], [1, 2, 3, 4, 5])
        for index in (0, 4):
            [(text, _corners, _level)] = self._scan(self._get_pdf(self.batch), page=2 * index + 1)
            self.assertEqual(text, self._get_letter(index).invitation_id._get_answer_url())

    def test_interrupted_after_a_portion_it_goes_on_from_there(self):
        self.batch.action_print()
        with patch.object(job, "PATIENCE", -1):
            self._run_cron()
        self.assertEqual((self.batch.job, self.batch.state, self.batch.job_done), (True, "draft", 2))
        self.assertEqual(self.batch.letter_count, 5)
        with patch.object(type(self.batch), "_print_portion", autospec=True, side_effect=type(self.batch)._print_portion) as made:
            self._run_cron()
        self.assertEqual(made.call_count, 2, "the first portion is there already")
        self.assertEqual(len(self._read().pages), 10)
        self.assertEqual(len(self.batch.delivery_ids), 5)

    def test_killed_in_the_middle_it_is_printed_by_the_next_run(self):
        self.batch.action_print()
        with patch.object(type(self.batch), "_finish", side_effect=SystemExit), suppress(SystemExit):
            self._run_cron()
        self.env.invalidate_all()
        self.assertTrue(self.batch.job)
        self._run_cron()
        self.assertEqual((self.batch.state, len(self._read().pages)), ("printed", 10))

    def test_a_portion_whose_file_has_vanished_is_not_left_out_silently(self):
        self.batch.action_print()
        with patch.object(job, "PATIENCE", -1):
            self._run_cron()
        portion = self.batch.sudo().portion_ids
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", portion._name), ("res_id", "=", portion.id), ("res_field", "=", "document")]
        )
        # As if the file were on a disk that was lost: the database still knows of it.
        attachment.flush_recordset()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = 'no/such-file', db_datas = NULL WHERE id = %s", [attachment.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self._run_cron()
        self.assertEqual((self.batch.job, self.batch.state, self.batch.document), (False, "draft", False))
        self.assertIn("vanished", self.batch.job_error)
        self._print_in_background()
        self.assertEqual((self.batch.state, len(self._read().pages), self.batch.job_error), ("printed", 10, False))

    def test_letters_that_bring_the_server_down_are_given_up_and_can_be_printed_again(self):
        self.batch.action_print()
        for _server in range(3):
            with patch.object(type(self.batch), "_print_portion", side_effect=SystemExit), suppress(SystemExit):
                self._run_cron()
            self.env.invalidate_all()
            self.assertTrue(self.batch.job)
        self._run_cron()
        self.assertEqual((self.batch.job, self.batch.letter_count), (False, 5))
        self.assertIn("gave up", self.batch.job_error)
        self._print_in_background()
        self.assertEqual((self.batch.state, self.batch.job_error), ("printed", False))

    def test_somebody_else_writing_at_the_same_moment_only_delays_it(self):
        self.batch.action_print()
        with patch.object(type(self.batch), "_print_portion", side_effect=SerializationFailure):
            self._run_cron()
        self.assertEqual((self.batch.job, self.batch.job_error), (True, False))
        self._run_cron()
        self.assertEqual(self.batch.state, "printed")

    def test_an_error_nobody_knows_is_logged_and_told(self):
        self.batch.action_print()
        with (
            patch.object(type(self.batch), "_print_portion", side_effect=ZeroDivisionError),
            patch.object(type(self.clerk), "_bus_send", autospec=True) as send,
            self.assertLogs(job.__name__, "ERROR"),
        ):
            self._run_cron()
        self.assertEqual((self.batch.job, self.batch.state), (False, "draft"))
        self.assertIn("no letter was printed", self.batch.job_error)
        self.assertEqual(send.call_args.args[2]["type"], "danger")
        self.assertFalse(self.batch.delivery_ids, "everybody waits for a letter again")

    def test_a_letter_that_cannot_be_laid_out_is_named_and_the_others_are_printed(self):
        self.batch.action_print()
        with self._fail_for("Gast Nummer1"), self.assertLogs("odoo.addons.circular_outreach.models.outreach_delivery_letter"):
            self._run_cron()
        failed = self._get_letter(1)
        self.assertEqual((self.batch.state, failed.state, failed.letter_number), ("printed", "failed", 0))
        self.assertIn("Gast Nummer1", failed.letter_remark)
        self.assertIn("no such font", failed.letter_remark)
        self.assertIn("Gast Nummer1", self.batch.warning_text)
        self.assertIn("Gast Nummer1", self.batch.message_ids[0].body)
        self.assertEqual((self.batch.letter_count, len(self._read().pages)), (4, 8))
        self._print_in_background()
        self.assertEqual((failed.exists().state, self.batch.letter_count), (False, 5), "once corrected, it is printed")

    def test_a_letter_that_cannot_be_written_is_found_among_the_others(self):
        self.batch.action_print()
        with (
            self._fail_for("Gast Nummer3", "write_part"),
            self.assertLogs("odoo.addons.circular_outreach.models.outreach_delivery_letter"),
        ):
            self._run_cron()
        self.assertEqual((self._get_letter(3).state, self.batch.letter_count), ("failed", 4))

    def test_where_no_letter_can_be_made_nothing_is_printed(self):
        self.batch.action_print()
        with self._fail_for("Gast"), self.assertLogs("odoo.addons.circular_outreach.models.outreach_delivery_letter"):
            self._run_cron()
        self.assertEqual((self.batch.job, self.batch.state, self.batch.letter_count), (False, "draft", 5))
        self.assertIn("cannot be made", self.batch.job_error)

    def test_failed_letter_of_a_posted_batch_goes_into_the_next(self):
        self.batch.action_print()
        with self._fail_for("Gast Nummer1"), self.assertLogs("odoo.addons.circular_outreach.models.outreach_delivery_letter"):
            self._run_cron()
        self.batch.action_mark_sent()
        again = self._make_batch(self.batch.campaign_id)
        again.action_print()
        self.assertEqual((again.delivery_ids.partner_id, again.state), (self.contacts[1], "printed"))

    def test_who_opts_out_or_answers_while_letters_are_printed_gets_none(self):
        self.batch.action_print()
        self.env["outreach.opt.out"]._record_contact(self.contacts[0], "everything", "phone")
        self._get_letter(4).invitation_id._answer("accepted", "phone")
        self._run_cron()
        self.assertEqual((self.batch.state, self.batch.letter_count, self.batch.left_out_count), ("printed", 3, 2))
        self.assertEqual(self._get_letter(0).letter_remark, "Objects to being written to")
        self.assertEqual(self._get_letter(4).letter_remark, "Has answered: Yes")
        self.assertEqual(len(self._read().pages), 6)

    def test_where_all_have_answered_meanwhile_that_is_said(self):
        self.batch.action_print()
        for letter in self.batch.delivery_ids:
            letter.invitation_id._answer("declined", "phone")
        self._run_cron()
        self.assertFalse(self.batch.job)
        self.assertIn("all have answered", self.batch.job_error)

    def test_printing_can_be_stopped(self):
        self.batch.action_print()
        with patch.object(job, "PATIENCE", -1):
            self._run_cron()
        self.batch.action_stop()
        self.assertEqual((self.batch.job, self.batch.letter_count), (False, 5))
        self.assertIn("Stopped", self.batch.job_error)
        self._run_cron()
        self.assertEqual(self.batch.state, "draft")

    def test_while_letters_are_printed_nothing_else_can_be_done_with_them(self):
        self.batch.action_print()
        for action in (self.batch.action_print, self.batch.action_discard, self.batch.unlink):
            with self.assertRaisesRegex(UserError, "being printed"):
                action()
        with self.assertRaisesRegex(UserError, "being printed"):
            self.batch.is_duplex = False
        with self.assertRaisesRegex(UserError, "Make the letters first"):
            self.batch.action_mark_sent()

    def test_nobody_is_in_two_batches_of_one_step(self):
        self.batch.action_print()
        again = self._make_batch(self.batch.campaign_id)
        self.assertEqual(again.letter_count, 0)
        self.assertIn("Nobody is waiting", again.next_text)
        with self.assertRaisesRegex(UserError, "no letter to print"):
            again.action_print()

    def test_release_taken_back_meanwhile_ends_the_printing(self):
        self.batch.action_print()
        self.batch.campaign_id.action_draft()
        self._run_cron()
        self.assertFalse(self.batch.job)
        self.assertIn("Release the campaign first", self.batch.job_error)

    def test_what_is_more_than_a_pack_of_paper_goes_into_the_next_batch(self):
        with (
            patch.object(printing, "LARGEST_BATCH", 3),
            patch("odoo.addons.circular_outreach.models.outreach_letter_batch_hint.LARGEST_BATCH", 3),
        ):
            self.assertIn("3 of 5", self.batch.next_text)
            self._print_in_background()
            self.assertEqual(self.batch.letter_count, 3)
            rest = self._make_batch(self.batch.campaign_id)
            rest.action_print()
        self.assertEqual(rest.delivery_ids.partner_id | self.batch.delivery_ids.partner_id, self.contacts)
        self.assertFalse(rest.delivery_ids.partner_id & self.batch.delivery_ids.partner_id)

    def test_letters_belong_to_the_company_they_were_printed_in(self):
        other = self.env["res.company"].create({"name": "Other Office"})
        self.clerk.company_ids |= other
        self.batch.with_context(allowed_company_ids=[self.env.company.id, other.id]).action_print()
        with patch.object(type(self.batch), "_run_job", autospec=True) as run:
            self._run_cron()
        [batch] = run.call_args.args
        self.assertEqual((batch.env.user, batch.env.company, batch.env.lang), (self.clerk, self.env.company, "en_US"))

    def test_who_lost_the_right_meanwhile_prints_nothing(self):
        self.batch.action_print()
        self.clerk.write({"group_ids": [(6, 0, self.env.ref("base.group_user").ids)]})
        self._run_cron()
        batch = self.batch.with_user(self.env.user)
        self.assertEqual((batch.job, batch.state), (False, "draft"))
        self.assertTrue(batch.job_error)

    def test_who_is_no_clerk_stops_nothing_and_sees_no_portion(self):
        self.batch.action_print()
        with patch.object(job, "PATIENCE", -1):
            self._run_cron()
        stranger = new_test_user(self.env, "stranger_job", "base.group_user")
        with self.assertRaises(AccessError):
            self.batch.with_user(stranger).action_stop()
        with self.assertRaises(AccessError):
            self.batch.sudo().portion_ids.with_user(stranger).read(["document"])
