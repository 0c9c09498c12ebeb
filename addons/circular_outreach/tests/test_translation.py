from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import OutreachCase


class TestTranslation(OutreachCase):
    """What a German clerk reads: a sample of every place that texts come from. That nothing is missing, script/translations checks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.german = cls.env(context={"lang": "de_DE"})

    def _get_label(self, model, field):
        return self.german[model].fields_get([field], ["string"])[field]["string"]

    def _translate(self, xml_id, field="name"):
        return self.german.ref(f"circular_outreach.{xml_id}")[field]

    def test_fields(self):
        self.assertEqual(self._get_label("outreach.campaign", "rule_text"), "Empfängerkreis")
        self.assertEqual(self._get_label("outreach.campaign", "answer_deadline"), "Antwortfrist")
        self.assertEqual(self._get_label("outreach.invitation", "verdict"), "Prüfergebnis")
        self.assertEqual(self._get_label("res.partner", "outreach_target_group_id"), "Zielgruppe")
        self.assertEqual(self._get_label("event.registration", "outreach_municipality_id"), "Gemeinde")

    def test_fields_of_the_chatter(self):
        self.assertEqual(self._get_label("outreach.campaign", "message_follower_ids"), "Follower")
        self.assertEqual(self._get_label("outreach.role", "activity_ids"), "Aktivitäten")

    def test_states(self):
        states = dict(self.german["outreach.campaign"]._fields["state"]._description_selection(self.german))
        self.assertEqual(states, {"draft": "Entwurf", "released": "Freigegeben", "running": "Läuft", "closed": "Abgeschlossen"})

    def test_options_that_a_field_borrows_from_another(self):
        for model, field, lender, lent in (
            ("outreach.audience.add", "kind", "outreach.audience.choice", "kind"),
            ("outreach.report", "verdict", "outreach.invitation", "verdict"),
            ("outreach.report", "answer", "outreach.invitation", "answer"),
            ("outreach.report", "attendance", "event.registration", "outreach_attendance"),
            ("outreach.invitation", "verdict_before", "outreach.invitation", "verdict"),
        ):
            borrowed = self.german[model]._fields[field]._description_selection(self.german)
            self.assertEqual(borrowed, self.german[lender]._fields[lent]._description_selection(self.german), field)
            self.assertNotEqual(
                borrowed, self.env[lender]._fields[lent]._description_selection(self.env(context={"lang": "en_US"}))
            )

    def test_view(self):
        form = self.german["outreach.campaign"].get_view(self.env.ref("circular_outreach.outreach_campaign_view_form").id)["arch"]
        for words in ("Empfängerkreis bilden", "Freigeben", "Wer eingeladen wird", "Was versendet wird"):
            self.assertIn(words, form)

    def test_menu_and_action(self):
        self.assertEqual(self._translate("outreach_role_menu"), "Partnerrollen")
        self.assertEqual(self._translate("outreach_report_menu"), "Auswertung")
        self.assertIn("Laden Sie", self._translate("outreach_campaign_action", "help"))

    def test_master_data(self):
        self.assertEqual(self._translate("outreach_role_type_best_practice_company"), "Best-Practice-Unternehmen")
        self.assertEqual(self._translate("outreach_target_group_administration"), "Verwaltung und Kommunen")
        self.assertEqual(self._translate("outreach_topic_r4_repair"), "Repair – Reparieren")

    def test_mail_template(self):
        self.assertEqual(self._translate("mail_template_invitation_workshop", "subject"), "Einladung: {{ object.event_name }}")
        body = self._translate("mail_template_invitation_workshop", "body_html")
        for words in (
            "wir laden Sie herzlich",
            "Ja, ich nehme teil",
            "Nein, ich kann nicht teilnehmen",
            "Mit freundlichen Grüßen",
        ):
            self.assertIn(words, body)
        self.assertIn('t-out="object.deadline_text"', body)

    def test_message(self):
        answer = self.german["outreach.answer"].create(
            {"invitation_id": self._invite(self._make_contact()).id, "answer": "accepted", "channel": "phone"}
        )
        with self.assertRaisesRegex(UserError, "Das Antwortprotokoll kann nicht geändert werden"):
            answer.comment = "Otherwise"

    def test_time_as_germans_write_it(self):
        self.event.write({"date_begin": datetime(2025, 3, 26, 8), "date_end": datetime(2025, 3, 26, 14)})  # noqa: DTZ001  Odoo's datetimes are naive UTC
        invitation = self._invite(self._make_contact()).with_env(self.german)
        self.assertEqual(invitation.event_time, "Mittwoch, 26. März 2025, 09:00 Uhr bis 15:00 Uhr")


@tagged("post_install", "-at_install")
class TestTranslationOfPages(HttpCase, OutreachCase):
    def setUp(self):
        super().setUp()
        self.invitation = self._invite(self._make_contact(lang="de_DE"))

    def _assert_says(self, path, *sentences):
        page = self.url_open(path).text
        for sentence in sentences:
            self.assertIn(sentence, page)

    def test_answer_page(self):
        self._assert_says(
            f"/rsvp/{self.invitation._get_token()}",
            "Persönliche Einladung",
            "Nehmen Sie teil?",
            "Ja, ich nehme teil",
            "Nein, ich kann nicht teilnehmen",
            "Antwort senden",
            "Impressum",
            "Datenschutzhinweise",
        )

    def test_page_to_object(self):
        self._assert_says(
            f"/unsubscribe/{self.invitation._get_token('unsubscribe')}",
            "Keine Einladungen mehr",
            "Was möchten Sie nicht mehr erhalten?",
        )
