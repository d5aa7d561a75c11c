"""What a notice says: every app names its own kinds; the words are made when somebody reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Data = Mapping[str, str | int]

EVENT_KINDS: dict[str, str | Promise] = {"notice_preference_changed": _("更改消息设置")}


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """The words of a kind; ``%(number)s`` stands for a value of the notice, always with an s.

    Only an `urgent` kind is also sent by SMS. `icon` stands in fumao.web.icons.
    """

    title: str | Promise
    body: str | Promise = ""
    urgent: bool = False
    icon: str = "bell"


KINDS: dict[str, NoticeKind] = {}


def name_notices(kinds: Mapping[str, NoticeKind]) -> None:
    """Add the kinds of an app's notices; call it from `AppConfig.ready`."""
    KINDS.update(kinds)


class _Known(dict[str, str | int]):
    """Values that say — for one that an older notice does not have."""

    def __missing__(self, name: str) -> str:
        return "—"


def title_of(kind: str, data: Data) -> str:
    """Return the title in the reader's language, plain text; the code of a kind nobody named."""
    named = KINDS.get(kind)
    return str(named.title) % _Known(data) if named else kind


def body_of(kind: str, data: Data) -> str:
    """Return the words below the title in the reader's language, plain text; may be empty."""
    named = KINDS.get(kind)
    return str(named.body) % _Known(data) if named else ""


def is_urgent(kind: str) -> bool:
    """Return whether notices of this kind are also sent by SMS."""
    named = KINDS.get(kind)
    return named is not None and named.urgent


def icon_of(kind: str) -> str:
    """Return the icon of a kind."""
    named = KINDS.get(kind)
    return named.icon if named else "bell"


def kinds_saying(words: str) -> Iterable[str]:
    """Return the kinds whose title holds these words in the reader's language."""
    wanted = words.casefold()
    return [name for name, kind in KINDS.items() if wanted in str(kind.title).casefold()]


def check_words(kind: str, data: Data) -> None:
    """Refuse, before it is written, a notice that could not be shown.

    Raises KeyError for a kind that nobody named and for a value its words ask for, TypeError for a
    value that is neither text nor a whole number.
    """
    named = KINDS[kind]
    for name, value in data.items():
        if not isinstance(value, str | int):
            raise TypeError(f"notice {kind}: {name} is a {type(value).__name__}, not text")
    _said = str(named.title) % data, str(named.body) % data
