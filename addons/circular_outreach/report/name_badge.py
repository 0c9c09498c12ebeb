from odoo import api, models

from ..tools.label_sheet import SHEETS, fit, fit_in_rows

# Millimetres of a label: what is left free at its edge, and what the code takes beside it.
EDGE = 4
CODE = 21
LARGEST, SMALLEST = 22, 9
# Odoo's colours of kanban tags, dark enough to be seen on paper.
COLOURS = (
    "#6b6b6b", "#c0392b", "#b9770e", "#9a7d0a", "#1f6f9f", "#6c3483", "#a04030",
    "#117a65", "#1a3f8b", "#a3195b", "#1e7d34", "#5b2c8f",
)  # fmt: skip


class NameBadge(models.AbstractModel):
    """Name badges on label sheets, each with the code that the desk scans."""

    _name = "report.circular_outreach.name_badge"
    _description = "Name Badges"

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env["outreach.badge.print"].browse(docids)
        events = orders.event_id
        return {
            "doc_ids": docids,
            "doc_model": "outreach.badge.print",
            "docs": orders,
            "lang_code": (self.env.lang or "en_US").replace("_", "-"),
            "title": self.env._("Name badges: %s", ", ".join(events.mapped("name"))),
            "sheets": [sheet for order in orders for sheet in self._prepare_sheets(order)],
        }

    @api.model
    def _find_holders(self, docids):
        """Return the records whose people stand on it, for the export register."""
        orders = self.env["outreach.badge.print"].browse(docids)
        return self.env["event.registration"].union(*(order._get_registrations() for order in orders))

    @api.model
    def _prepare_sheets(self, order):
        """Return for each sheet of paper its badges, with their places."""
        sheet = SHEETS[order.sheet]
        badges = [self._prepare_badge(registration, sheet) for registration in order._get_registrations()]
        badges += [{"is_blank": True}] * order.blank_count
        papers = {}
        for number, badge in enumerate(badges, order.first_label - 1):
            paper, place = divmod(number, sheet.count)
            left, top = sheet.place(place)
            if sheet.folded:
                top += sheet.height / 2
            papers.setdefault(paper, []).append({**badge, "left": left, "top": top})
        height = sheet.height / (2 if sheet.folded else 1)
        common = {"event": order.event_id, "width": sheet.width, "height": height, "is_folded": sheet.folded}
        return [{**common, "badges": badges} for badges in papers.values()]

    @api.model
    def _prepare_badge(self, registration, sheet):
        name = registration._get_outreach_name()
        lines = [line for line in (name.first_name, name.surname) if line]
        institution = registration._get_outreach_institution()
        # sudo: the name of a target group stands on the sign-in sheet, too
        group = registration.sudo().outreach_target_group_id
        width = sheet.width - 2 * EDGE
        return {
            "is_blank": False,
            "title": name.title,
            "lines": lines,
            "size": fit(lines, width, LARGEST, SMALLEST),
            "institution": institution,
            "institution_size": fit_in_rows(institution, 2, width - CODE, 10, 6.5),
            "group": group.name,
            "colour": COLOURS[group.color % len(COLOURS)],
            "photo": registration.event_id.outreach_asks_photo and registration.outreach_photo,
            "qr_code": self.env["outreach.letter"]._get_qr_code(registration.barcode),
        }
