"""The rows of a plan brought in line with a new version of its content.

Items are told by their codes: new ones are added, changed ones updated, missing ones withdrawn,
nothing is deleted that work hangs on. Events are returned, to be recorded in bulk.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fumao.apps.audit.service import Draft
from fumao.apps.orgs.models import Area
from fumao.apps.plans.clause_rows import search_text, write_clauses
from fumao.apps.plans.content import Content, Item
from fumao.apps.plans.days import working_days
from fumao.apps.plans.fold import Happening, fold
from fumao.apps.plans.models import (
    Finding,
    Incentive,
    Plan,
    Target,
    Task,
    TaskUnit,
)
from fumao.apps.plans.project import projection, stream_of
from fumao.apps.plans.units import UnitRows
from fumao.apps.plans.versions import changes_of

_TEXTS = ("title", "title_en", "category", "category_en", "remark", "scope", "schedule_text")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who publishes, in whose name, on which day, at which moment."""

    person: int | None
    department: int | None
    on: date
    at: datetime


@dataclass(slots=True)
class PlanRows:
    """One publication: the plan, what it said before, what it says now."""

    plan: Plan
    area: Area
    before: Content | None
    after: Content
    stamp: Stamp
    drafts: list[Draft] = field(default_factory=list)
    touched: list[Task] = field(default_factory=list)  # existing tasks to be projected again
    _clauses: dict[str, int] = field(default_factory=dict)
    _labels: dict[str, str] = field(default_factory=dict)
    _names: dict[str, UnitRows] = field(default_factory=dict)  # by the day they are seen from

    def write(self) -> None:
        """Write clauses, tasks, targets, incentives and findings."""
        self._write_clauses()
        self._write_tasks()
        self._write_targets()
        self._write_incentives()
        self._write_findings()

    def _draft(self, stream: str, kind: str, data: dict[str, Any]) -> None:
        s = self.stamp
        self.drafts.append(
            Draft(stream, kind, s.at, s.on, self.area.pk, s.person, s.department, data)
        )

    def _old(self, kind: str) -> dict[str, Item]:
        return {} if self.before is None else {item["code"]: item for item in self.before[kind]}

    def _write_clauses(self) -> None:
        self._clauses, self._labels = write_clauses(self.plan.document, self.after)

    def _write_tasks(self) -> None:
        old = self._old("tasks")
        there = {t.code: t for t in self.plan.tasks.all()}
        fresh: list[tuple[Task, list[TaskUnit]]] = []
        for position, item in enumerate(self.after["tasks"], 1):
            task = there.get(item["code"])
            if task is None:
                fresh.append(self._new_task(item, position))
                continue
            before = old.get(item["code"], {})
            changes = {c.field: c.after for c in changes_of(before, item)}
            if changes or task.state == Task.State.WITHDRAWN or task.position != position:
                self._amend(task, item, position, changes)
        codes = {item["code"] for item in self.after["tasks"]}
        for code, task in there.items():
            if code not in codes and task.state == Task.State.OPEN:
                self._draft(stream_of(code), "withdrawn", {})
                self.touched.append(task)
        Task.objects.bulk_create([task for task, _ in fresh], batch_size=200)
        for task, parts in fresh:
            for part in parts:
                part.task = task
        TaskUnit.objects.bulk_create([p for _, parts in fresh for p in parts], batch_size=500)

    def _fields(self, item: Item, position: int, units: list[TaskUnit]) -> dict[str, Any]:
        """Return what the content alone says of a task's row."""
        texts: dict[str, Any] = {name: item[name] for name in _TEXTS}
        texts["title"] = item["title"][:200]
        texts["schedule_text"] = item["schedule_text"][:100]
        names = {u.as_printed for u in units} | {u.department.name for u in units if u.department}
        words = [item["code"], item["title"], item["title_en"], item["category"], *sorted(names)]
        words.append(self._labels.get(item["clause"], ""))
        return {
            **texts,
            "source": item.get("source", ""),
            "label": item["label"][:32],
            "position": position,
            "clause_id": self._clauses[item["clause"]],
            "search": search_text(" ".join(words)),
        }

    def _units_of(self, item: Item) -> list[TaskUnit]:
        """Return the parts of a task, names as they were on its document's day, or its own."""
        day = item.get("added_on") or self.after["as_of"]
        if day not in self._names:
            self._names[day] = UnitRows(self.area, date.fromisoformat(day))
        return self._names[day].of(item)

    def _new_task(self, item: Item, position: int) -> tuple[Task, list[TaskUnit]]:
        parts = self._units_of(item)
        data = {
            "starts_on": item.get("added_on") or self.plan.starts_on.isoformat(),
            "schedule_kind": item["schedule_kind"],
            "due": item["due"],
            "review_months": item.get("review_months", 3),
            "title": item["title"],
        }
        if "source" in item:
            data["source"] = item["source"]
        self._draft(stream_of(item["code"]), "created", data)
        facts = fold([Happening("created", self.stamp.on, None, data)])
        task = Task(
            plan=self.plan,
            area=self.area,
            code=item["code"],
            **self._fields(item, position, parts),
            **projection(facts, self.stamp.on, working_days()),
        )
        return task, parts

    def _amend(self, task: Task, item: Item, position: int, changes: dict[str, Any]) -> None:
        parts = self._units_of(item)
        for name, value in self._fields(item, position, parts).items():
            setattr(task, name, value)
        task.save(
            update_fields=[*_TEXTS, "source", "label", "position", "clause", "search"],
        )
        if changes.keys() & {"lead", "cooperating", "upper"}:
            self._replace_units(task, parts)
        if changes or task.state == Task.State.WITHDRAWN:
            self._draft(stream_of(task.code), "amended", {"changes": changes})
            self.touched.append(task)

    def _replace_units(self, task: Task, parts: list[TaskUnit]) -> None:
        signed = {u.department_id: u.signed_on for u in task.units.all()}
        task.units.all().delete()
        for part in parts:
            part.task, part.signed_on = task, signed.get(part.department_id)
        TaskUnit.objects.bulk_create(parts)

    def _write_targets(self) -> None:
        old = self._old("targets")
        there = {t.code: t for t in self.plan.targets.all()}
        fresh = []
        for position, item in enumerate(self.after["targets"], 1):
            fields = self._target_fields(item, position)
            target = there.get(item["code"])
            stream = f"target:{item['code']}"
            if target is None:
                fresh.append(Target(plan=self.plan, area=self.area, code=item["code"], **fields))
                self._draft(stream, "created", {"item": item})
                continue
            changes = {c.field: c.after for c in changes_of(old.get(item["code"], {}), item)}
            for name, value in fields.items():
                setattr(target, name, value)
            if changes or target.withdrawn:
                self._draft(stream, "amended", {"changes": changes})
            target.withdrawn = False
            target.save()
        codes = {item["code"] for item in self.after["targets"]}
        for code, target in there.items():
            if code not in codes and not target.withdrawn:
                target.withdrawn = True
                target.save(update_fields=["withdrawn"])
                self._draft(f"target:{code}", "withdrawn", {})
        Target.objects.bulk_create(fresh, batch_size=200)

    def _target_fields(self, item: Item, position: int) -> dict[str, Any]:
        figures = {
            name: None if item[name] is None else Decimal(item[name])
            for name in ("value", "value_max", "baseline")
        }
        same = ("indicator_en", "group_en", "comparator", "unit", "year", "baseline_year")
        return {
            **figures,
            **{name: item[name] for name in same},
            "indicator": item["indicator"][:200],
            "group": item["group"][:100],
            "is_total": item["is_total"],
            "recurring": item["recurring"],
            "position": position,
            "clause_id": self._clauses[item["clause"]],
        }

    def _write_incentives(self) -> None:
        self.plan.incentives.all().delete()
        rows = []
        for position, item in enumerate(self.after["incentives"], 1):
            fields = {k: v for k, v in item.items() if k not in {"clause", "code"}}
            for name in ("amount_max", "rate_max"):
                fields[name] = None if item[name] is None else Decimal(item[name])
            rows.append(
                Incentive(
                    plan=self.plan,
                    clause_id=self._clauses[item["clause"]],
                    position=position,
                    **fields,
                )
            )
        Incentive.objects.bulk_create(rows, batch_size=200)

    def _write_findings(self) -> None:
        self.plan.findings.all().delete()
        Finding.objects.bulk_create(
            [
                Finding(
                    plan=self.plan,
                    clause_id=self._clauses.get(item["clause"]) if item["clause"] else None,
                    **{k: v for k, v in item.items() if k != "clause"},
                )
                for item in self.after["findings"]
            ],
            batch_size=200,
        )
