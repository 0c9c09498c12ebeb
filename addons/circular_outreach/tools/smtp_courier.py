"""Several SMTP sessions at work at once, each in a thread of its own. The threads know mails and sessions and nothing else.

A session gets its next mail only from :meth:`Courier.hand_over`, so whoever keeps the record can write down what became of the last one first:
however the process ends, at most one mail per session is of unknown fate.
"""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from .smtp_transfer import TransferError, transfer


@dataclass(frozen=True, slots=True)
class Parcel:
    """One mail on its way: whose it is, its name (the Message-ID), the envelope, and what is in it."""

    key: int
    name: str
    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: no error means that the server has taken responsibility for it."""

    parcel: Parcel
    error: Exception | None


class Courier:
    """Sessions opened one by one as they are needed, by the caller's thread.

    :param open_session: returns an open session, or raises
    :param limit: how many sessions there may be at a time
    """

    def __init__(self, open_session: Callable[[], smtplib.SMTP], limit: int):
        self._open_session = open_session
        self._limit = limit
        self._results = SimpleQueue()
        self._idle = []
        self.in_flight = 0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    @property
    def free(self) -> int:
        """How many mails can be handed over now."""
        return len(self._idle)

    @property
    def size(self) -> int:
        """How many sessions are open."""
        return len(self._idle) + self.in_flight

    @property
    def can_grow(self) -> bool:
        return self.size < self._limit

    def grow(self) -> smtplib.SMTP | None:
        """Open one more session and return it, to be looked at only. A server that wants no more is left with those it has: None.

        Raises what opening the first one raises.
        """
        try:
            session = self._open_session()
        except (OSError, smtplib.SMTPException):
            if not self.size:
                raise
            self._limit = self.size
            return None
        self._idle.append(_Worker(session, self._results))
        return session

    def hand_over(self, parcel: Parcel) -> None:
        """Let an idle session transfer a mail."""
        self.in_flight += 1
        self._idle.pop().jobs.put(parcel)

    def collect(self, patience: float) -> list[Outcome]:
        """Return what has become of mails since the last call; wait up to so many seconds for the first."""
        outcomes = []
        with suppress(Empty):
            while self.in_flight:
                worker, outcome = self._results.get_nowait() if outcomes else self._results.get(timeout=patience)
                self.in_flight -= 1
                outcomes.append(outcome)
                if worker.is_alive:
                    self._idle.append(worker)
        return outcomes

    def close(self) -> None:
        """Say goodbye to the server on every idle session."""
        for worker in self._idle:
            worker.jobs.put(None)
        for worker in self._idle:
            worker.thread.join()
        self._idle = []


class _Worker:
    """One session and the thread that speaks over it."""

    def __init__(self, session, results):
        self.session, self.results = session, results
        self.jobs = SimpleQueue()
        self.thread = Thread(target=self._run, name="outreach-smtp", daemon=True)
        self.thread.start()

    @property
    def is_alive(self):
        return self.session.sock is not None

    def _run(self):
        while (parcel := self.jobs.get()) is not None:
            self.results.put((self, Outcome(parcel, self._transfer(parcel))))
            if not self.is_alive:
                return
        close(self.session)

    def _transfer(self, parcel):
        try:
            transfer(self.session, parcel.sender, parcel.recipient, parcel.content)
        except TransferError as error:
            return error
        except Exception as error:  # noqa: BLE001  a thread must not die silently: its mail is of unknown fate
            self.session.close()
            return error
        return None


def close(session: smtplib.SMTP) -> None:
    """End a session, politely if the server still listens."""
    try:
        session.quit()
    except (OSError, smtplib.SMTPException):
        session.close()
