"""What happened to a report: its rounds, what changed between them, and its way through review."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import history, kind_words
from fumao.apps.formpages.places import place_words
from fumao.apps.formpages.shown import text_of
from fumao.apps.surveys.compare import Change, changes
from fumao.apps.surveys.items import explanation_words
from fumao.apps.surveys.level_words import review_at
from fumao.apps.surveys.models import Filing, FilingVersion, Reminder
from fumao.surveys.definitions import Survey

_ICONS = {
    "report_filed": "send", "report_approved": "circle-check", "report_returned": "arrow-back-up",
    "report_reopened": "arrow-back-up", "report_reminded": "bell",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One difference of two rounds in words; empty is a blank, or a row that was not there."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Round:
    """What was filed in a round, with what changed against the round before."""

    version: FilingVersion
    changes: tuple[ChangeShown, ...]
    explained: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a report's history: an office acts under its own name, not a person's."""

    on: date
    words: str
    note: str
    office: str | Promise
    icon: str


def rounds_of(filing: Filing, survey: Survey, day: date, language: str) -> list[Round]:
    """Return every round, the newest first."""
    versions = list(filing.versions.select_related("by").order_by("round"))
    titles = {one.key: one.words.say(language) for one in survey.checks}
    found: list[Round] = []
    for place, version in enumerate(versions):
        before = versions[place - 1].data if place else None
        told = changes(survey.form, before, version.data) if before is not None else ()
        found.append(
            Round(
                version,
                tuple(change_shown(survey, one, day, language) for one in told),
                tuple(
                    (titles.get(key, key), explanation_words(words))
                    for key, words in version.explained.items()
                ),
            )
        )
    return found[::-1]


def change_shown(survey: Survey, one: Change, day: date, language: str) -> ChangeShown:
    """Return a difference of two rounds in words."""
    key = one.field.key
    if one.column is not None:
        key = f"{key}.{one.row - 1}.{one.column.key}"
    field = one.column or one.field
    return ChangeShown(
        place_words(survey.form, key, language),
        text_of(field, one.before, day, language),
        text_of(field, one.after, day, language),
    )


def history_lines(filing: Filing, survey: Survey) -> list[HistoryLine]:
    """Return what happened, the newest first; reminders too."""
    reminders = list(filing.reminders.all())
    return [_line(event, survey, reminders) for event in reversed(list(history(filing.stream)))]


def _line(event: Event, survey: Survey, reminders: Sequence[Reminder]) -> HistoryLine:
    data, language = event.data, get_language() or "zh"
    words = kind_words(event.kind)
    level = review_at(str(data["level"])) if data.get("level") else ""
    if event.kind == "report_filed":
        words = _("第 %(n)s 次报送") % {"n": data["round"]}
    elif event.kind == "report_approved":
        words = _("%(level)s通过") % {"level": level}
    elif level:
        words = f"{level} {words}"
    return HistoryLine(
        event.on,
        words,
        "　".join(_notes(data, survey, language)),
        str(event.department) if event.department and event.kind != "report_filed" else "",
        _ICONS.get(event.kind, "circle-dot"),
    )


def _notes(data: dict[str, object], survey: Survey, language: str) -> Iterator[str]:
    if channel := data.get("channel"):
        yield str(FilingVersion.Channel(str(channel)).label)
    for reason in survey.reasons:
        if reason.key == data.get("reason"):
            yield reason.name.say(language)
    if words := data.get("words"):
        yield str(words)
    if due := data.get("due") or data.get("until"):
        yield _("限 %(day)s 前") % {"day": due}
