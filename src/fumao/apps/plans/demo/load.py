"""Load the demo: accounts, two years of invented progress, figures for targets. Once a seed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from fumao.apps.audit.service import Draft, record_batch
from fumao.apps.files.models import Attachment, StoredFile
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, LoadedPack
from fumao.apps.orgs.service import load_people
from fumao.apps.plans.demo import words
from fumao.apps.plans.demo.cast import Cast, Player, load_cast
from fumao.apps.plans.demo.cities import add_cities
from fumao.apps.plans.demo.draft import leave_draft
from fumao.apps.plans.demo.password import PASSWORD
from fumao.apps.plans.demo.plots import Frame, deal, play
from fumao.apps.plans.demo.story import Story
from fumao.apps.plans.models import (
    Actual,
    Comment,
    Extension,
    HelpRequest,
    Milestone,
    Plan,
    Progress,
    Target,
    Task,
    TaskUnit,
)
from fumao.apps.plans.project import project_many
from fumao.packs.model import Demo, Pack

EVIDENCE_FILES = 60
_ORDER: tuple[type[Model], ...] = (Milestone, Progress, Extension, HelpRequest, Comment)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load of the demo wrote; all zero where it had been loaded before."""

    people: int = 0
    tasks: int = 0
    events: int = 0
    actuals: int = 0


def load_demo(actor: Actor, pack: Pack, *, scale: int = 1, seed: int | None = None) -> Loaded:
    """Load people and progress of a demo pack; `scale` adds synthetic cities up to scale times.

    The plans must have been loaded. The same seed gives the same demo; a second load changes
    nothing.
    """
    frame = pack.demo
    if frame is None:
        raise ValueError(f"pack {pack.head.key} holds no demo")
    people = load_people(actor, pack, PASSWORD)
    mark = f"{pack.head.version}/{frame.seed if seed is None else seed}/{scale}"
    digest = hashlib.sha256(mark.encode()).hexdigest()
    with transaction.atomic():
        if LoadedPack.objects.filter(key=pack.head.key, part="progress").exists():
            return Loaded(people)
        plans = _plans(frame, scale)
        rng = Random(f"{mark}")  # noqa: S311 - invented data, the same at every load
        written = _write(actor, plans, rng, frame)
        leave_draft(actor.today)
        LoadedPack.objects.create(
            key=pack.head.key,
            part="progress",
            version=pack.head.version,
            digest=digest,
            loaded_at=timezone.now(),
        )
    return Loaded(people, *written)


def _plans(frame: Demo, scale: int) -> list[Plan]:
    plans = list(Plan.objects.filter(key__in=frame.plans).select_related("area", "document"))
    if scale > 1:
        plans += add_cities(plans, scale)
    Plan.objects.filter(pk__in=[plan.pk for plan in plans]).update(synthetic=True)
    return plans


def _write(actor: Actor, plans: list[Plan], rng: Random, frame: Demo) -> tuple[int, int, int]:
    cast, files = load_cast(), _evidence()
    paths = dict(Area.objects.values_list("pk", "path"))
    tasks = events = actuals = 0
    for plan in plans:
        stories = _stories(plan, cast, paths[plan.area_id], files, rng, frame)
        events += _save(stories)
        told = [story.task for story in stories]
        project_many(told, actor.today)
        tasks += len(told)
        actuals += _figures(plan, cast.of_area(paths[plan.area_id], "office"), rng, frame.last_day)
    return tasks, events + actuals, actuals


def _stories(
    plan: Plan,
    cast: Cast,
    path: str,
    files: Sequence[StoredFile],
    rng: Random,
    frame: Demo,
) -> list[Story]:
    tasks = list(
        Task.objects.filter(plan=plan, state=Task.State.OPEN)
        .select_related("plan")
        .prefetch_related("units__department")
        .order_by("position")
    )
    crew = [cast.of_area(path, role) for role in ("office", "checker", "leader")]
    office, checker, leader = (player or crew[0] for player in crew)
    if office is None or checker is None or leader is None:
        return []
    stories = []
    span = Frame(frame.first_day, frame.last_day)
    for task, ending in zip(tasks, deal(len(tasks), rng), strict=True):
        leads = cast.leads(task) or cast.helpers(task) or [office]
        story = Story(
            task, rng, rng.choice(leads[:2]), office, checker, leader, files, cast.handlers
        )
        play(story, ending, span)
        stories.append(story)
    return stories


def _save(stories: list[Story]) -> int:
    """Write the rows of all stories, then their events with the rows' keys in them."""
    moments = [(story, story.finished()) for story in stories]
    by_kind: dict[type[Model], list[Any]] = {kind: [] for kind in _ORDER}
    for story in stories:
        for row in story.rows:
            by_kind[type(row)].append(row)
    Attachment.objects.bulk_create(
        [a for story in stories for a in story.attachments], batch_size=500
    )
    for kind in _ORDER:
        kind._default_manager.bulk_create(by_kind[kind], batch_size=400)
    signed = [
        part for story in stories for part in story.task.units.all() if part.signed_on is not None
    ]
    TaskUnit.objects.bulk_update(signed, ["signed_on"], batch_size=400)
    drafts = []
    for story, told_at in moments:
        for told, at in told_at:
            drafts.append(
                Draft(
                    f"task:{story.task.code}",
                    told.kind,
                    at,
                    told.on,
                    story.task.area_id,
                    told.by.person if told.by else None,
                    told.by.department if told.by else None,
                    {key: _keyed(value) for key, value in told.data.items()},
                )
            )
    return record_batch(drafts)


def _keyed(value: Any) -> Any:
    """Put keys in the place of rows."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, list):
        return [{k: _keyed(v) for k, v in one.items()} for one in value]
    return value


def _evidence() -> list[StoredFile]:
    """Return the invented evidence files, written where uploads are kept."""
    contents = [words.EVIDENCE.format(n=n).encode() for n in range(1, EVIDENCE_FILES + 1)]
    shas = {hashlib.sha256(body).hexdigest(): body for body in contents}
    there = set(StoredFile.objects.filter(sha256__in=list(shas)).values_list("sha256", flat=True))
    fresh = []
    for sha256, body in shas.items():
        if sha256 in there:
            continue
        path = f"{sha256[:2]}/demo-{sha256[2:26]}"
        target = Path(settings.FILES_ROOT) / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(body)
        fresh.append(StoredFile(sha256=sha256, size=len(body), media="txt", path=path))
    StoredFile.objects.bulk_create(fresh)
    return list(StoredFile.objects.filter(sha256__in=list(shas)).order_by("sha256"))


def _figures(plan: Plan, office: Player | None, rng: Random, last: date) -> int:
    """Record yearly figures of a plan's targets, a few of them corrected once."""
    if office is None:
        return 0
    actuals: list[Actual] = []
    drafts: list[Draft] = []
    for target in plan.targets.filter(withdrawn=False).order_by("position"):
        if rng.random() < 0.08:
            continue  # not reported: unknown, not zero
        for year, value, estimate in _path(target, plan.starts_on.year, last.year, rng):
            versions = [(value, words.SOURCE)]
            if rng.random() < 0.1 and not estimate:
                corrected = (value * Decimal(rng.randint(960, 1040)) / 1000).quantize(
                    _places(value)
                )
                versions.append((corrected, words.CORRECTED))
            for number, (figure, source) in enumerate(versions, 1):
                on = min(date(year + 1, 2 + 6 * (number - 1), rng.randint(1, 28)), last)
                actuals.append(
                    _actual(target, year, figure, (source, estimate, number, on), office)
                )
    Actual.objects.bulk_create(actuals, batch_size=400)
    for actual in sorted(actuals, key=lambda a: (a.target_id, a.at)):
        data = {
            "year": actual.year,
            "value": str(actual.value),
            "source": actual.source,
            "estimate": actual.estimate,
            "version": actual.version,
        }
        drafts.append(
            Draft(
                f"target:{actual.target.code}",
                "actual_recorded",
                actual.at,
                actual.on,
                plan.area_id,
                office.person,
                office.department,
                data,
            )
        )
    return record_batch(drafts)


def _actual(
    target: Target, year: int, value: Decimal, told: tuple[str, bool, int, date], office: Player
) -> Actual:
    source, estimate, version, on = told
    moment = datetime.combine(on, time(2, version, year % 60), timezone.get_fixed_timezone(0))
    return Actual(
        target=target,
        year=year,
        value=value,
        source=source.format(year=year),
        estimate=estimate,
        version=version,
        on=on,
        at=moment,
        by_id=office.person,
    )


def _path(
    target: Target, first: int, last: int, rng: Random
) -> Iterable[tuple[int, Decimal, bool]]:
    """Yield (year, figure, estimated) along the way from the baseline, sometimes behind it."""
    goal = target.value
    start = target.baseline if target.baseline is not None else goal * Decimal("0.6")
    begin = target.baseline_year or first - 1
    end = target.year or last
    pace = Decimal(rng.choice((70, 85, 95, 100, 104))) / 100
    for year in range(max(first, begin + 1), min(end, last - 1) + 1):
        share = Decimal(year - begin) / Decimal(max(1, end - begin))
        noise = Decimal(rng.randint(-25, 25)) / 1000
        value = start + (goal - start) * share * pace * (1 + noise)
        yield year, value.quantize(_places(goal)), year == last - 1 and rng.random() < 0.3


def _places(value: Decimal) -> Decimal:
    return Decimal(1) if value == value.to_integral_value() and value >= 50 else Decimal("0.01")
