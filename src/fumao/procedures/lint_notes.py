"""What the checks of a procedure share: the faults noted, and what the packs around it know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fumao.core.errors import Words
from fumao.procedures.definitions import Procedure
from fumao.rules.problem import RuleProblem, Spot

type Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Note:
    """One fault, or one remark that stops nothing."""

    problem: RuleProblem
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a procedure may refer to; None where it is not known and not checked.

    `clauses` are (document, path); `functions` what departments are there for; `schemes` the keys
    of code lists.
    """

    functions: frozenset[str] | None = None
    documents: frozenset[str] | None = None
    clauses: frozenset[tuple[str, str]] = frozenset()
    laws: frozenset[str] = frozenset()
    areas: frozenset[str] | None = None
    schemes: frozenset[str] | None = None
    procedures: Mapping[str, Procedure] = field(default_factory=dict)


@dataclass(slots=True)
class Notes:
    """The faults found so far, each once."""

    found: list[Note] = field(default_factory=list)

    def add(self, code: str, spot: Spot, said: Said, mend: Said, warning: bool = False) -> None:
        """Note a fault; `said` and `mend` are (zh, en)."""
        self.take(RuleProblem(code, spot, Words(*said), Words(*mend)), warning)

    def take(self, problem: RuleProblem, warning: bool = False) -> None:
        """Note a fault that another part of the project has put into words."""
        note = Note(problem, warning)
        if note not in self.found:
            self.found.append(note)

    def unknown(self, what: Said, name: str, spot: Spot, among: Iterable[str] = ()) -> None:
        """Note a name that stands for nothing; `what` is (zh, en), `among` what there is."""
        listed = [one for one in among if one]
        zh = f"改为其中之一：{'、'.join(listed)}" if listed else "改正拼写，或先定义它"
        en = f"write one of {', '.join(listed)}" if listed else "correct the spelling, or define it"
        code = f"unknown_{what[1].replace(' ', '_')}"
        self.add(
            code, spot, (f"没有{what[0]}“{name}”", f'there is no {what[1]} "{name}"'), (zh, en)
        )

    def repeated[T](
        self, what: Said, items: Iterable[T], key: Callable[[T], str], spot: Callable[[T], Spot]
    ) -> None:
        """Note every item whose key an earlier one has; "-" and "_" are the same in a key."""
        seen: set[str] = set()
        for item in items:
            name = key(item)
            plain = name.replace("-", "_")
            if plain in seen:
                said = (f"{what[0]}“{name}”出现两次", f'the {what[1]} "{name}" is given twice')
                self.add("repeated", spot(item), said, ("换一个名称", "choose another name"))
            seen.add(plain)
