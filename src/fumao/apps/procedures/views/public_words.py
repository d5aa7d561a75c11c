"""An outcome in words: its state, its public fields, what happened to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.kinds import kind_words
from fumao.apps.audit.models import Event
from fumao.apps.formpages.shown import ShownAnswer, shown_fields
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Outcome
from fumao.apps.procedures.queries.catalogue import cited
from fumao.apps.procedures.queries.public_outcomes import COMING
from fumao.rules.definitions import Citation

STANDINGS: dict[str, str | Promise] = {
    **{state.value: state.label for state in Outcome.State},
    COMING: _("尚未生效"),
}
_KINDS = {
    Outcome.State.ACTIVE: "ok", COMING: "info", Outcome.State.SUSPENDED: "wait",
    Outcome.State.SUPERSEDED: "plain", Outcome.State.SURRENDERED: "plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StandingShown:
    """A standing with its word and the kind of its badge."""

    key: str
    words: str | Promise
    kind: str

    @property
    def holds(self) -> bool:
        """Tell whether the paper may be relied on."""
        return self.key == Outcome.State.ACTIVE


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One change of an outcome: the day and what happened, without persons."""

    on: date
    words: str


def standing_shown(key: str) -> StandingShown:
    """Return a standing as the pages show it."""
    return StandingShown(key, STANDINGS[key], _KINDS.get(key, "bad"))


def public_fields(outcome: Outcome, language: str = "") -> list[ShownAnswer]:
    """Return the fields that the procedure makes public, as they were granted."""
    fields = loaded(outcome.case.procedure).procedure.form
    open_fields = [field for field in fields if not field.sensitive]
    return shown_fields(
        open_fields, outcome.public, outcome.issued_on, language or get_language() or "zh"
    )


def story_lines(events: list[Event]) -> list[StoryLine]:
    """Return the changes of an outcome in words."""
    return [StoryLine(event.on, _words(event)) for event in events]


def _words(event: Event) -> str:
    words = kind_words(event.kind)
    if event.kind != "outcome_deemed_renewed":
        return words
    law = Citation(event.data["document"], event.data["clause"])
    return f"{words} {cited(law, get_language() or 'zh')}"


def named(subject: Any) -> str:
    """Return the name of an area, an office, an enterprise or an outcome in the page's language."""
    english = getattr(subject, "name_en", "") if get_language() == "en" else ""
    return str(english or subject.name)
