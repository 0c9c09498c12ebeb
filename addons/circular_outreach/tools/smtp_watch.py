"""When it makes no sense to go on with a mail server: it keeps breaking the connection, takes nothing of this sender, or refuses in numbers."""

from collections.abc import Iterable

from .smtp_courier import Outcome
from .smtp_transfer import ConnectionLostError, FateUnknownError, RefusedError, SenderRefusedError

LOST_IN_A_ROW = 16  # twice the sessions that are opened at the beginning
REFUSED_AT_A_TIME = 10


class Watch:
    """Looks at what becomes of mails.

    `words` is the last thing the server refused or broke off with, `sender_refusal` what it said about the sender, if it did, `has_taken` whether it has
    taken a mail.
    """

    def __init__(self):
        self._lost = 0
        self._refused = 0
        self.has_taken = False
        self.words = ""
        self.sender_refusal = ""

    def see(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            error = outcome.error
            self._lost = self._lost + 1 if isinstance(error, (ConnectionLostError, FateUnknownError)) else 0
            self._refused += isinstance(error, RefusedError)
            self.has_taken = self.has_taken or error is None
            self.words = str(error) if error else self.words
            self.sender_refusal = str(error) if isinstance(error, SenderRefusedError) else self.sender_refusal

    @property
    def is_server_lost(self) -> bool:
        """Whether one connection after the other was lost, and no mail got through in between."""
        return self._lost >= LOST_IN_A_ROW

    @property
    def has_many_refused(self) -> bool:
        """Whether enough mails were refused since :meth:`forget` to look at the whole."""
        return self._refused >= REFUSED_AT_A_TIME

    @property
    def is_everything_refused(self) -> bool:
        """Whether enough mails were refused and none was taken."""
        return self.has_many_refused and not self.has_taken

    def forget(self) -> None:
        """Somebody has looked at the refusals."""
        self._refused, self.sender_refusal = 0, ""
