"""政策筛查: every enterprise of an area against every rule in force, kept as it was worked out."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import record
from fumao.apps.grants.book import Book, book, rules_on
from fumao.apps.grants.firms import Firms, firms_of
from fumao.apps.grants.held_rules import rules_digest, screened_rules, versions_of
from fumao.apps.grants.models import ScreenedRule, Screening, ScreeningJob
from fumao.apps.grants.screen import Screened, screen
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What a screening found, with the rules and the enterprises it was found on."""

    book: Book
    firms: Firms
    found: Screened


def run_screening(actor: Actor, area: Area, day: date, *, examples: bool = False) -> Screening:
    """Screen an area's enterprises at once; raises PermissionDenied.

    A day to come has today's facts.
    """
    department = may_screen(actor, area)
    job = ScreeningJob(
        area=area, department_id=department, by=actor.person, at=timezone.now(), day=day,
        examples=examples,
    )  # fmt: skip
    done = work_out(actor, job)
    with transaction.atomic():
        return keep(actor, job, done)


def may_screen(actor: Actor, area: Area) -> int:
    """Return the department (pk) in whose name the actor screens; raises PermissionDenied."""
    department = department_for(actor, Action.SCREEN, area)
    if department is None:
        raise PermissionDenied(REFUSALS[Action.SCREEN])
    return department


def work_out(
    actor: Actor, job: ScreeningJob, report: Callable[[int], None] | None = None
) -> WorkedOut:
    """Work a screening out; `report` gets the per cent done. Raises RuleError, duckdb.Error.

    Nothing is written while the rules run: other writers need not wait for them.
    """
    held, firms = book(), firms_of(actor, job.area, job.day)
    names = screened_rules(held, examples=job.examples)
    if report is not None:
        report(10)  # the facts are read
    return WorkedOut(held, firms, screen(held, rules_on(job.day), firms, names, report))


def keep(actor: Actor, job: ScreeningJob, done: WorkedOut) -> Screening:
    """Write what was found under the job's key, inside the caller's transaction."""
    job.state, job.percent, job.enterprises = ScreeningJob.State.DONE, 100, len(done.firms)
    job.save()
    made = Screening.objects.create(
        pk=job.pk,
        area=job.area,
        department=job.department,
        by=job.by,
        on=actor.today,
        at=timezone.now(),
        day=job.day,
        examples=job.examples,
        enterprises=len(done.firms),
        versions=versions_of(done.book),
        rules_digest=rules_digest(done.book),
        digest=done.firms.digest,
        cells=_cells(done.found),
        needs=[[need.name, need.alone, need.others, need.rules] for need in done.found.needs],
        firms=done.found.firms,
    )
    ScreenedRule.objects.bulk_create(
        ScreenedRule(screening=made, position=place, **asdict(result))
        for place, result in enumerate(done.found.results)
    )
    record(
        made.stream,
        "screening_run",
        actor=actor,
        area=job.area,
        department=job.department,
        data={
            "day": job.day.isoformat(),
            "enterprises": len(done.firms),
            "rules": len(done.found.results),
            "facts": made.digest,
            "definitions": made.rules_digest,
            "versions": made.versions,
        },
    )
    return made


def _cells(found: Screened) -> dict[str, int]:
    cells = {
        name: sum(getattr(result, name) for result in found.results)
        for name in ("granted", "zero", "unknown", "elsewhere")
    }
    return cells | {"off": len(found.off)}
