"""The time of something that a device with a wrong clock recorded."""

from datetime import datetime


def correct(at: datetime, sent_at: datetime, received_at: datetime, earliest: datetime) -> datetime:
    """Return when it happened by the server's clock, in whole seconds.

    Each upload carries the device's present time; what that differs from the server's is the error of its clock. The result is never after
    the arrival, and never before the desk opened: a clock that was set meanwhile must not move an entry to another day.
    """
    happened = at + (received_at - sent_at)
    return max(min(happened, received_at), min(earliest, received_at)).replace(microsecond=0)
