"""Who may have a seat: seats kept for groups, common seats, limits of organisations and tickets.

Groups, organisations and tickets may be anything that can be a key; None is nobody's.
"""

from collections import Counter
from typing import NamedTuple


class Guest(NamedTuple):
    """What decides whether there is a seat for somebody."""

    group: object = None
    organisation: object = None
    ticket: object = None


class SeatRoom:
    """The seats of one workshop while they are being given out."""

    def __init__(self, capacity=None, quotas=None, organisation_limit=0, ticket_seats=None):
        """Make an empty room.

        :param capacity: how many seats there are; None if any number
        :param quotas: {group: seats kept for it}
        :param organisation_limit: how many people of one organisation may have a seat; 0 if any number
        :param ticket_seats: {ticket: seats of this kind}, for those that are limited
        """
        self.capacity = capacity
        self.quotas = quotas or {}
        self.organisation_limit = organisation_limit
        self.ticket_seats = ticket_seats or {}
        self.groups, self.organisations, self.tickets = Counter(), Counter(), Counter()
        self.taken = 0
        # Seats that are not covered by a quota.
        self.common_taken = 0

    @property
    def is_full(self):
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def overhang(self):
        """Say how many more seats are taken than there are."""
        return 0 if self.capacity is None else max(0, self.taken - self.capacity)

    def take(self, guest, count=1):
        """Take down seats that are given, whether there were any or not."""
        kept = max(0, min(count, self.quotas.get(guest.group, 0) - self.groups[guest.group]))
        self.common_taken += count - kept
        self.taken += count
        self.groups[guest.group] += count
        self.organisations[guest.organisation] += count
        self.tickets[guest.ticket] += count

    def has_seat_for(self, guest):
        """Say whether a guest may have a seat now: one kept for the group, or else a common one."""
        return self.is_admitted(guest) and (self.has_kept_seat_for(guest) or self.has_common_seat())

    def is_admitted(self, guest):
        """Say whether neither the organisation nor the kind of ticket is used up."""
        crowded = self.organisation_limit and guest.organisation is not None
        if crowded and self.organisations[guest.organisation] >= self.organisation_limit:
            return False
        return guest.ticket not in self.ticket_seats or self.tickets[guest.ticket] < self.ticket_seats[guest.ticket]

    def has_kept_seat_for(self, guest):
        return not self.is_full and self.groups[guest.group] < self.quotas.get(guest.group, 0)

    def has_common_seat(self):
        return self.capacity is None or self.common_taken < self.capacity - sum(self.quotas.values())

    def choose(self, queue):
        """Give the free seats to a queue of (key, guest), first come first; return the keys of those who got one, in the order they got them.

        Whose group has seats of its own left comes before the others. Whoever finds no seat is passed over and stays in the queue. Two rounds
        are enough: a seat that is given never makes room for another.
        """
        chosen, others = [], []
        for key, guest in queue:
            if self.has_kept_seat_for(guest) and self.is_admitted(guest):
                self.take(guest)
                chosen.append(key)
            else:
                others.append((key, guest))
        for key, guest in others:
            if not self.has_common_seat():
                break
            if self.is_admitted(guest):
                self.take(guest)
                chosen.append(key)
        return chosen


def extra_seats(seats, show_rate, percent):
    """Return how many seats more may be given than there are chairs, so that about every chair is used.

    :param float show_rate: the share of those with a seat who come, from 0 to 1; 0 if unknown
    :param int percent: how many per cent more at most
    """
    if not show_rate:
        return 0
    return max(0, min(int(seats / show_rate) - seats, seats * percent // 100))
