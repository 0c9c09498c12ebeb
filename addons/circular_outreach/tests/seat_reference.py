"""The seats of a workshop in plain Python, as one would explain them to somebody; slow and simple, and nothing of the addon is used."""

HOLDING = ("seat", "offer")


class Person:
    def __init__(self, group, organisation):
        self.group, self.organisation = group, organisation
        self.status = None
        self.number = 0
        self.is_overdue = False


class SeatReference:
    """Who has a seat, an offer or a place on the waiting list, after the same things have happened."""

    def __init__(self, people, capacity):
        self.people = people
        self.capacity = capacity
        self.quotas = {}
        self.is_released = False
        self.organisation_limit = 0
        self.manner = "seat"
        self.numbers = 0

    def accept(self, person):
        if person.status == "seat":
            return
        self._expire()
        if person.status == "offer" or (person.status is None and self._is_next(person)):
            person.status = "seat"
        elif person.status is None:
            self.numbers += 1
            person.status, person.number = "waiting", self.numbers

    def leave(self, person):
        was, person.status, person.is_overdue = person.status, None, False
        if was:
            self.promote()

    def hand_over(self, person, group, organisation):
        person.group, person.organisation = group, organisation
        if person.status:
            self.promote()

    def grant(self, person, status):
        person.status, person.is_overdue = status, False

    def withdraw(self, person):
        """Return whether the office may: not if the person were offered the seat again."""
        person.status, overdue = "waiting", person.is_overdue
        if self.manner and person in self._in_order()[:1]:
            return self._undo(person, overdue)
        before = {one: one.status for one in self.people}
        self.promote()
        if person.status == "waiting":
            person.is_overdue = False
            return True
        for one, status in before.items():
            one.status = status
        return self._undo(person, overdue)

    def _undo(self, person, overdue):
        person.status, person.is_overdue = "offer", overdue
        return False

    def cancel_event(self):
        for person in self.people:
            if person.status == "offer":
                person.status, person.is_overdue = "waiting", False

    def serve(self):
        self._expire(promote=False)
        self.promote()

    def promote(self):
        while self.manner and (order := self._in_order()):
            order[0].status = self.manner

    def places(self):
        queue = sorted((person for person in self.people if person.status == "waiting"), key=lambda person: person.number)
        return {person: place for place, person in enumerate(queue, 1)}

    @property
    def taken(self):
        return sum(person.status in HOLDING for person in self.people)

    def may_sit(self, person):
        """Say whether there is a seat for a person, by asking how many seats are left for everybody else."""
        holders = [one for one in self.people if one.status in HOLDING]
        colleagues = [one for one in holders if one.organisation == person.organisation]
        if self.organisation_limit and len(colleagues) >= self.organisation_limit:
            return False
        return len(holders) < self.capacity if self._has_kept(person) else self._needed(holders) < self.capacity

    def _needed(self, holders):
        """Return how many seats are taken or kept for a group."""
        quotas = {} if self.is_released else self.quotas
        by_group = {group: sum(one.group == group for one in holders) for group in {one.group for one in holders} | set(quotas)}
        return sum(max(count, quotas.get(group, 0)) for group, count in by_group.items())

    def _has_kept(self, person):
        if self.is_released:
            return False
        return sum(one.status in HOLDING and one.group == person.group for one in self.people) < self.quotas.get(person.group, 0)

    def _in_order(self):
        able = [person for person in self.people if person.status == "waiting" and self.may_sit(person)]
        return sorted(able, key=lambda person: (not self._has_kept(person), person.number))

    def _is_next(self, person):
        if not self.may_sit(person):
            return False
        if self._in_order():
            self.promote()
        return not self._in_order() and self.may_sit(person)

    def _expire(self, promote=True):
        overdue = [person for person in self.people if person.is_overdue]
        for person in overdue:
            person.status, person.is_overdue = None, False
        if overdue and promote:
            self.promote()
