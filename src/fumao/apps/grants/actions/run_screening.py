"""政策筛查: every enterprise of an area against every rule in force, kept as it was worked out."""

from dataclasses import asdict
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import record
from fumao.apps.grants.book import book, rules_on
from fumao.apps.grants.firms import firms_of
from fumao.apps.grants.held_rules import rules_digest, screened_rules, versions_of
from fumao.apps.grants.models import ScreenedRule, Screening
from fumao.apps.grants.screen import Screened, screen
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS


def run_screening(actor: Actor, area: Area, day: date, *, examples: bool = False) -> Screening:
    """Screen an area's enterprises; raises PermissionDenied. A day to come has today's facts."""
    department = department_for(actor, Action.SCREEN, area)
    if department is None:
        raise PermissionDenied(REFUSALS[Action.SCREEN])
    return keep_screening(actor, area, day, department, examples=examples)


def keep_screening(
    actor: Actor, area: Area, day: date, department: int | None, *, examples: bool = False
) -> Screening:
    """Screen and keep the result without asking policy: for the demo's loader."""
    held = book()
    firms = firms_of(actor, area, day)
    # Nothing is written while the rules run: other writers need not wait for them.
    found = screen(held, rules_on(day), firms, screened_rules(held, examples=examples))
    with transaction.atomic():
        made = Screening.objects.create(
            area=area,
            department_id=department,
            by=actor.person,
            on=actor.today,
            at=timezone.now(),
            day=day,
            examples=examples,
            enterprises=len(firms),
            versions=versions_of(held),
            rules_digest=rules_digest(held),
            digest=firms.digest,
            cells=_cells(found),
            needs=[[need.name, need.alone, need.others, need.rules] for need in found.needs],
            firms=found.firms,
        )
        ScreenedRule.objects.bulk_create(
            ScreenedRule(screening=made, position=place, **asdict(result))
            for place, result in enumerate(found.results)
        )
        record(
            made.stream,
            "screening_run",
            actor=actor,
            area=area,
            department=department,
            data={
                "day": day.isoformat(),
                "enterprises": len(firms),
                "rules": len(found.results),
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
