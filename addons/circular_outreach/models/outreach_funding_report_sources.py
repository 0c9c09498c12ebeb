from odoo import models


class OutreachFundingReport(models.Model):
    """How each figure is counted and from which records: for whoever checks the report."""

    _inherit = "outreach.funding.report"

    def _prepare_sources(self):
        columns = [
            (self.env._("Figure"), "text"),
            (self.env._("How it is counted"), "text"),
            (self.env._("Records and filter"), "text"),
        ]
        return self._make_table("sources", columns, [*self._get_sources_of_counts(), *self._get_sources_of_tables()])

    def _get_note_on_sources(self):
        return self.env._(
            "All figures were counted by the program from the records of invitations, answers and attendance. Target group, municipality, "
            "organisation type and roles are those noted when somebody was invited and answered; later changes of the contacts change nothing."
        )

    def _get_sources_of_counts(self):
        labels = self._get_labels()
        return [
            [
                labels["invited"],
                self.env._("Everybody to whom at least one mail or letter of the invitation was sent."),
                "outreach.invitation: sent_on",
            ],
            [
                labels["answered"],
                self.env._("Whoever has given any answer: on the answer page, by phone, on paper or at the desk."),
                "outreach.invitation: answer ≠ none",
            ],
            [labels["accepted"], self.env._("Whose last answer is yes."), "outreach.invitation: answer = accepted"],
            [
                labels["attended"],
                self.env._("Who was checked in at the workshop, with or without invitation; once for each workshop."),
                "event.registration: outreach_attendance = attended",
            ],
            [
                labels["no_show"],
                self.env._("Who had a seat, was not excused and did not come."),
                "event.registration: outreach_attendance = no_show",
            ],
            [
                labels["walk_in"],
                self.env._("Of those who attended: who came without being on the list."),
                "event.registration: outreach_is_walk_in",
            ],
            [
                labels["organisations"],
                self.env._("Different organisations from which somebody attended; private persons are none."),
                "res.partner: is_company",
            ],
            [
                labels["persons"],
                self.env._("Different contacts who attended; whoever is no contact counts once for each workshop."),
                "event.registration: outreach_attendee_id",
            ],
            [
                labels["first"],
                self.env._("Attendances of people who had not attended a workshop of this office before."),
                "outreach.report: visit = first",
            ],
            [
                labels["returning"],
                self.env._("Attendances of people who had attended an earlier workshop."),
                "outreach.report: visit = returning",
            ],
            [
                labels["response_rate"],
                self.env._("Of those invited: the share that has answered."),
                "outreach.report: response_rate",
            ],
            [
                labels["show_rate"],
                self.env._("Of those who attended or did not come: the share that attended."),
                "outreach.report: show_rate",
            ],
        ]

    def _get_sources_of_tables(self):
        titles, period = self._get_titles(), f"{self.date_from} … {self.date_to}"
        return [
            [
                titles["workshops"],
                self.env._("Workshops of this funding that begin on a day of the period."),
                f"event.event: outreach_funding_id, date_begin: {period}",
            ],
            [
                titles["target_group"],
                self.env._("The target group noted with the invitation or the registration."),
                "outreach.report: target_group_id",
            ],
            [
                titles["municipality"],
                self.env._("The municipality noted with the invitation or the registration."),
                "outreach.report: municipality_id",
            ],
            [
                titles["role"],
                self.env._("The roles that the person or their organisation held."),
                "outreach.report: role_type_ids",
            ],
            [
                titles["organisation_type"],
                self.env._("The kind of organisation noted with the invitation or the registration."),
                "outreach.report: organisation_type_id",
            ],
            [
                titles["calls"],
                self.env._("Calls for a role of this funding, first sent on a day of the period."),
                f"outreach.campaign: funding_id, sent_on: {period}",
            ],
        ]
