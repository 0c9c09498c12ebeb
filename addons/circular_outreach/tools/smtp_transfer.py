"""One mail over an open SMTP session (RFC 5321), and what is known about it afterwards."""

import smtplib


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
        _check(*_ask(session, session.mail, sender), SenderRefusedError)
        _check(*_ask(session, session.rcpt, recipient))
    except (OSError, smtplib.SMTPException) as error:
        raise ConnectionLostError(str(error)) from error
    except TransferError:
        _reset(session)
        raise
    try:
        _check(*session.data(content))
    except smtplib.SMTPDataError as error:
        if error.smtp_code == 421:
            session.close()
        _reset(session)
        _check(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        raise FateUnknownError(str(error)) from error


def _ask(session: smtplib.SMTP, command, address: str) -> tuple[int, bytes]:
    """Say a command; a server that ends the service (421) is not spoken to any more."""
    code, text = command(address)
    if code == 421:
        session.close()
    return code, text


def _check(code: int, text: bytes, refusal: type[TransferError] = RefusedError) -> None:
    if code < 400:
        return
    words = f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
    raise (PostponedError if code < 500 else refusal)(words)


def _reset(session: smtplib.SMTP) -> None:
    """End the refused mail, so that the session can be used for the next one."""
    if session.sock is None:
        return
    try:
        session.rset()
    except (OSError, smtplib.SMTPException):
        session.close()
