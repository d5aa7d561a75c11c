"""保存政策模拟: the draft worked out once more, and kept with all that the figures rest on."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import record
from fumao.apps.grants.book import book, rules_on
from fumao.apps.grants.draft import read_draft
from fumao.apps.grants.firms import firms_of
from fumao.apps.grants.held_rules import rules_digest, versions_of
from fumao.apps.grants.models import Simulation
from fumao.apps.grants.simulate import simulate
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS


def save_simulation(actor: Actor, area: Area, day: date, draft: str) -> Simulation:
    """Keep a draft and its figures; the rules in force stay as they are.

    Raises PermissionDenied, PackError, RuleError and CoreError.
    """
    department = department_for(actor, Action.SIMULATE, area)
    if department is None:
        raise PermissionDenied(REFUSALS[Action.SIMULATE])
    held = book()
    overlay = read_draft(draft, held)
    firms = firms_of(actor, area, day)
    done = simulate(held, rules_on(day), overlay, firms)
    with transaction.atomic():
        made = Simulation.objects.create(
            area=area,
            department_id=department,
            by=actor.person,
            on=actor.today,
            at=timezone.now(),
            day=day,
            title=" ".join(overlay.title.zh.split())[:120],
            draft=draft,
            enterprises=len(firms),
            versions=versions_of(held),
            rules_digest=rules_digest(held),
            digest=firms.digest,
            result=done.result,
        )
        record(
            made.stream,
            "simulation_saved",
            actor=actor,
            area=area,
            department=department,
            data={
                "title": made.title,
                "day": day.isoformat(),
                "enterprises": made.enterprises,
                "facts": made.digest,
                "definitions": made.rules_digest,
                "versions": made.versions,
                "rules": [rule["rule"] for rule in done.result["rules"]],
            },
        )
    return made
