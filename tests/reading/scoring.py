"""Counts what a reading shares with a hand-made annotation, column by column.

The counting rules: a task is known by the first 16 characters of its text, white space removed;
units are compared as sets, as printed; money is compared in its base unit (60 万元 is 600000 元);
everything is a multiset, so that the same figure read twice is one hit and one invention.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fumao.reading.model import Incentive, Meta, Reading, Target, Task

COLUMNS = ("meta", "task", "lead", "cooperating", "upper", "schedule", "target", "incentive")
FACTORS = (("亿", 1e8), ("万", 1e4))

type Bags = dict[str, Counter[tuple[Any, ...]]]


def squeeze(text: str | None) -> str:
    """The text in compatibility form without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def money(value: float | None, unit: str | None) -> tuple[float, str] | None:
    """An amount in its base unit; the denominator after "/" does not count."""
    if value is None:
        return None
    bare = squeeze(unit).split("/")[0]
    for word, factor in FACTORS:
        if bare.startswith(word):
            return round(value * factor, 2), bare.removeprefix(word)
    return round(value, 2), bare


def number(value: Any) -> float | None:
    """A figure as a float, None where there is none."""
    return None if value is None else float(value)


@dataclass
class Tally:
    """Hits, expected and found items of one column, with the items that differ."""

    hits: int = 0
    expected: int = 0
    found: int = 0
    missed: list[tuple[Any, ...]] = field(default_factory=list)
    invented: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where nothing was expected or found."""
        total = self.expected + self.found
        return 2 * self.hits / total if total else 1.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.hits + other.hits,
            self.expected + other.expected,
            self.found + other.found,
            self.missed + other.missed,
            self.invented + other.invented,
        )


def plain_meta(meta: Meta) -> dict[str, Any]:
    """A reading's meta in the annotation's form."""
    day = meta.date.isoformat() if meta.date else None
    return {
        "title": meta.title,
        "number": meta.number,
        "issuer": list(meta.issuer),
        "date": day,
    }


def plain_task(task: Task) -> dict[str, Any]:
    """A read task in the annotation's form."""
    return {
        "text_start": task.text,
        "lead": task.lead,
        "cooperating": task.cooperating,
        "upper": task.upper,
        "deadline": task.schedule.text,
    }


def plain_figures(item: Target | Incentive, names: Iterable[str]) -> dict[str, Any]:
    """The named fields of a read figure."""
    return {name: getattr(item, name) for name in names}


def plain(reading: Reading) -> dict[str, Any]:
    """A reading in the annotation's form."""
    target_fields = ("value", "value_max", "unit", "year", "comparator")
    grant_fields = ("amount_max", "unit", "rate_max")
    return {
        "meta": plain_meta(reading.meta),
        "tasks": [plain_task(task) for task in reading.tasks],
        "targets": [plain_figures(item, target_fields) for item in reading.targets],
        "incentives": [plain_figures(item, grant_fields) for item in reading.incentives],
    }


def task_key(task: Mapping[str, Any], known: Iterable[str]) -> str:
    """The start of a task's text: an annotated start that fits, else its first 16 characters."""
    text = squeeze(task["text_start"])
    fitting = [start for start in known if start and text.startswith(start)]
    return max(fitting, key=len, default=text[:16])


def bags(document: Mapping[str, Any], known: Iterable[str]) -> Bags:
    """Every column of an annotation or of a reading as a multiset of comparable items."""
    keyed = [(task_key(task, known), task) for task in document["tasks"]]
    meta = document["meta"]
    out: Bags = {"task": Counter((key,) for key, _ in keyed)}
    for role in ("lead", "cooperating", "upper"):
        out[role] = Counter({(key, squeeze(unit)) for key, task in keyed for unit in task[role]})
    dues = ((key, squeeze(task["deadline"])) for key, task in keyed)
    out["schedule"] = Counter(due for due in dues if due[1])
    out["target"] = Counter(target_item(item) for item in document["targets"])
    grants = (grant_item(item) for item in document["incentives"])
    out["incentive"] = Counter(item for item in grants if item != (None, None))
    heads = [(name, squeeze(meta[name])) for name in ("number", "date")]
    heads.append(("title", squeeze(meta["title"])[:16]))
    out["meta"] = Counter(heads + [("issuer", squeeze(unit)) for unit in meta["issuer"]])
    return out


def target_item(target: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two targets the same: value, upper value, unit, year and comparator."""
    unit = squeeze(target["unit"]).split("/")[0]
    upper = number(target.get("value_max"))
    return (number(target["value"]), upper, unit, target["year"], target["comparator"])


def grant_item(grant: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two incentives the same: the highest amount and the highest rate."""
    return (money(number(grant["amount_max"]), grant["unit"]), number(grant["rate_max"]))


def tally(gold: Mapping[str, Any], reading: Reading) -> dict[str, Tally]:
    """Each column's hits, misses and inventions of a reading against its annotation."""
    known = {squeeze(task["text_start"])[:16] for task in gold["tasks"]}
    expected, found = bags(gold, known), bags(plain(reading), known)
    out = {}
    for column in COLUMNS:
        ours, theirs = expected[column], found[column]
        out[column] = Tally(
            (ours & theirs).total(),
            ours.total(),
            theirs.total(),
            list((ours - theirs).elements()),
            list((theirs - ours).elements()),
        )
    return out


def listing(tallies: Mapping[str, Tally]) -> str:
    """The differing items, one a line, for a failing test's message."""
    lines = []
    for column, counted in tallies.items():
        lines += [f"{column} missed {item}" for item in counted.missed]
        lines += [f"{column} invented {item}" for item in counted.invented]
    return "\n".join(lines)
