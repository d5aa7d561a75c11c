"""Who took over from whom: 国税 + 地税 → 税务, 文广新 + 旅游 → 文旅."""

from collections.abc import Iterable
from datetime import date

from fumao.apps.orgs.models import Succession


def _closure(start: int, steps: dict[int, set[int]]) -> frozenset[int]:
    found = {start}
    queue = [start]
    while queue:
        for other in steps.get(queue.pop(), set()) - found:
            found.add(other)
            queue.append(other)
    return frozenset(found - {start})


def predecessors_by_department(ids: Iterable[int], day: date) -> dict[int, frozenset[int]]:
    """Return for each department the ids of all whose work had come to it by `day` (≥ 1 query)."""
    wanted = frozenset(ids)
    steps: dict[int, set[int]] = {}
    frontier = set(wanted)
    while frontier:
        pairs = Succession.objects.filter(successor_id__in=frontier, on__lte=day).values_list(
            "successor_id", "predecessor_id"
        )
        known, frontier = set(steps) | frontier, set()
        for successor, predecessor in pairs:
            steps.setdefault(successor, set()).add(predecessor)
            frontier.add(predecessor)
        frontier -= known
    return {one: _closure(one, steps) for one in wanted}


def with_predecessors(ids: Iterable[int], day: date) -> frozenset[int]:
    """Return the departments and all whose work had come to them by `day`."""
    own = frozenset(ids)
    return own.union(*predecessors_by_department(own, day).values())


def successors(department_id: int, day: date) -> frozenset[int]:
    """Return those who hold the work of a department on `day`: itself where nobody took over."""
    held, seen, frontier = set(), set(), {department_id}
    while frontier:
        seen |= frontier
        steps: dict[int, set[int]] = {}
        for successor, predecessor in Succession.objects.filter(
            predecessor_id__in=frontier, on__lte=day
        ).values_list("successor_id", "predecessor_id"):
            steps.setdefault(predecessor, set()).add(successor)
        held |= frontier - set(steps)
        frontier = {one for after in steps.values() for one in after} - seen
    return frozenset(held)


def with_successors(department_id: int, day: date) -> frozenset[int]:
    """Return the department and all to whom its work had gone by `day`, those in between too."""
    seen: set[int] = set()
    frontier = {department_id}
    while frontier:
        seen |= frontier
        after = Succession.objects.filter(predecessor_id__in=frontier, on__lte=day)
        frontier = set(after.values_list("successor_id", flat=True)) - seen
    return frozenset(seen)
