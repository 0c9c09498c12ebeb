from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import german_order, known_name, name_key, name_likeness

MOST_SHOWN = 5  # a longer list is not read
PLACE = ("outreach_municipality_id", "zip", "city")
# What is asked of the candidates; all of it is stored, so they are found and judged with one query.
READ = (
    "name", "outreach_first_name", "outreach_surname", "outreach_salutation_kind", "is_company", "active", "parent_id",
    "commercial_partner_id", "commercial_company_name", "email_normalized", "phone_sanitized", *PLACE,
)  # fmt: skip


class ResPartner(models.Model):
    """A contact that may be there already: who is probably the same, and why. Nothing is looked up for other users than the office's."""

    _inherit = "res.partner"

    outreach_name_key = fields.Char(
        string="Name Key",
        compute="_compute_outreach_name_key",
        store=True,
        index="btree_not_null",
        help="What the name sounds like.",
    )
    outreach_duplicates = fields.Json(
        string="Perhaps Already There", compute="_compute_outreach_duplicates", groups="circular_outreach.group_reader"
    )
    outreach_duplicates_of_new = fields.Json(
        string="Perhaps Already There (New Contact)",
        compute="_compute_outreach_duplicates_of_new",
        groups="circular_outreach.group_reader",
    )

    # Odoo has no index on either; every check looks into both.
    _outreach_email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _outreach_phone_sanitized_idx = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

    @api.depends("name", "outreach_first_name", "outreach_surname", "is_company")
    def _compute_outreach_name_key(self):
        for partner in self:
            partner.outreach_name_key = name_key.key(partner._get_outreach_known_name()) or False

    @api.depends(
        "name", "outreach_first_name", "outreach_surname", "outreach_salutation_kind", "is_company", "parent_id",
        "email", "phone", "country_id", *PLACE,
    )  # fmt: skip
    def _compute_outreach_duplicates(self):
        for partner in self:
            found = partner._find_outreach_duplicates()
            shown = [partner._describe_outreach_duplicate(*one) for one in found[:MOST_SHOWN]]
            partner.outreach_duplicates = {"contacts": shown, "more": len(found) - len(shown)} if found else False

    @api.depends("outreach_duplicates")
    def _compute_outreach_duplicates_of_new(self):
        """For the people of an organisation, whom its form reads all at once: only who is being added is looked for."""
        for partner in self:
            partner.outreach_duplicates_of_new = False if partner._origin else partner.outreach_duplicates

    def _get_outreach_known_name(self):
        return known_name.read(
            self.name or "",
            self.outreach_first_name or "",
            self.outreach_surname or "",
            self.outreach_salutation_kind or "neutral",
            self.is_company,
        )

    def _find_outreach_duplicates(self):
        """Return [(contact, codes of the reasons)], the surest first, of the contacts the user may read, archived ones too."""
        name = self._get_outreach_known_name()
        domain = self._get_outreach_duplicate_domain(name)
        if domain.is_false():
            return []
        candidates = self.with_context(active_test=False).search_fetch(domain, READ, order="id")
        found = [(other, self._get_outreach_duplicate_reasons(name, other)) for other in candidates]
        sure_first = sorted(found, key=lambda one: (-len(one[1]), name_likeness.SIMILAR in one[1], not one[0].active))
        return [one for one in sure_first if one[1]]

    def _get_outreach_duplicate_domain(self, name):
        """Return what finds the candidates; each branch begins with an index.

        Colleagues and the own organisation share a telephone number or a mailbox, which says nothing.
        """
        reached = [Domain(field, "=", self[field]) for field in ("email_normalized", "phone_sanitized") if self[field]]
        elsewhere = Domain("commercial_partner_id", "!=", self.commercial_partner_id._origin.id or -1)
        named = Domain("outreach_name_key", "in", sorted(name_key.nearby(name)))
        domain = (Domain.OR(reached) & elsewhere) | (named & self._get_outreach_nearby_domain(name))
        if self._origin:
            domain &= Domain("id", "!=", self._origin.id) & Domain("outreach_distinct_ids", "not in", self._origin.ids)
        return domain

    def _get_outreach_nearby_domain(self, name):
        """Return who is in the same organisation or place, or of whom neither is known."""
        known = {field: self[field] for field in PLACE if self[field]}
        if name.is_organisation and not known:
            return Domain.TRUE
        near = Domain.AND(Domain(field, "=", False) for field in PLACE)
        if self.parent_id:
            near |= Domain("commercial_partner_id", "=", self.commercial_partner_id._origin.id)
        if "outreach_municipality_id" in known:
            near |= Domain("outreach_municipality_id", "=", self.outreach_municipality_id.id)
        if "zip" in known:
            near |= Domain("zip", "=", self.zip)
        if "city" in known:
            near |= Domain("city", "=ilike", self.city.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_"))
        return near

    def _get_outreach_duplicate_reasons(self, name, other):
        """Return why another contact may be the same, as codes; nothing if it is somebody else."""
        if other == self.parent_id._origin or (self._origin and other.parent_id == self._origin):
            return []
        likeness = name_likeness.compare(name, other._get_outreach_known_name())
        reasons = []
        if likeness or self.commercial_partner_id._origin != other.commercial_partner_id:
            reasons = [field for field in ("email_normalized", "phone_sanitized") if self[field] and self[field] == other[field]]
        near = self._get_outreach_nearness(name, other, likeness)
        if likeness and (near or reasons):
            reasons += [likeness, *([near] if near in ("organisation", "place") else [])]
        return reasons

    def _get_outreach_nearness(self, name, other, likeness):
        """Return what makes a like name worth a warning: organisation, place, or "unknown" if nothing speaks against it.

        Two people of one place who speak for different organisations must have the same name.
        """
        mine, theirs = self.commercial_partner_id._origin, other.commercial_partner_id
        if self.parent_id and mine == theirs:
            return "organisation"
        is_same = likeness == name_likeness.SAME
        is_elsewhere = self.parent_id and other.parent_id and not name.is_organisation
        if self._is_outreach_same_place(other) and (is_same or not is_elsewhere):
            return "place"
        is_unknown = not self._has_outreach_place() or not other._has_outreach_place()
        return "unknown" if is_same and is_unknown and not is_elsewhere else ""

    def _has_outreach_place(self):
        return any(self[field] for field in PLACE)

    def _is_outreach_same_place(self, other):
        if self.outreach_municipality_id and self.outreach_municipality_id._origin == other.outreach_municipality_id:
            return True
        return bool(self.zip and self.zip == other.zip) or (
            bool(self.city and other.city) and german_order.key(self.city) == german_order.key(other.city)
        )

    def _describe_outreach_duplicate(self, other, reasons):
        """Return what the form shows of a candidate."""
        return {
            "id": other.id,
            "name": other.name or "",
            "organisation": "" if other.is_company else other.commercial_company_name or "",
            "place": " ".join(filter(None, (other.zip, other.city))),
            "reason": self._put_outreach_reasons_into_words(reasons),
            "archived": not other.active,
            "can_merge": self._get_outreach_known_name().is_organisation == other._get_outreach_known_name().is_organisation,
        }

    def _put_outreach_reasons_into_words(self, reasons):
        words = {
            "email_normalized": self.env._("same e-mail address"),
            "phone_sanitized": self.env._("same telephone number"),
            name_likeness.SAME: self.env._("same name"),
            name_likeness.SIMILAR: self.env._("similar name"),
            "organisation": self.env._("same organisation"),
            "place": self.env._("same place"),
        }
        return ", ".join(words[reason] for reason in reasons)
