"""Outcomes as anybody may read them: found in the register, verified by number and code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.db.models import Q, QuerySet

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import published
from fumao.apps.procedures.actions.mark_use import outcome_by_code
from fumao.apps.procedures.models import Outcome, OutcomeUse

COMING = "coming"  # issued, in force from a later day
_SEARCHED = 64
_KEPT = 300  # seconds


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the register is asked for; `state` is a state on the day, or `coming`."""

    search: str = ""
    procedure: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """An outcome whose code fits, with its standing today; `uses` are shown to verifiers alone."""

    outcome: Outcome
    standing: str
    uses: tuple[OutcomeUse, ...]
    may_mark: bool
    department: int | None


def standing(outcome: Outcome, day: date) -> str:
    """Return the state of an outcome on a day, `coming` where it is not in force yet."""
    state = outcome.state_on(day)
    if state == Outcome.State.ACTIVE and outcome.valid_from > day:
        return COMING
    return state


def register(wanted: Wanted, day: date) -> QuerySet[Outcome]:
    """Return the outcomes that the public finds, the newest first."""
    rows = published(Outcome.objects.all()).select_related(
        "enterprise", "area", "office", "successor"
    )
    words = wanted.search.strip()[:_SEARCHED]
    if words:
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(enterprise__name__icontains=words)
            | Q(enterprise__code=words.upper())
            | Q(name__icontains=words)
            | Q(name_en__icontains=words)
        )
    if wanted.procedure:
        rows = rows.filter(procedure=wanted.procedure)
    if wanted.state:
        rows = rows.filter(_standing_is(wanted.state, day))
    return rows


def _standing_is(state: str, day: date) -> Q:
    """Return the condition for a standing on a day: what `standing` says, asked of the rows."""
    renewed = Q(state=Outcome.State.SUPERSEDED, successor__valid_from__gt=day)
    holds = Q(state=Outcome.State.ACTIVE) | renewed
    over = Q(valid_to__lt=day)
    if state == Outcome.State.ACTIVE:
        return holds & ~over & Q(valid_from__lte=day)
    if state == COMING:
        return holds & ~over & Q(valid_from__gt=day)
    if state == Outcome.State.EXPIRED:
        return Q(state=Outcome.State.EXPIRED) | (holds & over)
    return Q(state=state) & ~renewed


def procedures_with_outcomes() -> list[tuple[str, str, str]]:
    """Return (key, name, English name) of every procedure in the register, looked up once in a
    while (one query).
    """
    kept = caches["pages"]
    listed: list[tuple[str, str, str]] | None = kept.get("register-procedures")
    if listed is None:
        rows = published(Outcome.objects.all()).order_by("procedure", "name")
        found: dict[str, tuple[str, str, str]] = {}
        for key, name, english in rows.values_list("procedure", "name", "name_en").distinct():
            found.setdefault(key, (key, name, english))
        listed = list(found.values())
        kept.set("register-procedures", listed, _KEPT)
    return listed


def public_outcome(number: str) -> Outcome:
    """Return one outcome of the register; raises Outcome.DoesNotExist."""
    rows = published(Outcome.objects.filter(number=number))
    return rows.select_related(
        "enterprise", "area", "office", "successor", "predecessor", "case__procedure"
    ).get()


def story_of(outcome: Outcome) -> list[Event]:
    """Return the events of an outcome's chain that changed its state, the newest first."""
    rows = Event.objects.filter(stream=outcome.stream).exclude(kind="outcome_used")
    return list(rows.order_by("-seq"))


def verified(actor: Actor, number: str, code: str) -> Verified | None:
    """Return what a number and a code lead to, None for a pair that does not fit.

    Nothing tells a wrong number from a wrong code. Read anew each time: what was revoked fails at
    once.
    """
    outcome = outcome_by_code(number, code)
    if outcome is None:
        return None
    now = standing(outcome, actor.today)
    post = next((p for p in actor.positions if p.role == Role.VERIFIER), None)
    uses: Iterable[OutcomeUse] = ()
    if post is not None:
        uses = outcome.uses.select_related("department").order_by("-id")[:50]
    used = tuple(uses)
    spent = any(use.sole for use in used)
    return Verified(
        outcome,
        now,
        used,
        post is not None and now == Outcome.State.ACTIVE and not spent,
        post.department_id if post else None,
    )
