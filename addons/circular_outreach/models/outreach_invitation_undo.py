from odoo import models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, only_for


class OutreachInvitation(models.Model):
    """Taking an answer back that was entered by mistake. The log only grows: undoing is a line that names the line it takes back."""

    _inherit = "outreach.invitation"

    @only_for(EDITOR)
    def action_undo_answer(self):
        """Let the answer before the present one count again."""
        for invitation in self:
            invitation._undo_answer()

    def _undo_answer(self):
        self.check_access("write")
        if self.event_id:
            self.event_id._outreach_lock_seats()
            self.invalidate_recordset()
        line = self.answer_ids._get_standing(self.answer_ids)
        if not line:
            raise UserError(self.env._("There is no answer to take back."))
        if line.answer == "substituted":
            raise UserError(
                self.env._("Somebody else was named. Enter the answer that counts now instead of taking this one back.")
            )
        former = line._get_standing(self.answer_ids - line)
        # sudo: lines of the log are written here and nowhere else
        self.env["outreach.answer"].sudo().create(
            {
                "invitation_id": self.id,
                "answer": former.answer or "none",
                "channel": "office",
                "undone_id": line.id,
                "reason_id": former.reason_id.id,
            }
        )
        self.write({"answer": former.answer or "none", "answered_on": former.answered_on})
        if self.event_id:
            self._follow_with_seat()
