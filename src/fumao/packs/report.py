"""What the checks of packs share: the packs in view, and the list of faults found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from fumao.packs.model import Pack, Place
from fumao.packs.problem import Problem
from fumao.packs.registry import Registry


@dataclass(slots=True)
class Report:
    """The faults found so far."""

    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        code: str,
        place: Place,
        said: tuple[str, str],
        mend: tuple[str, str],
        warning: bool = False,
    ) -> None:
        """Note a fault; `said` and `mend` are (zh, en)."""
        problem = Problem(code, place, *said, *mend, level="warning" if warning else "error")
        if problem not in self.problems:
            self.problems.append(problem)

    def unknown(self, what: tuple[str, str], value: str, place: Place) -> None:
        """Note a reference to something that no pack in view defines; `what` is (zh, en)."""
        self.add(
            f"unknown_{what[1].replace(' ', '_')}",
            place,
            (f"不认识{what[0]}“{value}”", f'unknown {what[1]} "{value}"'),
            (
                f"改正拼写，或先定义该{what[0]}，或在 requires 中加上定义它的包",
                f"correct the spelling, define the {what[1]}, or require the pack that defines it",
            ),
        )

    def repeated[T](
        self,
        what: tuple[str, str],
        records: Iterable[T],
        key: Callable[[T], str],
        place: Callable[[T], Place],
    ) -> None:
        """Note every record whose key an earlier one has."""
        seen: dict[str, Place] = {}
        for record in records:
            value = key(record)
            if value in seen:
                first = f"{seen[value].file}:{seen[value].line}"
                self.add(
                    "duplicate",
                    place(record),
                    (
                        f"{what[0]}“{value}”已在 {first} 用过",
                        f'{what[1]} "{value}" is used at {first}',
                    ),
                    ("换一个", "choose another"),
                )
            else:
                seen[value] = place(record)


class View:
    """One pack with everything it may refer to: itself last, after the packs it requires."""

    def __init__(self, pack: Pack, visible: tuple[Pack, ...]) -> None:
        self.pack, self.visible = pack, visible

    @cached_property
    def registry(self) -> Registry:
        """Return the areas, departments and groups in view."""
        return Registry(self.visible)
