"""A draft of other rules against those in force, over the same enterprises, in one query.

Sums and counts of more and less are over the enterprises that both sides decide; the rest are
unknown and counted apart. Nothing here changes a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fumao.apps.grants.book import Book
from fumao.apps.grants.firms import TABLE, Firms, load
from fumao.apps.grants.forms.choice import FOR_ENTERPRISES
from fumao.rules.batch.reform import Combined, Pair, combine
from fumao.rules.batch.session import Session, literal, quoted
from fumao.rules.overlay import Overlay
from fumao.rules.ruleset import RuleSet
from fumao.rules.sql.query import batch_query
from fumao.rules.types import Type

MEMORY = "1GB"
MOST_KEPT = 2000  # changed enterprises of one rule that are listed; the counts are of all
GROUPS = ("area", "park", "kind")
FIGURES = ("rows", "before", "after", "more", "less", "other", "same", "unknown")

type Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Simulated:
    """The rules of both sides and what differs, as plain values that can be kept."""

    combined: Combined
    result: dict[str, Any]


def simulate(book: Book, base: RuleSet, overlay: Overlay, firms: Firms) -> Simulated:
    """Evaluate both sides; raises RuleError for a faulty draft, CoreError where nothing changes."""
    combined = combine(base, overlay)
    pairs = _told(combined)
    if not len(firms):
        rules = [_kept(combined, pair) | {"total": None, "groups": {}} for pair in pairs]
        return Simulated(combined, {"rules": [rule | {"changed": []} for rule in rules]})
    names = [name for pair in pairs for name in (pair.before, pair.after) if name is not None]
    with Session(MEMORY) as session:
        source = load(session, firms)
        batch = batch_query(combined.rules, source, names=names)
        session.connection.execute(
            f"CREATE TABLE sides AS SELECT r.*, f.place, f.path, f.area, f.park, f.kind, f.name"  # noqa: S608
            f" FROM ({batch.sql}) AS r JOIN {TABLE} AS f USING (code)"
        )
        found = [_rule(session, combined, pair, _below(book, pair.name)) for pair in pairs]
    return Simulated(combined, {"rules": found})


def _told(combined: Combined) -> list[Pair]:
    """Return the pairs that concern an enterprise, results before the steps to them."""
    kinds = {pair.name: combined.reformed.library.versions[pair.name][-1].rule.kind
             for pair in combined.pairs}  # fmt: skip
    own = [pair for pair in combined.pairs if kinds[pair.name] in FOR_ENTERPRISES]
    order = ["grant", "tax", "credit", "accreditation", "duty"]
    own.reverse()  # what others rest on comes first in the library's order
    own.sort(key=lambda pair: (pair.type.kind != "money", order.index(kinds[pair.name])))
    return own or list(combined.pairs)


def _below(book: Book, name: str) -> str:
    group = book.group_of.get(name)
    return (group.area or "") if group is not None else ""


def _kept(combined: Combined, pair: Pair) -> dict[str, Any]:
    label = combined.reformed.library.versions[pair.name][-1].rule.label
    type_ = pair.type
    return {
        "rule": pair.name,
        "zh": label.zh,
        "en": label.en,
        "type": [type_.kind, type_.scale, type_.of, type_.unit],
    }


def _rule(session: Session, combined: Combined, pair: Pair, below: str) -> dict[str, Any]:
    before, after = (side(name, pair.type) for name in (pair.before, pair.after))
    here = f"contains(path, {literal(f'/{below}/')})" if below else "true"
    both = f"(SELECT *, {before} AS b, {after} AS a FROM sides WHERE {here})"  # noqa: S608
    counted = _is_counted(pair.type)
    figures = _sql(counted)
    total = session.run(f"SELECT {figures} FROM {both}")[0]  # noqa: S608 - names of rules
    groups = {}
    for group in GROUPS:
        rows = session.run(
            f"SELECT {group}, {figures} FROM {both} GROUP BY {group} ORDER BY {group} NULLS LAST"  # noqa: S608
        )
        groups[group] = [[row[0], _named(row[1:])] for row in rows]
    size = "abs(a - b) DESC, " if counted else ""
    changed = session.run(
        f"SELECT code, name, {_text('b', pair.type)}, {_text('a', pair.type)} FROM {both}"  # noqa: S608
        f" WHERE a <> b ORDER BY {size}code LIMIT {MOST_KEPT}"
    )
    return _kept(combined, pair) | {
        "total": _named(total),
        "groups": groups,
        "changed": [list(row) for row in changed],
    }


def side(name: str | None, type_: Type) -> str:
    """Return one side as SQL; a rule that is not in force grants nothing."""
    if name is None:
        return "0" if _is_counted(type_) else "NULL"
    return f"CAST({quoted(name)} AS INTEGER)" if type_.kind == "bool" else quoted(name)


def _is_counted(type_: Type) -> bool:
    return type_.is_number or type_.kind == "bool"


def _sql(counted: bool) -> str:
    known = "a IS NOT NULL AND b IS NOT NULL"
    if counted:
        sums = [f"coalesce(sum({one}) FILTER ({known}), 0)::VARCHAR" for one in ("b", "a")]
        moves = ["count(*) FILTER (a > b)", "count(*) FILTER (a < b)", "0"]
    else:
        sums = ["NULL", "NULL"]
        moves = ["0", "0", "count(*) FILTER (a <> b)"]
    same, unknown = "count(*) FILTER (a = b)", "count(*) FILTER (a IS NULL OR b IS NULL)"
    return ", ".join(["count(*)", *sums, *moves, same, unknown])


def _named(row: tuple[Any, ...]) -> Figures:
    found: Mapping[str, Any] = dict(zip(FIGURES, row, strict=True))
    whole = {name: int(found[name]) for name in ("before", "after") if found[name] is not None}
    return dict(found) | whole


def _text(column: str, type_: Type) -> str:
    """Return a value that JSON keeps exactly: a whole number or a text."""
    return f"CAST({column} AS BIGINT)" if _is_counted(type_) else f"CAST({column} AS VARCHAR)"
