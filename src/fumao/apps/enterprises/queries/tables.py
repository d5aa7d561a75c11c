"""The child tables of an enterprise as its page shows them: the current rows and the older."""

from dataclasses import dataclass, field

from django.utils.translation import get_language

from fumao.apps.enterprises.child_rows import ShownRow, shown_rows
from fumao.apps.enterprises.models import Enterprise, FactRows, Purpose
from fumao.apps.enterprises.vocabulary import offered_tables
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to

IN_VIEW = 50  # rows printed on the page


@dataclass(frozen=True, slots=True)
class TableLine:
    """A child table with its current statement, None where nobody told it, and the older ones."""

    name: str
    label: str
    current: FactRows | None
    rows: list[ShownRow] = field(default_factory=list)
    older: list[tuple[FactRows, bool]] = field(default_factory=list)  # and whether corrected

    @property
    def left(self) -> int:
        """Return how many rows are not printed."""
        return self.current.count - len(self.rows) if self.current is not None else 0


def table_lines(actor: Actor, enterprise: Enterprise) -> list[TableLine]:
    """Return the tables the rules ask for, those that were told first."""
    told: dict[str, list[FactRows]] = {}
    rows = visible_to(actor, FactRows.objects.select_related("correction", "by"))
    for one in (
        rows.filter(enterprise=enterprise)
        .exclude(purpose=Purpose.STATISTICS)
        .order_by("name", "-holds_from", "-id")
    ):
        told.setdefault(one.name, []).append(one)
    language = get_language() or "zh"
    lines = []
    for name, table in offered_tables().items():
        current, older = None, []
        for one in told.get(name, ()):
            corrected = hasattr(one, "correction")
            if current is None and not corrected and one.holds_from <= actor.today:
                current = one
            else:
                older.append((one, corrected))
        in_view = current.rows[:IN_VIEW] if current is not None else []
        shown = list(shown_rows(table, in_view, current.holds_from)) if current is not None else []
        lines.append(TableLine(name, table.label.say(language), current, shown, older))
    return sorted(lines, key=lambda line: line.current is None)
