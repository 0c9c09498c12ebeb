from ..tools import known_name, name_key, name_likeness
from ..tools.municipality import normalize


class ContactLookalikes:
    """Who of a list may be somebody that is there already under a slightly different name. A hint, never a decision.

    Compared are people of one organisation, people without one in a place, and organisations in a place: "Bäckerei Müller" and "Bäckerei
    Mueller GmbH". What a list made sure of, by the same name, is no matter for this.
    """

    def __init__(self, env, plan):
        self.env = env
        self.knowledge = plan.knowledge
        self.met = {}

    def find(self, outcomes):
        """Return {number of row: whom it may be}, for the rows that make a new contact."""
        new = [outcome for outcome in outcomes if outcome.subject and not outcome.subject.is_known and not outcome.duplicate_of]
        named = [(outcome, self._get_name(outcome)) for outcome in new]
        self._meet_known({name_key.key(name) for _outcome, name in named} - {""})
        found = {}
        for outcome, name in named:
            place = outcome.person.organisation or outcome.row.place_key if outcome.person else outcome.row.place_key
            key = (name_key.key(name), place)
            if not all(key):
                continue
            alike = [label for other, label in self.met.get(key, ()) if name_likeness.compare(name, other)]
            if alike:
                found[outcome.row.number] = alike[0]
            label = outcome.row.person or outcome.row.organisation
            label = self.env._("“%(name)s” in row %(row)s", name=label, row=outcome.row.number)
            self.met.setdefault(key, []).append((name, label))
        return found

    def _get_name(self, outcome):
        row = outcome.row
        if not outcome.person:
            return known_name.read(row.organisation, is_organisation=True)
        return known_name.read(row.person, row.name.first_name, row.name.surname, row.name.kind)

    def _meet_known(self, keys):
        """Load the contacts that sound like these, in one query; those that are put away count too."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        names = ["name", "is_company", "parent_id", "commercial_partner_id", "city", "zip", "outreach_municipality_id"]
        names += ["outreach_name_key", "outreach_first_name", "outreach_surname", "outreach_salutation_kind"]
        for partner in Partner.search_fetch([("outreach_name_key", "in", list(keys)), ("type", "=", "contact")], names):
            organisation = self.knowledge.by_id.get(partner.commercial_partner_id.id) if partner.parent_id else None
            key = (partner.outreach_name_key, organisation or self._get_place_key(partner))
            known = (partner._get_outreach_known_name(), self.env._("“%s”, who is known", partner.display_name))
            if all(key) and known not in self.met.setdefault(key, []):
                self.met[key].insert(0, known)

    def _get_place_key(self, partner):
        found = self.knowledge.gazetteer.match(partner.city, partner.zip).municipality
        return partner.outreach_municipality_id.outreach_ags or (found.ags if found else normalize(partner.city or ""))
