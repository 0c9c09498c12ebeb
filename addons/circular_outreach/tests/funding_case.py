from datetime import timedelta

from odoo.tests import new_test_user

from .common import OutreachCase

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class FundingCase(OutreachCase):
    """A funding, and a workshop it pays for, in a period of ten days around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.funding = cls.env["outreach.funding"].create(
            {
                "name": "Circular Region",
                "funder": "Ministry of Cycles",
                "reference_number": "CR-4711",
                "sentence": "Paid for by the Ministry of Cycles.",
                "logo_ids": [(0, 0, {"name": "Logo of the Ministry of Cycles", "image": PIXEL})],
            }
        )
        cls.event.outreach_funding_id = cls.funding
        cls.manager = new_test_user(cls.env, "manager_test", "circular_outreach.group_manager", name="Head of Office")

    @classmethod
    def _make_report(cls, **values):
        day = cls.begin.date()
        period = {"date_from": day - timedelta(days=5), "date_to": day + timedelta(days=5)}
        report = cls.env["outreach.funding.report"].with_user(cls.clerk).with_context(lang="en_US")
        return report.create({"funding_id": cls.funding.id, **period, **values})

    @classmethod
    def _let_come(cls, number, prefix="Guest", event=None, **values):
        """Invite so many contacts, who say yes and come."""
        contacts = cls.env["res.partner"].concat(
            *(cls._make_contact(f"{prefix} Number{index:02}", **values) for index in range(number))
        )
        campaign = {"event_id": event.id} if event else {}
        invitations = cls._invite(contacts, title=prefix, **campaign)
        invitations.sent_on = cls.begin - timedelta(days=20)
        for invitation in invitations:
            invitation._answer("accepted", "page")
            invitation.registration_id.action_outreach_check_in()
        return invitations

    def _get_counts(self, report, table, label=None):
        """Return the figures of one row, or of one row of one table, as they are stored or counted."""
        figures = report._get_figures()
        if table == "total":
            return figures["total"]
        return next(row["counts"] for row in figures["tables"][table] if row["label"] == label)
