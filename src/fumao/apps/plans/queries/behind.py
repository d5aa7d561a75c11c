"""Targets held against a straight path from their baseline: which lag most."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Actual, Target
from fumao.apps.plans.queries.target_rows import aim_of
from fumao.apps.plans.targets import path_value


@dataclass(frozen=True, slots=True)
class Lag:
    """A target with its latest figure; `path` is where a straight line would be that year."""

    target: Target
    year: int
    now: Decimal
    path: Decimal

    @property
    def share(self) -> Decimal:
        """Return how far the figure has come of what the path asks for; 1 is on the path."""
        return self.now / self.path if self.path else Decimal(1)

    @property
    def figures(self) -> dict[str, Decimal | None]:
        """Return the marks of a bullet."""
        baseline, goal = self.target.baseline, self.target.value
        return {"now": self.now, "path": self.path, "base": baseline, "goal": goal}


def most_behind(actor: Actor, limit: int = 6, read: int = 200) -> list[Lag]:
    """Return the targets furthest behind their path, worst first (one query of `read` rows)."""
    lags = []
    for target in _with_latest(actor)[:read]:
        year, now = target.latest_year, target.latest_value
        path = path_value(aim_of(target), year).value
        if path is not None and path > 0:
            lags.append(Lag(target, year, now, path))
    lags.sort(key=lambda lag: lag.share)
    return lags[:limit]


def _with_latest(actor: Actor) -> QuerySet[Any]:  # targets with latest_year, latest_value
    latest = Actual.objects.filter(target=OuterRef("pk"), year__lte=actor.today.year)
    latest = latest.order_by("-year", "-version")
    rows = visible_to(actor, Target.objects.filter(withdrawn=False, recurring=False))
    return (
        rows.filter(baseline__isnull=False, year__gte=F("baseline_year"))
        .annotate(
            latest_year=Subquery(latest.values("year")[:1]),
            latest_value=Subquery(latest.values("value")[:1]),
        )
        .filter(latest_year__isnull=False)
        .select_related("plan")
        .order_by("-year", "plan_id", "position")
    )
