"""Any order of work on one task, by anybody, keeps the promises of the task.

After every step: the row is the fold of the events, the chain holds, the original date never
changes, and a closed task has evidence accepted by another person than its author.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fumao.apps.audit.service import broken_links
from fumao.apps.orgs.actor import Actor
from fumao.apps.plans.actions.add_comment import add_comment
from fumao.apps.plans.actions.add_milestone import add_milestone
from fumao.apps.plans.actions.answer_help import answer_help
from fumao.apps.plans.actions.ask_extension import ask_extension
from fumao.apps.plans.actions.ask_help import ask_help
from fumao.apps.plans.actions.decide_extension import decide_extension
from fumao.apps.plans.actions.issue_notice import issue_notice
from fumao.apps.plans.actions.recompute_lights import recompute_lights
from fumao.apps.plans.actions.report_progress import report_progress
from fumao.apps.plans.actions.review_progress import review_progress
from fumao.apps.plans.actions.set_schedule import set_schedule
from fumao.apps.plans.actions.sign_task import sign_task
from fumao.apps.plans.days import working_days
from fumao.apps.plans.fold import fold
from fumao.apps.plans.models import Extension, HelpRequest, Progress, ScheduleKind, Task
from fumao.apps.plans.project import PROJECTED, happenings, projection
from tests.plans.city import City, city_at_work, evidence

WHO = st.sampled_from(["office", "checker", "leader", "lead", "other"])
WORDS = st.sampled_from(["召开专题会", "印发实施方案", "走访企业十二家", "完成验收"])


class Work(RuleBasedStateMachine):
    """One task and five people who try things, allowed or not."""

    def __init__(self) -> None:
        super().__init__()
        self.block: Any = transaction.atomic()
        self.block.__enter__()
        self.city: City = city_at_work()
        self.today = self.city.lead.today
        self.first_due: date | None = None
        self.filed = 0

    def teardown(self) -> None:
        """Forget everything."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(due=st.none() | st.integers(-40, 200))
    def begin(self, due: int | None) -> None:
        """Make the task."""
        day = None if due is None else self.today + timedelta(days=due)
        self.task = self.city.task(due=day)

    def act(self, who: str, call: Any, *args: Any, **kwargs: Any) -> None:
        """Do something as somebody; a refusal is an answer too, and leaves nothing behind."""
        actor: Actor = replace(getattr(self.city, who), today=self.today)
        try:
            with transaction.atomic():
                call(actor, *args, **kwargs)
        except (PermissionDenied, ValidationError):
            pass

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        """Let days go by and lights follow."""
        self.today += timedelta(days=days)
        recompute_lights(None, self.today)

    @rule(who=WHO)
    def sign(self, who: str) -> None:
        """Sign."""
        self.act(who, sign_task, self.task)

    @rule(
        who=WHO,
        kind=st.sampled_from(Progress.Kind),
        text=WORDS,
        percent=st.none() | st.integers(0, 100),
        files=st.integers(0, 2),
    )
    def report(
        self, who: str, kind: Progress.Kind, text: str, percent: int | None, files: int
    ) -> None:
        """Report with new evidence or none."""
        self.filed += 1
        kept = [evidence(f"{self.filed}-{n}") for n in range(files)]
        self.act(who, report_progress, self.task, kind=kind, text=text, percent=percent, files=kept)

    @rule(who=WHO, accept=st.booleans())
    def review(self, who: str, accept: bool) -> None:
        """Judge the oldest report that waits."""
        waiting = Progress.objects.filter(task=self.task, state="submitted").order_by("pk").first()
        if waiting is not None:
            self.act(who, review_progress, waiting, accept=accept, reason="材料不全")

    @rule(who=WHO, days=st.integers(1, 90))
    def ask_time(self, who: str, days: int) -> None:
        """Ask for a later date."""
        due = (self.task.due or self.today) + timedelta(days=days)
        self.act(who, ask_extension, self.task, new_due=due, reason="等待批复")

    @rule(who=WHO, grant=st.booleans())
    def decide_time(self, who: str, grant: bool) -> None:
        """Decide it."""
        asked = Extension.objects.filter(task=self.task, state="asked").first()
        if asked is not None:
            self.act(who, decide_extension, asked, grant=grant)

    @rule(who=WHO)
    def ask_unit(self, who: str) -> None:
        """Ask the other bureau for help."""
        self.act(who, ask_help, self.task, to=self.city.other_bureau, text="请提供名单")

    @rule(who=WHO, decline=st.booleans())
    def answer_unit(self, who: str, decline: bool) -> None:
        """Answer it."""
        request = HelpRequest.objects.filter(task=self.task, state="open").first()
        if request is not None:
            self.act(who, answer_help, request, text="已函复", decline=decline)

    @rule(who=WHO, kind=st.sampled_from(ScheduleKind), days=st.none() | st.integers(-5, 120))
    def set_date(self, who: str, kind: ScheduleKind, days: int | None) -> None:
        """Set a date."""
        due = None if days is None else self.today + timedelta(days=days)
        self.act(who, set_schedule, self.task, due=due, kind=kind)

    @rule(who=WHO, weight=st.integers(1, 60), days=st.integers(1, 100))
    def add_step(self, who: str, weight: int, days: int) -> None:
        """Add a milestone."""
        due = self.today + timedelta(days=days)
        self.act(who, add_milestone, self.task, title="节点", weight=weight, due=due)

    @rule(who=WHO)
    def remind(self, who: str) -> None:
        """Send a slip."""
        self.act(who, issue_notice, self.task)

    @rule(who=WHO)
    def comment(self, who: str) -> None:
        """Leave a remark."""
        self.act(who, add_comment, self.task, "已阅")

    @precondition(lambda self: hasattr(self, "task"))
    @invariant()
    def promises_hold(self) -> None:
        """Hold the row against its events."""
        self.task = Task.objects.get(pk=self.task.pk)
        facts = fold(happenings(self.task.code))
        if self.task.light_on is not None:
            wanted = projection(facts, self.task.light_on, working_days())
            assert {name: getattr(self.task, name) for name in PROJECTED} == wanted
        assert broken_links(f"task:{self.task.code}") == []
        if self.first_due is not None:
            assert self.task.original_due == self.first_due
        self.first_due = self.task.original_due
        assert sum(m.weight for m in facts.milestones) <= 100
        if self.task.state == "closed":
            closing = Progress.objects.get(task=self.task, kind="close_out", state="accepted")
            assert closing.reviewed_by_id != closing.by_id
            assert facts.has_accepted_evidence


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Keep files in a folder of the test."""
    settings.FILES_ROOT = tmp_path
    return


@pytest.mark.slow
@pytest.mark.django_db
def test_any_order_of_work_keeps_the_promises() -> None:
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
