from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.button_right import find_groups
from .common import OutreachCase

PERSONAS = ("reader", "user", "sender", "releaser", "desk", "organiser", "external", "privacy", "manager")
READ_ONLY = ("reader", "releaser", "external", "privacy")
# What somebody who changes nothing else does: the work their right is for.
OWN_WORK = {
    "releaser": {("outreach.handover", "create"), ("outreach.release", "create"), ("outreach.release", "write")},
    "privacy": {
        ("outreach.legal.text", "create"),
        ("outreach.legal.text", "unlink"),
        ("outreach.legal.text", "write"),
        ("outreach.handover", "create"),
        ("outreach.privacy.request", "create"),
        ("outreach.privacy.request", "write"),
        ("outreach.processing.activity", "create"),
        ("outreach.processing.activity", "write"),
        ("outreach.retention.rule", "write"),
        ("outreach.retention.run", "create"),
        ("outreach.retention.run", "write"),
    },
}
# Words every user of the app may read, whatever their company.
SHARED = {
    "outreach.code.attempt",
    "outreach.decline.reason",
    "outreach.organisation.type",
    "outreach.retention.rule",
    "outreach.role.type",
    "outreach.target.group",
    "outreach.topic",
}
# Buttons that only show something: whoever sees the record may press them.
SHOWING = {
    "action_outreach_attended",
    "action_outreach_campaigns",
    "action_outreach_certificates",
    "action_outreach_health_notes",
    "action_outreach_history",
    "action_outreach_invitations",
    "action_outreach_roles",
    "action_outreach_waiting",
    "action_preview",
    "action_view_doubtful",
    "action_view_figures",
    "action_view_invitations",
    "action_view_letters",
    "action_view_phone_list",
    "action_view_reports",
}


class Personas(dict):
    """Users by what they are, each made when it is first asked for."""

    def __init__(self, make):
        super().__init__()
        self._make = make

    def __missing__(self, name):
        self[name] = self._make(name)
        return self[name]


class RightsCase(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = sorted(
            name
            for name, model in cls.env.registry.items()
            if name.startswith("outreach.") and model._original_module == "circular_outreach" and not model._abstract
        )

    def setUp(self):
        super().setUp()
        self.persona = Personas(self._make_persona)

    def _as(self, name, records):
        return records.with_user(self.persona[name])


@tagged("post_install", "-at_install")
class TestRightsOfModels(RightsCase):
    def test_every_model_has_a_rule_that_limits_it_or_is_for_all(self):
        bare = [
            name
            for name in self.models
            if not self.env["ir.rule"].search([("model_id.model", "=", name), ("groups", "=", False)])
        ]
        self.assertEqual(set(bare), SHARED)

    def test_windows_belong_to_who_opened_them(self):
        for name in (name for name in self.models if self.env[name]._transient or name.startswith("outreach.contact.import")):
            rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
            self.assertTrue(any("create_uid" in rule.domain_force for rule in rules), name)

    def test_who_only_reads_changes_nothing(self):
        for name in READ_ONLY:
            may = {
                (model, operation)
                for model in [*self.models, "res.partner", "event.event", "event.registration", "res.city"]
                for operation in ("create", "write", "unlink")
                if self._as(name, self.env[model]).has_access(operation)
            }
            self.assertEqual(may, OWN_WORK.get(name, set()), name)

    def test_nobody_but_editors_exports(self):
        for name in PERSONAS:
            exports = self.persona[name].has_group("base.group_allow_export")
            self.assertEqual(exports, name in ("user", "sender", "manager"), name)

    def test_plain_colleague_reaches_no_model_of_the_app(self):
        self.persona["user"].group_ids = self.env.ref("base.group_user")
        self.assertEqual([name for name in self.models if self._as("user", self.env[name]).has_access("read")], [])

    def test_reader_opens_every_form_without_being_refused(self):
        invitation = self._invite(self._make_contact(), answer_deadline=self.begin - timedelta(days=3))
        self.event.registration_ids.create({"event_id": self.event.id, "name": "Anna"})
        batch = self.env["outreach.letter.batch"].create({"campaign_id": invitation.campaign_id.id})
        records = [invitation, invitation.campaign_id, invitation.campaign_id.step_ids[0], batch, self.event]
        records += [self.event.registration_ids[0], invitation.partner_id]
        for record in [self._as("reader", record) for record in records]:
            arch = etree.fromstring(record.get_view(view_type="form")["arch"])
            names = {node.get("name") for node in arch.iter("field")} & set(record.fields_get())
            record.read(names)
            self.assertFalse(arch.get("edit") not in (None, "False", "0"))


@tagged("post_install", "-at_install")
class TestRightsOfButtons(RightsCase):
    def _get_views(self):
        """Return the views that show something of this addon."""
        data = self.env["ir.model.data"].search([("module", "=", "circular_outreach"), ("model", "=", "ir.ui.view")])
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).filtered("model")
        while extensions := views.filtered(lambda view: view.mode == "extension"):
            views = (views - extensions) | extensions.inherit_id
        return views.filtered(lambda view: view.type in ("form", "list", "kanban"))

    def _get_buttons(self, node, model):
        for child in node:
            if child.tag == "button" and child.get("type") == "object":
                yield model, child.get("name")
            field = child.tag == "field" and self.env[model]._fields.get(child.get("name"))
            nested = field and field.comodel_name and any(part.tag in ("list", "form", "kanban") for part in child)
            yield from self._get_buttons(child, field.comodel_name if nested else model)

    def _see(self, user, view):
        model = self.env[view.model].with_user(user)
        if not model.has_access("read"):
            return set()
        return set(self._get_buttons(etree.fromstring(model.get_view(view.id, view.type)["arch"]), view.model))

    def _get_all_buttons(self):
        seen = set().union(*(self._see(self.env.user, view) for view in self._get_views()))
        return {(model, name) for model, name in seen if "outreach" in model or "outreach" in name}

    def test_every_button_says_who_may_press_it(self):
        silent = {
            (model, name)
            for model, name in self._get_all_buttons()
            if not find_groups(type(self.env[model]), name)
            and name not in SHOWING
            and not self.env[model]._transient
            # The lists somebody imports are their own.
            and not model.startswith("outreach.contact.import")
        }
        self.assertEqual(silent, set())

    def test_a_button_for_others_is_hidden_and_refuses(self):
        buttons = [(model, name, find_groups(type(self.env[model]), name)) for model, name in self._get_all_buttons()]
        for persona in PERSONAS:
            user = self.persona[persona]
            foreign = {(model, name) for model, name, groups in buttons if groups and not user.has_groups(groups)}
            self.assertTrue(foreign or persona in ("sender", "manager"))
            for view in self._get_views():
                self.assertFalse(self._see(user, view) & foreign, (persona, view.xml_id))
            for model, name in foreign:
                with self.assertRaisesRegex(AccessError, "You may not do this", msg=(persona, model, name)):
                    getattr(self.env[model].with_user(user), name)()

    def test_a_button_for_somebody_is_shown(self):
        see = {
            name: {button for view in self._get_views() for button in self._see(self.persona[name], view)}
            for name in ("reader", "user", "sender", "releaser", "desk")
        }
        for button, seen in (
            (("outreach.campaign", "action_pause"), {"sender"}),
            (("outreach.campaign", "action_open_release"), {"sender", "releaser"}),
            (("outreach.campaign", "action_build_audience"), {"user", "sender"}),
            (("event.registration", "action_outreach_check_in"), {"user", "sender", "desk"}),
            (("outreach.campaign", "action_view_invitations"), {"reader", "user", "sender", "releaser"}),
        ):
            self.assertEqual({name for name in see if button in see[name]}, seen, button)

    def test_refusal_names_the_right_that_is_missing(self):
        with self.assertRaisesRegex(AccessError, "Edit and Send"):
            self._as("user", self.env["outreach.campaign"]).action_pause()


class TestRightToSend(RightsCase):
    def setUp(self):
        super().setUp()
        self.contact = self._make_contact()
        self.campaign = self._make_campaign(answer_deadline=self.begin - timedelta(days=7))
        self._as("user", self.campaign).action_build_audience()

    def _release(self):
        self._as("sender", self.campaign).action_release()

    def test_editor_prepares_and_sends_nothing(self):
        campaign = self._as("user", self.campaign)
        campaign.step_ids[0].days = 3
        for attempt in (
            campaign.action_release,
            campaign.action_pause,
            lambda: campaign.write({"state": "released"}),
            lambda: campaign.create({"title": "Ready", "event_id": self.event.id, "state": "running"}),
            lambda: campaign.env["outreach.release"].create({"campaign_id": campaign.id}),
            campaign.step_ids.action_send_now,
            lambda: campaign.env["outreach.letter.batch"].create({"campaign_id": campaign.id}).action_print(),
        ):
            with self.assertRaises(AccessError):
                attempt()
        self.assertEqual(self.campaign.state, "draft")

    def test_editor_adds_nobody_and_changes_no_mail_once_it_is_released(self):
        self._release()
        campaign = self._as("user", self.campaign)
        other = self._make_contact("Late Guest")
        choices = campaign.env["outreach.audience.choice"]
        for attempt in (
            campaign.action_build_audience,
            lambda: choices._decide(campaign, other, "invite", "Why not"),
            lambda: campaign.step_ids[0].write({"subject": "Changed"}),
            campaign.step_ids[0].unlink,
            lambda: campaign.write({"title": "Changed"}),
            lambda: campaign.env["outreach.campaign.step"].create({"campaign_id": campaign.id, "kind": "second_reminder"}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_editor_leaves_somebody_out_of_a_released_campaign(self):
        self._release()
        context = {"active_model": "res.partner", "active_ids": self.contact.ids}
        wizard = self._as("user", self.env["outreach.audience.add"]).with_context(**context)
        wizard = wizard.create({"campaign_id": self.campaign.id, "kind": "leave_out", "reason": "Asked us by phone"})
        wizard.action_apply()
        self.assertEqual(self.env["outreach.audience"]._judge(self.campaign, self.contact), {self.contact.id: "left_out"})

    def test_releaser_releases_what_others_prepared_and_changes_nothing(self):
        campaign = self._as("releaser", self.campaign)
        context = campaign.action_open_release()["context"]
        wizard = campaign.env["outreach.release"].with_context(**context).create({})
        self.assertFalse(wizard.is_blocked)
        self.assertTrue(wizard.preview_html)
        wizard.action_release()
        self.assertEqual(self.campaign.state, "released")
        for attempt in (campaign.action_pause, campaign.action_build_audience, lambda: campaign.write({"title": "Mine"})):
            with self.assertRaises(AccessError):
                attempt()

    def test_sender_who_changed_it_last_needs_somebody_else(self):
        self.env.company.outreach_four_eyes = True
        campaign = self._as("sender", self.campaign)
        campaign.step_ids[1].days = 9
        with self.assertRaisesRegex(UserError, "You were the last to change"):
            campaign.action_release()
        self._as("releaser", self.campaign).action_release()
        self.assertEqual(self.campaign.state, "released")


class TestRightsOfContractors(RightsCase):
    def setUp(self):
        super().setUp()
        self.invitation = self._invite(self._make_contact("Anna Shown"))
        self.campaign = self.invitation.campaign_id
        self.hidden = self._make_contact("Berta Hidden", outreach_target_group_id=False)

    def _find(self, model):
        return self._as("external", self.env[model]).search([])

    def test_sees_nothing_before_something_is_shown(self):
        for model in ("outreach.campaign", "outreach.invitation", "event.event", "outreach.report", "outreach.funding.report"):
            self.assertFalse(self._find(model), model)
        self.assertNotIn(self.invitation.partner_id, self._find("res.partner"))

    def test_sees_a_campaign_that_is_shown_with_its_workshop_and_contacts(self):
        self.campaign.with_user(self.clerk).released_to_ids = self.persona["external"]
        self.assertEqual(self._find("outreach.invitation"), self.invitation)
        self.assertEqual(self._find("event.event"), self.event)
        contacts = self._find("res.partner")
        self.assertIn(self.invitation.partner_id, contacts)
        self.assertNotIn(self.hidden, contacts)
        view = self.env.ref("circular_outreach.outreach_campaign_view_form_external")
        campaign = self._as("external", self.campaign)
        arch = etree.fromstring(campaign.get_view(view.id)["arch"])
        campaign.read({node.get("name") for node in arch.iter("field")} & set(campaign._fields))
        self._find("outreach.invitation").read(["invitee_name", "organisation_name", "target_group_id", "answer"])

    def test_does_not_see_the_links_that_answer(self):
        self.campaign.released_to_ids = self.persona["external"]
        for name in ("external", "reader"):
            with self.assertRaises(AccessError):
                self._as(name, self.invitation).read(["answer_url"])

    def test_sees_issued_reports_of_a_funding_that_is_shown(self):
        funding = self.env["outreach.funding"].create({"name": "Cycles", "released_to_ids": self.persona["external"].ids})
        self.env["outreach.funding.report"].create({"funding_id": funding.id, "date_from": "2026-01-01", "date_to": "2026-12-31"})
        self.assertEqual(self._find("outreach.funding"), funding)
        self.assertFalse(self._find("outreach.funding.report"), "a draft is nobody's business")


class TestRightsAtTheDoor(RightsCase):
    def test_sees_the_workshops_of_these_days_only(self):
        now = fields.Datetime.now()
        today, past = self.event.create(
            [
                {"name": "Today", "date_begin": now - timedelta(hours=1), "date_end": now + timedelta(hours=3)},
                {"name": "Past", "date_begin": now - timedelta(days=9), "date_end": now - timedelta(days=8)},
            ]
        )
        for event in (today, past, self.event):
            event.registration_ids.create({"event_id": event.id, "name": "Anna"})
        found = self._as("desk", self.env["event.event"]).search([("id", "in", (today | past | self.event).ids)])
        self.assertEqual(found, today)
        self.assertEqual(self._as("desk", self.env["event.registration"]).search([]).event_id, today)
        self._as("desk", today.registration_ids).action_outreach_check_in()
        self.assertEqual(today.registration_ids.outreach_attendance, "attended")
        with self.assertRaises(AccessError):
            self._as("desk", self.event.registration_ids).action_outreach_check_in()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_clerk_who_also_helps_at_the_door_sees_all(self):
        self.persona["user"].group_ids |= self.env.ref("circular_outreach.group_desk")
        self.assertIn(self.event, self._as("user", self.env["event.event"]).search([]))
