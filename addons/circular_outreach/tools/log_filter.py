"""Keep the tokens of personal links out of the logs: whoever reads a log must not be able to answer in somebody's name."""

import contextlib
import logging
import re
from collections.abc import Iterable

# The path may be percent-encoded when it is itself a parameter ("/web/login?redirect=%2Frsvp%2F...").
SLASH = "(?:/|%2F|%252F)"
ROUTE = f"{SLASH}(?:rsvp|unsubscribe|desk|zertifikat){SLASH}"
OPAQUE = r"(?:(?!%2F|%3F|%26|%252F|%253F)[^\s\"'<>?#/&,;\x1b])+"
REST_OF_PATH = rf"(?:(?!{ROUTE})[^\s\"'<>?#&,;\x1b])*"
PERSONAL_LINK = re.compile(rf"(?P<route>{ROUTE}){OPAQUE}(?P<path>{REST_OF_PATH})(?P<query>\?[^\s\"'<>\x1b]*)?", re.IGNORECASE)
# What follows the page of short codes can only be a code, however it came there.
CODE_PAGE = re.compile(
    r"(?P<route>(?:/|%2F|%252F)(?:einladung(?=/|\?|%2F|%3F|%252F|%253F)|rsvp(?=\?|%3F|%253F)))(?P<rest>[^\s\"'<>\x1b]{2,})",
    re.IGNORECASE,
)
# Whatever the way it came, so long a number can only be a token.
TOKEN = re.compile(r"[0-9a-f]{64,}", re.IGNORECASE)
HIDDEN = "\u2026"


def redact(text: str) -> str:
    """Return a text in which the token and the query string of every personal link, and every short code, are replaced by an ellipsis."""
    text = CODE_PAGE.sub(lambda page: f"{page['route']}{HIDDEN}", text)
    text = PERSONAL_LINK.sub(lambda link: f"{link['route']}{HIDDEN}{link['path']}{'?' + HIDDEN if link['query'] else ''}", text)
    return TOKEN.sub(HIDDEN, text)


class HidePersonalLinks(logging.Filter):
    """Redact every record in its message, arguments and traceback; no record is dropped.

    It must hang on handlers: filters of a logger do not see the records of the loggers below it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        with contextlib.suppress(Exception):  # arguments that do not fit their message: logging itself reports them
            self._redact_message(record)
        self._redact_traceback(record)
        return True

    def _redact_message(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            self._redact_parts(record)
        else:
            redacted = redact(message)
            if redacted != message:
                record.msg, record.args = redacted, ()

    def _redact_parts(self, record: logging.LogRecord) -> None:
        record.msg = redact(str(record.msg))
        args = record.args if isinstance(record.args, tuple) else (record.args,)
        record.args = tuple(redact(str(arg)) for arg in args)

    def _redact_traceback(self, record: logging.LogRecord) -> None:
        """Write the traceback now, as formatters keep the text they find."""
        if record.exc_info and not record.exc_text:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = redact(text) if redact(text) != text else None
        elif record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)


def install(handlers: Iterable[logging.Handler] | None = None) -> None:
    """Hang the filter on handlers, by default on those of the root logger; doing it twice changes nothing."""
    for handler in logging.getLogger().handlers if handlers is None else handlers:
        if not any(isinstance(known, HidePersonalLinks) for known in handler.filters):
            handler.addFilter(HidePersonalLinks())
