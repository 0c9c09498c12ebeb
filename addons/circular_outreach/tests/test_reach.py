import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import OutreachCase
from .test_rights import SHARED

SECRET = "Geheimrat Verborgen"
# What a record needs beyond its required fields and the records of this office.
VALUES = {
    "outreach.answer": {"answer": "accepted", "channel": "phone"},
    "outreach.funding.report": {"date_from": "2026-01-01", "date_to": "2026-12-31"},
    "outreach.funding.logo": {"image": "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="},
    "outreach.letter.batch": {"document": "JVBERi0="},
    "outreach.letter.portion": {"document": "JVBERi0="},
    "outreach.opt.out": {"scope": "everything", "event_id": False},
    "outreach.signatory": {"signature": "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="},
}
OPERATIONS = ("read", "create", "write", "unlink")
# They live in the database alone, as views over the others.
VIEWS = {"outreach.report"}


@tagged("post_install", "-at_install")
class TestReach(HttpCase, OutreachCase):
    """Nobody from another office, from the portal or from the street reaches a record of this office, whatever way they try.

    The records are made for every model there is, so a new model is tried as soon as it exists.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env.company
        cls.other_office = cls.env["res.company"].create({"name": "Other Office"})
        values = {"company_id": cls.other_office.id, "company_ids": [(6, 0, cls.other_office.ids)]}
        cls.outsiders = {
            "neighbour": new_test_user(cls.env, "neighbour", "circular_outreach.group_manager", **values),
            "portal": new_test_user(cls.env, "portal_person", "base.group_portal"),
            "public": cls.env.ref("base.public_user"),
        }
        cls.contact = cls._make_contact(SECRET, company_id=cls.office.id, street="Weg 1", zip="09599", city="Freiberg")
        cls.event.write({"name": f"Workshop {SECRET}", "company_id": cls.office.id})
        cls.invitation = cls._invite(cls.contact)
        role_type = cls.env["outreach.role.type"].create({"name": "Friend", "held_by": "person"})
        cls.known = {
            record._name: record
            for record in (
                cls.contact,
                cls.event,
                cls.invitation,
                cls.invitation.campaign_id,
                cls.invitation.campaign_id.step_ids[0],
                cls.event.registration_ids.create({"event_id": cls.event.id, "name": SECRET, "partner_id": cls.contact.id}),
                cls.env["outreach.role"].create({"partner_id": cls.contact.id, "type_id": role_type.id}),
            )
        }
        contractor = {"recipient_id": cls._make_persona("external").id, "purpose": "Printing", "contract": "File 12"}
        handover = {"campaign_id": cls.invitation.campaign_id.id, "kind": "post", **contractor}
        cls.known["outreach.handover"] = cls.env["outreach.handover"].create(handover)
        cls.models = sorted(
            name
            for name, model in cls.env.registry.items()
            if name.startswith("outreach.") and model._original_module == "circular_outreach" and not model._abstract
        )
        cls.records = [cls._make(name) for name in cls.models if name not in SHARED | VIEWS]
        cls.records += [cls.known[name] for name in ("res.partner", "event.event", "event.registration")]
        cls.records.append(cls.env["outreach.report"].search([("campaign_id", "=", cls.invitation.campaign_id.id)], limit=1))
        cls.env.flush_all()

    @classmethod
    def _make(cls, name):
        """Return a record of a model that belongs to this office, made if there is none yet."""
        if name not in cls.known:
            model = cls.env[name].with_user(cls.clerk).sudo()
            values = {field.name: cls._invent(field) for field in model._fields.values() if cls._is_wanted(model, field)}
            cls.known[name] = model.create({**values, **VALUES.get(name, {})}).sudo(False).with_user(cls.env.user)
            # A window that lists rows lists them now, not after one was made by hand.
            cls.env.flush_all()
        return cls.known[name]

    @classmethod
    def _is_wanted(cls, model, field):
        if field.name in MAGIC_COLUMNS or field.related or not field.store or field.type in ("one2many", "many2many"):
            return False
        if field.name in VALUES.get(model._name, {}):
            return False
        belongs = field.type == "many2one" and field.comodel_name in cls.known
        return belongs or (field.required and not (field.compute or field.default))

    @classmethod
    def _invent(cls, field):
        if field.type == "many2one":
            return (cls.known.get(field.comodel_name) or cls._make_or_find(field.comodel_name)).id
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        if field.type in ("date", "datetime"):
            return fields.Datetime.now() + timedelta(days=1)
        if field.type in ("integer", "float"):
            return 1
        return {"binary": "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "json": {}, "boolean": True}.get(field.type, SECRET)

    @classmethod
    def _make_or_find(cls, name):
        if name.startswith("outreach.") and name not in SHARED:
            return cls._make(name)
        return cls.env[name].search([], limit=1)

    def test_a_record_of_every_model_is_tried(self):
        tried = {record._name for record in self.records if record}
        self.assertEqual(set(self.models) - tried, SHARED)

    def test_its_own_people_reach_what_the_others_do_not(self):
        self.assertEqual(self.invitation.with_user(self.clerk).search([("id", "=", self.invitation.id)]), self.invitation)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models", "odoo.orm.models")
    def test_nobody_finds_reads_changes_or_exports_a_foreign_record(self):
        for name, user in self.outsiders.items():
            for record in self.records:
                with self.subTest(who=name, model=record._name):
                    foreign = record.with_user(user).with_context(allowed_company_ids=user.company_id.ids)
                    if any(foreign.browse().has_access(operation) for operation in OPERATIONS):
                        self._assert_unseen(foreign)
                    with self.assertRaises(AccessError):
                        foreign.read(["display_name"])

    def _assert_unseen(self, record):
        model, this = record.browse(), [("id", "=", record.id)]
        group = next(name for name, field in record._fields.items() if field.type == "many2one" and field.store)
        for look in (
            lambda: model.search(this),
            lambda: model.search_count(this),
            lambda: model.search_read(this, ["id"]),
            lambda: model.web_search_read(this, {"id": {}})["length"],
            lambda: [found for found in model.name_search(domain=this) if found[0] == record.id],
            lambda: model.name_search(SECRET),
            lambda: [group for group in model.formatted_read_group(this, [], ["__count"]) if group["__count"]],
            lambda: model.web_read_group(this, [group])["groups"],
            lambda: [group for group in model._read_group(this, [], ["__count"]) if group[0]],
        ):
            try:
                self.assertFalse(look())
            except AccessError:
                continue
        first = next(name for name, field in record._fields.items() if field.store and name not in ("id", "create_uid"))
        for attempt in (
            lambda: record.read([first]),
            lambda: record.web_read({first: {}}),
            lambda: record.export_data(["id", first]),
            record.copy_data,
            record.copy,
            lambda: record.write({first: False}),
            record.unlink,
        ):
            # An AccessError, or the word that nobody changes this log, or that this user exports nothing.
            with self.assertRaises(UserError):
                attempt()

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_reads_a_foreign_record_over_the_wire(self):
        key = {
            name: self.env["res.users.apikeys"]
            .with_user(self.outsiders[name])
            ._generate("rpc", "Test", fields.Datetime.now() + timedelta(days=1))
            for name in ("neighbour", "portal")
        }
        logins = {"neighbour": "neighbour", "portal": "portal_person", "public": None}
        for name, login in logins.items():
            self.authenticate(login, login)
            for record in self.records:
                with self.subTest(who=name, model=record._name):
                    self.assertNotIn("result", self._call(record, "read", [record.ids, ["display_name"]]))
                    self.assertIn(self._call(record, "search", [[["id", "=", record.id]]]).get("result", []), [[]])
                    self.assertGreaterEqual(self._call_json2(record, key.get(name)), 400)

    def _call(self, record, method, args):
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "params": {"model": record._name, "method": method, "args": args, "kwargs": {}},
        }
        return self.url_open("/web/dataset/call_kw", json.dumps(body), headers={"Content-Type": "application/json"}).json()

    def _call_json2(self, record, key):
        headers = {"Content-Type": "application/json", **({"Authorization": f"bearer {key}"} if key else {})}
        body = json.dumps({"ids": record.ids, "fields": ["display_name"]})
        return self.url_open(f"/json/2/{record._name}/read", body, headers=headers).status_code

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_downloads_a_foreign_file_picture_or_paper(self):
        files = [
            (record, name)
            for record in self.records
            for name, field in record._fields.items()
            if field.type == "binary" and not field.related and record[name]
        ]
        self.assertTrue({"outreach.letter.batch", "outreach.letter.portion"} <= {record._name for record, _name in files})
        attachments = self.env["ir.attachment"].sudo().search([("res_model", "in", self.models), ("res_field", "!=", False)])
        addresses = [f"/web/content/{record._name}/{record.id}/{name}" for record, name in files if record._name != "res.partner"]
        addresses += [f"/web/image/{record._name}/{record.id}/{name}" for record, name in files if record._name != "res.partner"]
        addresses += [f"/web/content/{attachment.id}" for attachment in attachments]
        addresses += self._get_papers()
        for login in ("neighbour", "portal_person", None):
            self.authenticate(login, login)
            for address in addresses:
                with self.subTest(who=login, address=address):
                    response = self.url_open(address, allow_redirects=False)
                    self.assertNotIn(b"%PDF", response.content)
                    self.assertNotIn(SECRET, response.text)
                    placeholder = address.startswith("/web/image") and response.status_code in (200, 301, 304)
                    self.assertTrue(placeholder or response.status_code >= 300, response.status_code)

    def _get_papers(self):
        """Return the addresses of every report of the addon, for a record of this office."""
        reports = self.env["ir.actions.report"].search([("report_name", "=like", "circular_outreach.%")])
        self.assertGreater(len(reports), 3)
        return [
            f"/{way}/{report.report_name}/{self.known[report.model].id}"
            for report in reports
            for way in ("outreach/report", "report/pdf", "report/html")
            if report.model in self.known
        ]

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.http")
    def test_nobody_reads_what_is_written_below_a_foreign_record(self):
        threads = [record for record in self.records if hasattr(record, "message_post")]
        self.assertTrue({"outreach.campaign", "outreach.legal.text", "res.partner"} <= {record._name for record in threads})
        for record in threads:
            message = record.sudo().message_post(body=SECRET, attachments=[("note.txt", SECRET.encode())])
            record.sudo().message_subscribe(self.contact.ids)
            follower = record.sudo().message_follower_ids.filtered(lambda one: one.partner_id == self.contact)
            hidden = [message, message.attachment_ids, follower]
            for name, user in self.outsiders.items():
                for one in hidden:
                    with self.subTest(who=name, model=record._name, hidden=one._name):
                        self._assert_not_found(one.with_user(user).with_context(allowed_company_ids=user.company_id.ids))

    def _assert_not_found(self, records):
        domain = [("id", "in", records.ids)]
        for look in (
            lambda: records.browse().search(domain),
            lambda: records.browse().search_read(domain, ["id"]),
            lambda: [group for group in records.browse().formatted_read_group(domain, [], ["__count"]) if group["__count"]],
            lambda: records.read(["display_name"]),
        ):
            try:
                self.assertFalse(look())
            except AccessError:
                continue

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_downloads_a_file_below_a_foreign_record(self):
        record = self.invitation.campaign_id
        file = record.sudo().message_post(body="-", attachments=[("note.txt", SECRET.encode())]).attachment_ids
        for login in ("neighbour", "portal_person", None):
            self.authenticate(login, login)
            for way in ("content", "image"):
                self.assertNotIn(SECRET, self.url_open(f"/web/{way}/{file.id}").text)
            answer = self.url_open(
                "/mail/thread/messages",
                json.dumps({"jsonrpc": "2.0", "params": {"thread_model": record._name, "thread_id": record.id}}),
                headers={"Content-Type": "application/json"},
            )
            self.assertNotIn("note.txt", answer.text)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_overview_and_gap_show_nothing_of_another_office(self):
        for model, method in (
            ("outreach.dashboard", "get_overview"),
            ("outreach.dashboard", "get_funnel"),
            ("outreach.gap", "get_table"),
        ):
            foreign = (
                self.env[model].with_user(self.outsiders["neighbour"]).with_context(allowed_company_ids=self.other_office.ids)
            )
            shown = json.dumps(getattr(foreign, method)(), default=str)
            self.assertNotIn(SECRET, shown)
            for name in ("portal", "public"):
                with self.assertRaises(AccessError):
                    getattr(self.env[model].with_user(self.outsiders[name]), method)()
