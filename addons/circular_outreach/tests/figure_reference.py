"""The figures, counted by plain Python over what happened: no record of Odoo is asked."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(eq=False)
class Contact:
    """A person with what the office knows about them at the moment."""

    key: object
    group: object
    city: object
    firm: object


@dataclass(eq=False)
class Row:
    """One invited person, or one who came without invitation, with what was taken down."""

    contact: Contact
    group: object
    city: object
    firm: object
    is_invited: bool = True
    is_ready: bool = True
    is_sent: bool = False
    answer: str = "none"
    answered_at: int = 0
    attendance: str | None = None


@dataclass
class FigureReference:
    rows: list = field(default_factory=list)

    def invite(self, contact, *, is_sent, is_ready=True):
        row = Row(contact, contact.group, contact.city, contact.firm, is_sent=is_sent, is_ready=is_ready)
        self.rows.append(row)
        return row

    def answer(self, row, answer, moment):
        """The facts are taken down once more with the first answer, and an answer that takes a seat makes a registration."""
        if row.answer == "none":
            row.group, row.city, row.firm = row.contact.group, row.contact.city, row.contact.firm
        row.answer, row.answered_at = answer, moment
        if answer == "accepted" and not row.attendance:
            row.attendance = "expected"

    def name_colleague(self, row, contact, moment):
        colleague = self.invite(contact, is_sent=False, is_ready=False)
        colleague.attendance = row.attendance or "expected"
        self.answer(row, "substituted", moment)
        row.attendance = None

    def walk_in(self, group, city, firm):
        self.rows.append(
            Row(Contact(None, group, city, firm), group, city, firm, is_invited=False, is_ready=False, attendance="attended")
        )

    def merge(self, kept, gone):
        """The answer that was given last counts, a seat of either is kept, and the survivor keeps what is known of them."""
        winner, loser = (gone, kept) if gone.answered_at > kept.answered_at else (kept, gone)
        winner.is_sent |= loser.is_sent
        winner.attendance = winner.attendance or loser.attendance
        survivor = kept.contact
        survivor.group, survivor.city = survivor.group or gone.contact.group, survivor.city or gone.contact.city
        winner.contact = survivor
        self.rows.remove(loser)

    def count(self, dimension):
        """Return {value: measures} of one dimension: group, city or firm; all together for None."""
        groups = {}
        for row in self.rows:
            groups.setdefault(getattr(row, dimension) if dimension else None, []).append(row)
        return {value: self._measure(rows) for value, rows in groups.items()}

    def _measure(self, rows):
        counted = Counter(row.attendance for row in rows)
        sent = [row for row in rows if row.is_sent]
        came = [row for row in rows if row.attendance == "attended"]
        shown = counted["attended"] + counted["no_show"]
        return {
            "audience_count": sum(row.is_invited for row in rows),
            "ready_count": sum(row.is_ready for row in rows),
            "attention_count": 0,
            "sent_count": len(sent),
            "delivered_count": len(sent),
            "answered_count": sum(row.answer != "none" for row in rows),
            "accepted_count": sum(row.answer == "accepted" for row in rows),
            "declined_count": sum(row.answer == "declined" for row in rows),
            "attended_count": counted["attended"],
            "absent_count": counted["no_show"],
            "first_count": counted["attended"],
            "response_rate": self._share(sum(row.answer != "none" for row in sent), len(sent)),
            "show_rate": self._share(counted["attended"], shown),
            "attendee_id": len({row.contact.key for row in came} - {None}),
            "present_organisation_id": len({row.firm for row in came} - {None}),
        }

    def _share(self, part, whole):
        return round(part / whole, 6) if whole else None
