"""The guards as PostgreSQL writes them: a total changes in a trigger or not at all."""

from collections.abc import Callable, Iterator
from functools import partial

from fumao.apps.funds.guards.rules import Check, Move, Totals

type Build = Callable[[str], list[str]]
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
)
_REFUSE = "RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';"


def triggers(guard: Check | Move | Totals) -> Iterator[tuple[str, Build]]:
    """Yield what each trigger of a guard is called and how it is written under a name."""
    match guard:
        case Check(table=table, acts=acts, holds=holds, words=words):
            for act in acts.split():
                row = "OLD" if act == "DELETE" else "NEW"
                body = f"IF NOT ({holds}) THEN {_REFUSE.format(words=words)} END IF; RETURN {row};"
                yield act.lower(), partial(_trigger, f"BEFORE {act} ON {table} FOR EACH ROW", body)
        case Move(table=table, act=act, statements=statements, when=when):
            head = f"AFTER {act} ON {table} FOR EACH ROW" + (f" WHEN ({when})" if when else "")
            body = "".join(f"{statement}; " for statement in statements) + "RETURN NULL;"
            yield act.lower(), partial(_trigger, head, body)
        case Totals(table=table, sums=sums):
            changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in sums)
            # The depth is 0 in the condition of a trigger that a statement fires by itself.
            head = f"BEFORE UPDATE ON {table} FOR EACH ROW"
            head += f" WHEN (pg_trigger_depth() = 0 AND ({changed}))"
            listed = ", ".join(sums)
            body = _REFUSE.format(words=f"{listed}: sums of their records") + " RETURN NULL;"
            yield "totals", partial(_trigger, head, body)


def _trigger(head: str, body: str, name: str) -> list[str]:
    return [
        _FUNCTION.format(name=name, body=body),
        f"CREATE TRIGGER {name} {head} EXECUTE FUNCTION {name}()",
    ]
