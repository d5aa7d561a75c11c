"""公示: cases in publicity with their period and public fields, and what came of earlier ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.cache import caches

from fumao.apps.orgs.policy import published
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.models import Case, CaseClock, Objection
from fumao.apps.procedures.stored import account_of
from fumao.core.calendar import Projection

CLOSED = 100  # of the cases that are over, the latest
_MOST = 500
_KEPT = 300  # seconds


@dataclass(frozen=True, slots=True)
class Publicised:
    """A case in publicity, or one that was: the period's first and last day, the days left."""

    case: Case
    held: Loaded
    begun: date
    due: Projection | None
    ended: date | None
    left: int | None

    @property
    def is_open(self) -> bool:
        """Tell whether anybody may object."""
        return self.case.phase == Case.Phase.PUBLICITY

    @property
    def last(self) -> date | None:
        """Return the last day of the period, as it is due or as it ended."""
        return self.due.date if self.due is not None else self.ended

    @property
    def public(self) -> dict[str, object]:
        """Return the values that the procedure makes public of its cases."""
        terms = self.held.procedure.outcome
        data = self.case.data
        return {key: data[key] for key in (terms.public if terms else ()) if key in data}


def in_publicity(today: date) -> list[Publicised]:
    """Return the cases in publicity, the period that ends first before the others."""
    rows = published(Case.objects.filter(closed_on=None))
    keys = list(rows.values_list("pk", flat=True)[:_MOST])
    found = list(_shown(_joined(keys), today))
    return sorted(found, key=lambda one: (one.last or date.max, one.case.pk))


def after_publicity(today: date) -> list[Publicised]:
    """Return the latest cases whose publicity is over, with their result.

    Which they are is looked up once in a while: it takes a look at every closed case.
    """
    kept = caches["pages"]
    keys: list[int] | None = kept.get(f"publicity-over:{today}")
    if keys is None:
        rows = published(Case.objects.filter(closed_on__isnull=False))
        keys = list(rows.order_by("-closed_on", "-id").values_list("pk", flat=True)[:CLOSED])
        kept.set(f"publicity-over:{today}", keys, _KEPT)
    return list(_shown(_joined(keys), today))


def publicised(pk: int, today: date) -> Publicised:
    """Return one case in publicity or after it; raises Case.DoesNotExist for any other."""
    row = published(Case.objects.filter(pk=pk)).get()
    found = next(_shown(_joined([row.pk]), today), None)
    if found is None:
        raise Case.DoesNotExist
    return found


def objections_against(case: Case) -> tuple[int, int]:
    """Return how many objections were raised, and how many of them were settled."""
    states = list(Objection.objects.filter(case=case).values_list("state", flat=True))
    return len(states), sum(state != Objection.State.OPEN for state in states)


def _joined(keys: list[int]) -> list[Case]:
    found = (
        Case.objects.select_related("procedure", "enterprise", "area", "owner")
        .prefetch_related("clocks")
        .in_bulk(keys)
    )
    return [found[key] for key in keys if key in found]


def _shown(rows: Iterable[Case], today: date) -> Iterator[Publicised]:
    calendar = working_days().calendar
    for case in rows:
        clocks = [c for c in case.clocks.all() if c.kind == CaseClock.Kind.PUBLICITY]
        if not clocks:
            continue
        account = account_of(clocks[-1])
        due = account.due(calendar) if account.ended is None else None
        left = calendar.left(today, due.date).days if due is not None else None
        yield Publicised(
            case, loaded(case.procedure, case.variant), account.started, due, account.ended, left
        )
