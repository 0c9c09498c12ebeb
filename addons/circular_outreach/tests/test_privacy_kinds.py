from odoo.tests import tagged

from ..privacy.free_of_persons import FREE_MODELS
from .common import OutreachCase

TEXTS = ("char", "text", "html", "json", "binary", "reference", "properties")
# Fields every model has, and accounts of the office.
LEFT_OUT = ("create_uid", "write_uid", "activity_user_id", "res.users")


@tagged("post_install", "-at_install")
class TestPrivacyKinds(OutreachCase):
    """No place for personal data without a kind that tells and erases it."""

    def _get_own_fields(self, model):
        """Return the stored fields of the addon that can hold a text or lead to a contact."""
        for name, field in model._fields.items():
            own = model._original_module == "circular_outreach" or "circular_outreach" in (field._modules or ())
            link = field.comodel_name == "res.partner"
            if own and field.store and name not in LEFT_OUT and (field.type in TEXTS or link) and field.type != "one2many":
                yield name

    def _get_covered(self):
        """Return {model: names of fields, or None for all of them}."""
        covered = {}
        for kind in self.env["outreach.privacy.kind"]._get_kinds():
            names = {*kind._privacy_emptied, *kind._privacy_kept}
            everything = kind._privacy_is_deleted or kind._privacy_holder == "res.partner"
            covered[kind._privacy_holder] = None if everything else names
        return covered

    def test_every_field_that_may_hold_personal_data_is_covered_by_a_kind(self):
        covered = self._get_covered()
        missing = []
        for name in self.env.registry:
            model = self.env[name]
            if model._abstract or name in FREE_MODELS:
                continue
            known = covered.get(name, set())
            if known is not None:
                missing += [f"{name}.{field}" for field in self._get_own_fields(model) if field not in known]
        self.assertFalse(missing, "give each a kind in privacy/, or a reason in privacy/free_of_persons.py")

    def test_nothing_is_called_free_of_persons_that_is_no_longer_there(self):
        self.assertFalse([name for name in FREE_MODELS if name not in self.env])

    def test_kinds_name_fields_that_exist(self):
        for kind in self.env["outreach.privacy.kind"]._get_kinds():
            if kind._privacy_holder:
                fields = self.env[kind._privacy_holder]._fields
                names = [*kind._privacy_told, *kind._privacy_emptied, *kind._privacy_kept]
                self.assertFalse([name for name in names if name not in fields], kind._name)

    def test_every_kind_has_a_title(self):
        for kind in self.env["outreach.privacy.kind"]._get_kinds():
            self.assertTrue(kind._get_title(), kind._name)
