from odoo.tests import new_test_user

from .common import OutreachCase


class LegalCase(OutreachCase):
    """A privacy officer, and an office whose data protection officer is known; no texts but those the test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "officer_test", "circular_outreach.group_privacy", name="Officer", lang="en_US")
        cls.env.company.outreach_privacy_officer = "Data Protection Officer\ndsb@county.example"
        cls.env["outreach.legal.text"].search([]).active = False
        cls.env["outreach.processing.activity"].search([]).active = False

    @classmethod
    def _make_text(cls, kind="privacy", lang="en", **values):
        defaults = {"kind": kind, "lang": lang, "name": f"{kind.title()} {lang}", "body": f"<h2>Why?</h2><p>Words of {lang}</p>"}
        return cls.env["outreach.legal.text"].with_user(cls.officer).create({**defaults, **values})

    @classmethod
    def _make_activity(cls, **values):
        names = ("purposes", "legal_basis", "persons", "categories", "recipients", "third_countries", "measures")
        defaults = {"name": "Newsletter", **{name: f"What stands in {name}" for name in names}}
        return cls.env["outreach.processing.activity"].with_user(cls.officer).create({**defaults, **values})
