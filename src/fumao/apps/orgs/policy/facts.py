"""What policy has to know of a subject, read from records without importing the apps above."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from os.path import commonpath
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class Facts:
    """Where a subject stands in the tree, which departments have a part in it, who made it.

    Department and person fields hold primary keys. `author` and `author_department` are those of an
    entry under review; `about` is the person whose account or post is being changed. Of an
    enterprise, `reporter` is its own unit and `keeper` are the units that manage its park; of a
    case or a release, `owner` are the offices that answer for it, of a key enterprise the unit that
    keeps contact, of a ticket the unit that answers; `payer` is the finance office of a fund's
    area; of a grant of data, `provider` and `receiver` are its two departments.
    """

    area_path: str
    lead: frozenset[int] = frozenset()
    cooperating: frozenset[int] = frozenset()
    asked: frozenset[int] = frozenset()
    reporter: frozenset[int] = frozenset()
    keeper: frozenset[int] = frozenset()
    owner: frozenset[int] = frozenset()
    payer: frozenset[int] = frozenset()
    provider: frozenset[int] = frozenset()
    receiver: frozenset[int] = frozenset()
    author: int | None = None
    author_department: int | None = None
    about: int | None = None


Subject = Facts | models.Model


def _task(task: Any) -> Facts:
    units = list(task.units.all())  # answered from a prefetch where there is one
    return Facts(
        task.area.path,
        lead=frozenset(u.department_id for u in units if u.role == "lead" and u.department_id),
        cooperating=frozenset(
            u.department_id for u in units if u.role == "cooperating" and u.department_id
        ),
    )


def _task_unit(unit: Any) -> Facts:
    own = frozenset({unit.department_id} - {None})
    if unit.role == "lead":
        return Facts(unit.task.area.path, lead=own)
    return Facts(
        unit.task.area.path, cooperating=own if unit.role == "cooperating" else frozenset()
    )


def _entry(entry: Any) -> Facts:
    return replace(_task(entry.task), author=entry.by_id, author_department=entry.department_id)


def _help_request(entry: Any) -> Facts:
    return replace(_entry(entry), asked=frozenset({entry.to_id}))


def _person(person: Any) -> Facts:
    """Place a person at the nearest area above all posts ever held; without a post, nowhere."""
    paths = list(person.posts.values_list("department__area__path", flat=True))
    return Facts(commonpath(paths) + "/" if paths else "/", about=person.pk)


def _post(post: Any) -> Facts:
    return Facts(post.department.area.path, about=post.person_id)


def _enterprise(enterprise: Any) -> Facts:
    park = enterprise.park
    return Facts(
        enterprise.area.path,
        reporter=frozenset({enterprise.unit_id} - {None}),
        keeper=frozenset(park.responsible.values_list("pk", flat=True)) if park else frozenset(),
    )


def _of_enterprise(record: Any) -> Facts:
    return _enterprise(record.enterprise)


def _below(*steps: str) -> Callable[[Any], Facts]:
    def read(record: Any) -> Facts:
        for step in steps:
            record = getattr(record, step)
        return Facts(record.path)

    return read


READERS: dict[str, Callable[[Any], Facts]] = {
    "orgs.Area": _below(),
    "orgs.Department": _below("area"),
    "orgs.DepartmentGroup": _below("area"),
    "orgs.Park": _below("area"),
    "orgs.Person": _person,
    "orgs.Post": _post,
    "orgs.Delegation": lambda delegation: _post(delegation.post),
    "audit.Event": _below("area"),
    "files.Attachment": _below("area"),
    "plans.Document": _below("area"),
    "plans.Clause": _below("document", "area"),
    "plans.Import": _below("area"),
    "plans.Proposal": _below("source", "area"),
    "plans.Plan": _below("area"),
    "plans.PlanVersion": _below("plan", "area"),
    "plans.Finding": _below("plan", "area"),
    "plans.Incentive": _below("plan", "area"),
    "plans.Target": _below("area"),
    "plans.Actual": _below("target", "area"),
    "plans.Task": _task,
    "plans.TaskUnit": _task_unit,
    "plans.Milestone": lambda milestone: _task(milestone.task),
    "plans.Progress": _entry,
    "plans.Comment": _entry,
    "plans.Extension": _entry,
    "plans.HelpRequest": _help_request,
    "enterprises.Enterprise": _enterprise,
    "enterprises.Contact": _of_enterprise,
    "enterprises.Fact": _of_enterprise,
    "enterprises.FactRows": _of_enterprise,
    "enterprises.Roll": _below("area"),
    "grants.Screening": _below("area"),
    "grants.ScreeningJob": _below("area"),
    "grants.Simulation": _below("area"),
}


def facts_of(subject: Subject) -> Facts:
    """Return the facts of a record; raises TypeError for a model that policy does not know."""
    if isinstance(subject, Facts):
        return subject
    from fumao.apps.orgs.policy.cases import CASE_READERS  # noqa: PLC0415 - it needs Facts
    from fumao.apps.orgs.policy.funds import FUND_READERS  # noqa: PLC0415 - it needs Facts
    from fumao.apps.orgs.policy.key_enterprises import (  # noqa: PLC0415 - it needs Facts
        KEY_READERS,
    )
    from fumao.apps.orgs.policy.releases import RELEASE_READERS  # noqa: PLC0415 - it needs Facts
    from fumao.apps.orgs.policy.sharing import SHARING_READERS  # noqa: PLC0415 - it needs Facts
    from fumao.apps.orgs.policy.surveys import SURVEY_READERS  # noqa: PLC0415 - it needs Facts

    label = subject._meta.label
    readers = (
        READERS, FUND_READERS, CASE_READERS, SURVEY_READERS, KEY_READERS, RELEASE_READERS,
        SHARING_READERS,
    )  # fmt: skip
    reader = next((found for one in readers if (found := one.get(label))), None)
    if reader is None:
        raise TypeError(f"policy has no rule for {subject._meta.label}")
    return reader(subject)
