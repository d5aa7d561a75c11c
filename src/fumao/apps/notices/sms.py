"""SMS through an adapter that the installation names: SMS_GATEWAY is the dotted path of its class.

None is configured by default, and then no SMS is made. `FileGateway` is for tests and trials.
"""

import json
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from fumao.apps.notices.models import Attempt
from fumao.apps.notices.outlets import Letter, Outcome


class NumberRefusedError(Exception):
    """The gateway says that this number can never be reached."""


class SmsGateway(Protocol):
    """What an adapter to a carrier has to offer; it is made without arguments, once a round."""

    def send(self, number: str, text: str) -> str:
        """Hand over a message and return the carrier's receipt.

        Raises NumberRefusedError for a number that is wrong for good, and OSError (as sockets and
        time-outs do) where nothing can be sent at the moment.
        """


class FileGateway:
    """Writes each message as a line of JSON into DATA/sms/messages.jsonl."""

    def send(self, number: str, text: str) -> str:
        """Append the message and return a made-up receipt."""
        path = Path(settings.DATA) / "sms" / "messages.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        receipt = uuid4().hex
        at = timezone.localtime().isoformat(timespec="seconds")
        line = {"number": number, "text": text, "receipt": receipt, "at": at}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return receipt


def gateway_path() -> str:
    """Return the dotted path of the gateway's class, or "" where there is none."""
    path: str = settings.SMS_GATEWAY
    return path


class SmsOutlet:
    """The configured gateway as a way out."""

    def __init__(self) -> None:
        self._gateway: SmsGateway = import_string(gateway_path())()

    def send(self, letter: Letter) -> Outcome:
        """Send the subject as one SMS; whatever goes wrong is an outcome."""
        try:
            receipt = self._gateway.send(letter.address, letter.subject)
        except NumberRefusedError as error:
            return Outcome(Attempt.Result.REFUSED, str(error))
        except OSError as error:
            return Outcome(Attempt.Result.OUTAGE, f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - the adapter is somebody else's code
            return Outcome(Attempt.Result.DELAYED, f"{type(error).__name__}: {error}")
        return Outcome(Attempt.Result.SENT, receipt)

    def close(self) -> None:
        """Nothing stays open."""
