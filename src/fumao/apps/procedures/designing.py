"""A procedure being written: read with care, checked, tried on sample data; nothing is stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, may, require
from fumao.apps.orgs.policy.facts import Facts
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.book import Loaded
from fumao.core.errors import CoreError, Words
from fumao.packs.lint_procedures import known_to_all, lint_written
from fumao.packs.lint_rules import shown_problem
from fumao.packs.model import Place
from fumao.packs.problem import PackError, Problem
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.procedures import fold
from fumao.procedures.definitions import Procedure
from fumao.procedures.events import Happened
from fumao.procedures.form import Form
from fumao.procedures.intake import Examined, Filing, examine
from fumao.procedures.lint_notes import Known
from fumao.procedures.state import CaseState
from fumao.rules.problem import RuleError

SHOWN = "procedure.yaml"
LARGEST = 64 * 1024  # characters; the largest shipped procedure has 24 KB
_DEEPEST = 40  # levels of indentation or brackets; the shipped ones have six
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it was read: every fault with its line.

    `procedure` is there where the text could be read, `held` where its expressions could too.
    """

    procedure: Procedure | None
    held: Loaded | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the faults that keep it from being published."""
        return tuple(one for one in self.problems if one.level == "error")


@dataclass(frozen=True, slots=True)
class Tried:
    """What the engine says of sample data, and where the case would stand."""

    examined: Examined
    state: CaseState | None


def checked(text: str) -> Checked:
    """Read and lint a text; whatever it holds, this answers with faults and does not raise."""
    too_much = _refused(text)
    if too_much is not None:
        return Checked(None, None, (_problem("size", too_much),))
    try:
        procedure = _read(text)
        problems = tuple(lint_written(procedure, _known(), None))
        return Checked(procedure, *_compiled(procedure, problems))
    except PackError as error:
        return Checked(None, None, error.problems)
    except RecursionError:
        words = Words("嵌套太深，无法读取", "nested too deeply to be read")
        return Checked(None, None, (_problem("size", words),))


@lru_cache(maxsize=32)
def _read(text: str) -> Procedure:
    """Return what a text says; the same is looked at many times while it is worked on."""
    return read_procedure(text, SHOWN)


def _known() -> Known:
    """Return what the packs define, with the areas there are: an office may have added some."""
    areas = frozenset(Area.objects.values_list("code", flat=True))
    return replace(known_to_all(), areas=areas)


def _compiled(
    procedure: Procedure, problems: tuple[Problem, ...]
) -> tuple[Loaded | None, tuple[Problem, ...]]:
    """Return the form of a procedure; where there is none, with the faults that keep it away."""
    try:
        return Loaded(procedure, Form(procedure, pack_rules())), problems
    except RuleError as error:
        told = {one.place.line for one in problems if one.level == "error"}
        more = (shown_problem(one) for one in error.problems)
        return None, (*problems, *(one for one in more if one.place.line not in told))
    except CoreError as error:
        words = Words(error.message("zh"), error.message("en"))
        return None, (*problems, _problem("form", words))


def _problem(code: str, words: Words) -> Problem:
    return Problem(code, Place(SHOWN, 1), words.zh, words.en, "改正后再试", "mend it and try again")


def _refused(text: str) -> Words | None:
    """Return why a text is not even read: its size, its depth, characters that are no text."""
    if len(text) > LARGEST:
        return Words(f"超过 {LARGEST // 1024} KB", f"larger than {LARGEST // 1024} KB")
    if _CONTROL.search(text):
        return Words("含有控制字符", "there are control characters")
    depth = deepest = 0
    for letter in text:
        if letter in "[{(":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]})":
            depth -= 1
    indents = {len(line) - len(line.lstrip(" ")) for line in text.splitlines() if line.strip()}
    dashes = max((line.count("- ") for line in text.splitlines()), default=0)
    if max(deepest, len(indents), dashes) > _DEEPEST:
        return Words(f"嵌套超过 {_DEEPEST} 层", f"nested deeper than {_DEEPEST} levels")
    return None


def read_or_refuse(text: str, *, publish: bool) -> Procedure:
    """Return a text that may be kept, or published; raises ValidationError with its faults."""
    found = checked(text)
    if found.procedure is None:
        raise refusal("text", _("不能保存：%(why)s"), why=_told(found))
    if publish and (found.errors or found.held is None):
        raise refusal("text", _("不能发布：%(why)s"), why=_told(found))
    return found.procedure


def _told(found: Checked) -> str:
    from fumao.apps.procedures.views.request import said  # noqa: PLC0415

    return "；".join(f"{one.place.line}: {said(Words(one.zh, one.en))}" for one in found.errors[:5])


def tried(held: Loaded, raw: Mapping[str, object], promised: frozenset[str], today: date) -> Tried:
    """Read sample data as a submission of today would be, all papers attached."""
    papers = frozenset(one.key for one in held.procedure.evidence) - promised
    about: dict[str, Any] = {"applicant_active": True, "applicant_area": "", "held": 0}
    examined = examine(held.form, Filing(raw, today, papers, promised, about), today)
    offices: dict[str, list[int | None]] = {
        step.key: [None] * len(step.by) for step in held.procedure.route if not step.is_system
    }
    data = {"promised": [], **examined.event_data(promised), "offices": offices}
    try:
        event = Happened("submitted", today, data=data)
        state: CaseState | None = fold.begin(held.procedure, working_days().calendar, event)
    except (CoreError, KeyError):  # a route that lint complains of
        state = None
    return Tried(examined, state)


def areas_of(codes: list[str]) -> list[Area]:
    """Return the areas a procedure is for: the nation where it names none."""
    return list(Area.objects.filter(code__in=codes) if codes else Area.objects.filter(parent=None))


def designs(actor: Actor, codes: list[str]) -> bool:
    """Tell whether the actor may design a procedure for these areas; for everywhere where none."""
    found = areas_of(codes)
    return len(found) >= max(1, len(codes)) and all(
        may(actor, Action.DESIGN_PROCEDURE, Facts(area.path)) for area in found
    )


def require_design(actor: Actor, procedure: Procedure) -> Area:
    """Return the first area of a procedure that the actor may design; raises PermissionDenied, and
    ValidationError for an area nobody knows.
    """
    found = areas_of(list(procedure.areas))
    if len(found) < max(1, len(procedure.areas)):
        raise refusal("areas", _("areas 中有不认识的地区代码。"))
    for area in found:
        require(actor, Action.DESIGN_PROCEDURE, Facts(area.path))
    return found[0]
