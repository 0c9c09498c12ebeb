from odoo import api, models


class OutreachDeskWords(models.AbstractModel):
    """What the desk page says while it runs, in the language of the page. What stands there from the beginning is in its template."""

    _name = "outreach.desk.words"
    _description = "Words of the Desk Page"

    @api.model
    def _get_words(self):
        """Return the texts; words in braces are filled in on the device."""
        return {**self._get_bar_words(), **self._get_list_words(), **self._get_notice_words()}

    @api.model
    def _get_bar_words(self):
        return {
            "bar_online": self.env._("Everything transferred"),
            "bar_sending": self.env._("Transferring {count} …"),
            "bar_offline": self.env._("No network, {count} waiting"),
            "bar_offline_none": self.env._("No network. You can go on: nothing is lost."),
            "bar_login": self.env._("You are logged out, {count} waiting. Please log in again in another tab."),
            "bar_gone": self.env._("This link is not valid any more, {count} waiting. Please tell the office."),
            "bar_busy": self.env._("The server is busy, {count} waiting"),
            "bar_refused": self.env._("{count} entries could not be transferred. Please tell the office."),
            "bar_loading": self.env._("Loading the list …"),
        }

    @api.model
    def _get_list_words(self):
        return {
            "check_in": self.env._("Is here"),
            "undo": self.env._("Take back"),
            "more_for": self.env._("More for {name}"),
            "instead": self.env._("Somebody else comes"),
            "in_since": self.env._("in since {time}"),
            "in_since_by": self.env._("in since {time}, {device}"),
            "this_device": self.env._("this device"),
            "walk_in": self.env._("Walk-in"),
            "cancelled": self.env._("had cancelled"),
            "waiting": self.env._("on the waiting list"),
            "excused": self.env._("excused"),
            "draft": self.env._("not confirmed"),
            "none_found": self.env._("Nobody found for “{query}”. Check the spelling, or add the person as a walk-in."),
            "none_missing": self.env._("Nobody is missing."),
            "none_in": self.env._("Nobody is in yet."),
            "none_all": self.env._("Nobody is on the list yet."),
            "show_more": self.env._("Show {count} more"),
            "found": self.env._("{count} found"),
        }

    @api.model
    def _get_notice_words(self):
        return {
            "came": self.env._("{name} is in."),
            "came_organisation": self.env._("{name} ({organisation}) is in."),
            "undone": self.env._("{name}: check-in undone."),
            "already": self.env._("{name} is in already: {time}, {device}."),
            "had_cancelled": self.env._("{name} is in, but had cancelled. The office will look at it."),
            "was_waiting": self.env._("{name} is in, but was on the waiting list. The office will look at it."),
            "unknown_code": self.env._("This code belongs to nobody on this list. Search by name, or add a walk-in."),
            "choose": self.env._("Several people fit. Please choose."),
            "no_camera": self.env._("The camera cannot be used. Allow it in the browser, or search by name."),
            "not_stored": self.env._("This device cannot store anything. Please note {name} on paper and tell the office."),
            "instead_of": self.env._("Instead of {name}"),
            "on_list_already": self.env._("On the list already:"),
            "no_group": self.env._("No target group"),
            "figures": self.env._("{here} here ({guests} walk-ins), {missing} missing"),
            "late_waiting": self.env._("{count} check-ins from this device are being transferred …"),
            "late_done": self.env._("All check-ins from this device have been transferred."),
            "late_failed": self.env._("{count} check-ins are still on this device. Please keep it as it is and call the office."),
        }
