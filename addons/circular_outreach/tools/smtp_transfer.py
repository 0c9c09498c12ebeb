"""One mail over an open SMTP session (RFC 5321), and what is known about it afterwards."""

import re
import smtplib

TAKEN = range(200, 300)
GO_ON = range(354, 355)
AT_LINE_START = re.compile(rb"^\.", re.MULTILINE)


class TransferError(Exception):
    """The mail was not accepted; the text says why."""


class RefusedError(TransferError):
    """The server does not take this mail, now or ever (5yz)."""


class PostponedError(TransferError):
    """The server did not take this mail this time (4yz); it is to be tried again."""


class SenderRefusedError(PostponedError):
    """The server takes no mail of this sender (5yz to MAIL FROM): nothing is wrong with the recipient."""


class ConnectionLostError(PostponedError):
    """The session ended, or its server did not answer in time, before the mail was handed over."""


class FateUnknownError(TransferError):
    """The session ended while the mail was handed over: the server may have it or not."""


def transfer(session: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
    """Hand one mail to the server; returns once the server has taken responsibility for it.

    Raises RefusedError, PostponedError or FateUnknownError.
    """
    try:
        _check(session, TAKEN, session.mail(sender), SenderRefusedError)
        _check(session, TAKEN, session.rcpt(recipient))
        _check(session, GO_ON, session.docmd("DATA"))
        session.send(_wrap(content))
    except (OSError, smtplib.SMTPException) as error:
        # The final dot is the last to be written, and was not: the server cannot take responsibility for this.
        session.close()
        raise ConnectionLostError(str(error)) from error
    except TransferError:
        _reset(session)
        raise
    try:
        _check(session, TAKEN, session.getreply())
    except (OSError, smtplib.SMTPException) as error:
        session.close()
        raise FateUnknownError(str(error)) from error


def _wrap(content: bytes) -> bytes:
    """Return a mail as it is sent: no line but the last is a lone dot (RFC 5321, 4.5.2)."""
    end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    return AT_LINE_START.sub(b"..", content) + end


def _check(session: smtplib.SMTP, expected: range, reply: tuple[int, bytes], refusal: type[TransferError] = RefusedError) -> None:
    """Raise PostponedError or the refusal after a no, and SMTPException after a reply that makes no sense here."""
    code, text = reply
    if code in expected:
        return
    words = f"{code} {text.decode('utf-8', 'replace')}" if code > 0 else "The mail server's reply cannot be read."
    if code == 421:
        # The server ends the service: it is not spoken to any more.
        session.close()
    if 400 <= code < 500:
        raise PostponedError(words)
    if 500 <= code < 600:
        raise refusal(words)
    raise smtplib.SMTPException(words)


def _reset(session: smtplib.SMTP) -> None:
    """End the refused mail, so that the session can be used for the next one."""
    if session.sock is None:
        return
    try:
        session.rset()
    except (OSError, smtplib.SMTPException):
        session.close()
