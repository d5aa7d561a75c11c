"""E-mail through Django's mailer, and what a mail server's answers mean."""

import re
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, mailers

from fumao.apps.notices.models import Attempt
from fumao.apps.notices.outlets import Letter, Outcome

# RFC 3463: 5.1.x is a bad address, 5.2.1 a mailbox out of use. 5.7.x is the server's policy: a
# relay set up wrongly must not put every address on the list of refused ones.
_BAD_ADDRESS = re.compile(r"\b5\.(1\.\d{1,3}|2\.1)\b")
_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_NO_MAILBOX = frozenset({550, 551, 553})  # RFC 5321, where no enhanced code says more
_CLOSING = 421


class EmailOutlet:
    """One connection to the mail server for a whole round; opened with the first letter."""

    def __init__(self) -> None:
        self._mailer = mailers["default"]

    def send(self, letter: Letter) -> Outcome:
        """Send one mail; whatever goes wrong is an outcome."""
        try:
            self._mailer.open()
            self._mailer.send_messages([_message(letter)])
        except (OSError, ValueError) as error:
            return outcome_of(error)
        return Outcome(Attempt.Result.SENT)

    def close(self) -> None:
        """End the connection; one that is gone already needs no goodbye."""
        try:
            self._mailer.close()
        except OSError:
            return


def _message(letter: Letter) -> EmailMessage:
    return EmailMessage(
        letter.subject,
        letter.text,
        to=[letter.address],
        # The same at every try, so that a mailbox can tell a repetition; RFC 3834: no auto-reply.
        headers={"Message-ID": f"<{letter.key}>", "Auto-Submitted": "auto-generated"},
    )


def outcome_of(error: Exception) -> Outcome:
    """Return what an error of the mail server means for the letter.

    REFUSED: the address is wrong for good. DELAYED: this letter was not taken, others may be.
    OUTAGE: nothing can be sent at the moment. FAILED: the letter itself cannot be written.
    """
    if isinstance(error, SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()), (0, b""))
        return Outcome(_of_recipient(code, _text(reply)), f"{code} {_text(reply)}")
    if isinstance(error, SMTPResponseException):
        words = f"{error.smtp_code} {_text(error.smtp_error)}"
        delayed = isinstance(error, SMTPDataError) and error.smtp_code != _CLOSING
        return Outcome(Attempt.Result.DELAYED if delayed else Attempt.Result.OUTAGE, words)
    if isinstance(error, OSError):
        return Outcome(Attempt.Result.OUTAGE, f"{type(error).__name__}: {error}")
    return Outcome(Attempt.Result.FAILED, f"{type(error).__name__}: {error}")


def _of_recipient(code: int, reply: str) -> Attempt.Result:
    if code == _CLOSING:
        return Attempt.Result.OUTAGE
    if code // 100 == 5 and (
        _BAD_ADDRESS.search(reply) if _ENHANCED.search(reply) else code in _NO_MAILBOX
    ):
        return Attempt.Result.REFUSED
    return Attempt.Result.DELAYED


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
