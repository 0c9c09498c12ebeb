from odoo import api, models

from ..tools.mail_mending import mend

# Where the gateway's dictionary of a mail says which mail of a campaign it belongs to.
RETURNED = "outreach_returned"
# Where it says which invitation a calendar answers, and what.
CALENDAR = "outreach_calendar"


class MailThread(models.AbstractModel):
    """What comes back for the mails of campaigns, answers of calendars among it, is looked at before Odoo does, which takes receipts and delays for bounces.

    Everything else goes its usual way.
    """

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        # sudo: the gateway acts for whoever wrote; the UID is the right to answer this one invitation
        answered = self.env["outreach.invitation"].sudo()._recognise_calendar(message)
        if answered:
            mend(message)
            return {**super().message_parse(message, save_original), CALENDAR: answered}
        # sudo: the gateway acts for whoever wrote, not for the user it runs as
        returned = self.env["outreach.delivery"].sudo()._recognise(message)
        if not returned and not self._find_unsubscribed(message):
            return super().message_parse(message, save_original)
        # Odoo would fail on a damaged one, and the gateway drop it.
        mend(message)
        return {**super().message_parse(message, save_original), RETURNED: returned or (None, None)}

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        if answered := message_dict.pop(CALENDAR, None):
            invitation, reply = answered
            return invitation._take_calendar_reply(reply, message, message_dict)
        delivery, mail = message_dict.pop(RETURNED, (None, None))
        if unsubscribed := self._find_unsubscribed(message):
            return unsubscribed._take_unsubscribe(message, message_dict)
        if delivery and not delivery._is_answer_to_another(mail, message_dict):
            return delivery._take_in(mail, message, message_dict)
        return super().message_route(message, message_dict, model, thread_id, custom_values)

    @api.model
    def _find_unsubscribed(self, message):
        # sudo: the token in the subject is the right to do so
        return self.env["outreach.invitation"].sudo()._find_unsubscribed(message)
