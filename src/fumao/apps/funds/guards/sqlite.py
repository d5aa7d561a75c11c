"""The guards as SQLite writes them.

A trigger cannot see whether another one made the update: a total is held against its sum instead.
"""

from collections.abc import Callable, Iterator
from functools import partial

from fumao.apps.funds.guards.rules import Check, Move, Totals

type Build = Callable[[str], list[str]]


def triggers(guard: Check | Move | Totals) -> Iterator[tuple[str, Build]]:
    """Yield what each trigger of a guard is called and how it is written under a name."""
    match guard:
        case Check(table=table, acts=acts, holds=holds, words=words):
            for act in acts.split():
                head = f"BEFORE {act} ON {table} FOR EACH ROW WHEN NOT ({holds})"
                yield act.lower(), partial(_refusing, head, words)
        case Move(table=table, act=act, statements=statements, when=when):
            head = f"AFTER {act} ON {table} FOR EACH ROW" + (f" WHEN {when}" if when else "")
            yield act.lower(), partial(_doing, head, statements)
        case Totals(table=table, sums=sums):
            for column, total in sums.items():
                # The record that causes the update is there already, the update is not.
                head = f"BEFORE UPDATE OF {column} ON {table} FOR EACH ROW"
                head += f" WHEN NEW.{column} <> {total}"
                yield column, partial(_refusing, head, f"{column} is the sum of its records")


def _refusing(head: str, words: str, name: str) -> list[str]:
    return [f"CREATE TRIGGER {name} {head} BEGIN SELECT RAISE(ABORT, '{words}'); END"]


def _doing(head: str, statements: tuple[str, ...], name: str) -> list[str]:
    body = "; ".join(statements)
    return [f"CREATE TRIGGER {name} {head} BEGIN {body}; END"]
