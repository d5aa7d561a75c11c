"""Rows of the registry files (areas, departments, groups, roles, people) made into records."""

from datetime import date
from typing import get_args

from fumao.core.errors import Words
from fumao.packs.model import (
    Alias,
    Area,
    AreaKind,
    Department,
    DepartmentKind,
    Function,
    FunctionKind,
    Group,
    GroupRule,
    Person,
    RoleKind,
    Succession,
)
from fumao.packs.row import Row


def area(row: Row) -> Area:
    """Make an area; a zone names in `within` the districts it lies in."""
    kind: AreaKind = row.choice("kind", AreaKind)
    return Area(
        code=row.text("code"),
        name=row.words("name"),
        kind=kind,
        parent=row.text_or_none("parent"),
        within=row.texts("within"),
        valid_from=row.day_or_none("from"),
        valid_to=row.day_or_none("to"),
        place=row.place,
    )


def _alias(row: Row) -> Alias:
    alias = Alias(
        name=row.text("name"),
        valid_from=row.day_or_none("from"),
        valid_to=row.day_or_none("to"),
        doubtful=row.flag("doubtful"),
        place=row.place,
    )
    row.finish()
    return alias


def _plain_names(row: Row, field: str) -> tuple[Alias, ...]:
    return tuple(Alias(name, None, None, False, row.place) for name in row.texts(field))


def _succession(row: Row) -> Succession:
    succession = Succession(row.text("to"), row.day("on"), row.flag("about"), row.place)
    row.finish()
    return succession


def _functions(row: Row) -> tuple[Function, ...]:
    known: dict[str, FunctionKind] = {name: name for name in get_args(FunctionKind)}
    names = row.texts("functions")
    if not known.keys() >= set(names):
        row.fault(
            "functions",
            "functions 含未知职能",
            "functions holds an unknown one",
            (f"可用：{'、'.join(known)}", f"those known: {', '.join(known)}"),
        )
    whole = [Function(known[name], None, None, row.place) for name in names if name in known]
    return (*whole, *(_function(item) for item in row.rows("dated_functions")))


def _function(row: Row) -> Function:
    name: FunctionKind = row.choice("name", FunctionKind)
    function = Function(name, row.day_or_none("from"), row.day_or_none("to"), row.place)
    row.finish()
    return function


def _shortest_first(full: str, aliases: tuple[Alias, ...]) -> str:
    return next((alias.name for alias in aliases if len(alias.name) < len(full)), full)


def department(row: Row) -> Department:
    """Make a department; `aliases` and `functions` hold for its whole life, `dated_aliases` and
    `dated_functions` are rows with their days.
    """
    name: Words = row.words("name")
    plain = _plain_names(row, "aliases")
    first: date | None = row.day_or_none("from")
    return Department(
        key=row.text("key"),
        area=row.text("area"),
        kind=row.choice("kind", DepartmentKind),
        name=name,
        short=row.text_or_none("short") or _shortest_first(name.zh, plain),
        central=row.flag("central"),
        parent=row.text_or_none("parent"),
        aliases=plain + tuple(_alias(item) for item in row.rows("dated_aliases")),
        successors=tuple(_succession(item) for item in row.rows("successors")),
        members=row.texts("members"),
        office=row.text_or_none("office"),
        functions=_functions(row),
        valid_from=first,
        valid_to=row.day_or_none("to"),
        place=row.place,
    )


def group(row: Row) -> Group:
    """Make a group name with its rule of expansion."""
    first, last, doubtful = row.day_or_none("from"), row.day_or_none("to"), row.flag("doubtful")
    names = tuple(Alias(name, first, last, doubtful, row.place) for name in row.texts("names"))
    return Group(
        key=row.text("key"),
        area=row.text("area"),
        names=names,
        name_en=row.text("name_en"),
        rule=row.choice("rule", GroupRule),
        of=row.text_or_none("of"),
        members=row.texts("members"),
        note=row.words_or_none("note"),
        place=row.place,
    )


def _roles(row: Row) -> tuple[RoleKind, ...]:
    known: dict[str, RoleKind] = {role: role for role in get_args(RoleKind)}
    roles = row.texts("roles")
    if not roles or not known.keys() >= set(roles):
        row.fault(
            "roles",
            "roles 应是一个或多个已知角色",
            "roles must be one or more known roles",
            (f"可用：{'、'.join(known)}", f"those known: {', '.join(known)}"),
        )
    return tuple(known[role] for role in roles if role in known)


def person(row: Row) -> Person:
    """Make a person of a demo."""
    return Person(
        account=row.text("account"),
        name=row.words("name"),
        title=row.words("title"),
        department=row.text("department"),
        roles=_roles(row),
        place=row.place,
    )
