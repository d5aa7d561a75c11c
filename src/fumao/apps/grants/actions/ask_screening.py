"""提交政策筛查: asked for now, worked out by the worker, looked at while it runs."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import record
from fumao.apps.grants.actions.run_screening import may_screen
from fumao.apps.grants.actions.work_screening import work_screening
from fumao.apps.grants.models import ScreeningJob
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area


def ask_screening(actor: Actor, area: Area, day: date, *, examples: bool = False) -> ScreeningJob:
    """Queue the screening of an area's enterprises; raises PermissionDenied."""
    with transaction.atomic():
        department = may_screen(actor, area)
        job = ScreeningJob.objects.create(
            area=area,
            department_id=department,
            by=actor.person,
            at=timezone.now(),
            day=day,
            examples=examples,
        )
        record(
            job.stream,
            "screening_asked",
            actor=actor,
            area=area,
            department=department,
            data={"day": day.isoformat(), "examples": examples},
        )
        work_screening.enqueue(job.pk)
        return job
