from odoo import fields, models

from ..tools.button_right import EDITOR, only_for


class ResPartner(models.Model):
    """Since when somebody knows that the office has their data. Who is not told within a month is told too late (Art. 14(3) GDPR).

    Every mail and letter of a campaign carries the notice, so the first one that goes out says when (see outreach_delivery_record.py).
    """

    _inherit = "res.partner"

    outreach_informed_on = fields.Datetime(
        string="Informed on",
        readonly=True,
        copy=False,
        help="When the first mail or letter with the notice on data protection went out, or when somebody noted that the person "
        "was told otherwise.",
    )

    @only_for(EDITOR)
    def action_outreach_inform(self):
        """Note that these people were told otherwise, for example in person; the log says who noted it."""
        self.check_access("write")
        uninformed = self.filtered(lambda partner: not partner.outreach_informed_on)
        uninformed._set_outreach_informed(fields.Datetime.now())
        for partner in uninformed:
            partner._message_log(body=self.env._("Was informed about the data we have, other than by a mail or letter of ours."))

    def _set_outreach_informed(self, moment):
        """Take down when somebody was informed; the first time counts."""
        self.filtered(lambda partner: not partner.outreach_informed_on).outreach_informed_on = moment

    def _unset_outreach_informed(self, deliveries):
        """Take that back for deliveries that were not sent after all, where nothing else had informed the person."""
        for partner, own in deliveries.grouped("partner_id").items():
            if partner.outreach_informed_on in own.mapped("sent_on"):
                others = partner.outreach_invitation_ids.delivery_ids - own
                partner.outreach_informed_on = min(others.filtered("sent_on").mapped("sent_on"), default=False)
