"""Checks of areas, departments, groups and people."""

from collections.abc import Iterator
from datetime import date

from fumao.core.text import match_key
from fumao.packs.model import Alias, Area, Department, Function, Place
from fumao.packs.registry import functions_of, holds, names_of
from fumao.packs.report import Report, View

_AREA, _DEPARTMENT = ("区划", "area"), ("单位", "department")


def check_orgs(view: View, report: Report) -> None:
    """Check the registry part of a pack."""
    packs = view.visible
    report.repeated(
        ("区划代码", "the area code"),
        (a for p in packs for a in p.areas),
        lambda a: a.code,
        lambda a: a.place,
    )
    report.repeated(
        ("单位键", "the department key"),
        (d for p in packs for d in p.departments),
        lambda d: d.key,
        lambda d: d.place,
    )
    report.repeated(
        ("群组键", "the group key"),
        (g for p in packs for g in p.groups),
        lambda g: g.key,
        lambda g: g.place,
    )
    for area in view.pack.areas:
        _check_area(area, view, report)
    for department in view.pack.departments:
        _check_department(department, view, report)
    _check_groups(view, report)
    _check_people(view, report)
    _check_collisions(view, report)
    _check_functions(view, report)


def _check_area(area: Area, view: View, report: Report) -> None:
    areas = view.registry.areas
    for code in (*filter(None, (area.parent,)), *area.within):
        if code not in areas:
            report.unknown(_AREA, code, area.place)
    above = view.registry.above(area.code)
    if area.parent == area.code or any(areas[c].parent == area.code for c in above if c in areas):
        report.add(
            "area_circle",
            area.place,
            (f"区划 {area.code} 的上级成环", f"the parents of area {area.code} form a circle"),
            ("改正 parent", "correct parent"),
        )
    if area.parent is None and area.kind != "nation":
        report.add(
            "no_parent",
            area.place,
            (f"区划 {area.code} 没有上级", f"area {area.code} has no parent"),
            ("写上 parent", "add parent"),
        )
    districts = [code for code in area.within if code in areas and areas[code].kind == "district"]
    if (area.kind == "zone") != bool(area.within) or len(districts) != len(area.within):
        report.add(
            "zone_within",
            area.place,
            (
                f"功能区须写明所在区县，其他区划不写（{area.code}）",
                f"a zone names the districts it lies in, other areas none ({area.code})",
            ),
            ("改正 within", "correct within"),
        )
    _check_period(area.valid_from, area.valid_to, area.place, report)


def _check_period(first: date | None, last: date | None, place: Place, report: Report) -> None:
    if first is not None and last is not None and first > last:
        report.add(
            "validity",
            place,
            (f"有效期起 {first} 晚于止 {last}", f"valid from {first} is after valid to {last}"),
            ("改正日期", "correct the days"),
        )


def _check_department(department: Department, view: View, report: Report) -> None:
    registry = view.registry
    if department.area not in registry.areas:
        report.unknown(_AREA, department.area, department.place)
    named = (department.parent, department.office, *department.members)
    for key in filter(None, named):
        if key not in registry.departments:
            report.unknown(_DEPARTMENT, key, department.place)
    _check_period(department.valid_from, department.valid_to, department.place, report)
    for alias in department.aliases:
        _check_period(alias.valid_from, alias.valid_to, alias.place, report)
    for alias in names_of(department):
        if alias.valid_from and alias.valid_to and alias.valid_from > alias.valid_to:
            report.add(
                "validity",
                alias.place,
                (
                    f"名称“{alias.name}”的有效期在单位存续期之外",
                    f'the name "{alias.name}" is not valid while the department exists',
                ),
                ("改正名称或单位的日期", "correct the days of the name or of the department"),
            )
    _check_succession(department, view, report)


def _check_succession(department: Department, view: View, report: Report) -> None:
    departments = view.registry.departments
    if department.key in _later(department.key, departments):
        report.add(
            "succession_circle",
            department.place,
            (
                f"单位 {department.key} 的承接成环",
                f"the successions of {department.key} form a circle",
            ),
            ("去掉其中一条 successors", "remove one of the successors"),
        )
    if department.valid_to is not None and not department.successors:
        report.add(
            "no_successor",
            department.place,
            (
                f"单位 {department.key} 已撤销而无承接",
                f"{department.key} ended without a successor",
            ),
            ("写明 successors，或确认无承接", "add successors, or make sure that there is none"),
            warning=True,
        )
    for step in department.successors:
        if step.to not in departments:
            report.unknown(_DEPARTMENT, step.to, step.place)
            continue
        follower = departments[step.to]
        early = department.valid_to is None or step.on <= department.valid_to
        if early or not holds(follower.valid_from, follower.valid_to, step.on):
            report.add(
                "succession_day",
                step.place,
                (
                    f"{department.key} 在 {step.on} 移交 {step.to}，与两者的存续期不合",
                    f"{department.key} goes over to {step.to} on {step.on}: not within their lives",
                ),
                (
                    "承接日须在原单位撤销之后、承接单位存续期内",
                    "it must lie after the end of the first and within the life of the second",
                ),
            )


def _later(key: str, departments: dict[str, Department]) -> set[str]:
    found: set[str] = set()
    waiting = [key]
    while waiting:
        here = departments.get(waiting.pop())
        for step in here.successors if here is not None else ():
            if step.to not in found:
                found.add(step.to)
                waiting.append(step.to)
    return found


def _check_groups(view: View, report: Report) -> None:
    registry = view.registry
    for group in view.pack.groups:
        for code in filter(None, (group.area, group.of)):
            if code not in registry.areas:
                report.unknown(_AREA, code, group.place)
        for key in group.members:
            if key not in registry.departments:
                report.unknown(_DEPARTMENT, key, group.place)
        wants = {"districts": group.of is not None, "members": bool(group.members), "open": True}
        if not wants[group.rule] or not group.names:
            report.add(
                "group_rule",
                group.place,
                (
                    f"群组 {group.key} 缺少名称、of 或 members",
                    f"{group.key} lacks names, of or members",
                ),
                ("按 rule 补上", "add what its rule needs"),
            )


def _check_people(view: View, report: Report) -> None:
    report.repeated(
        ("账号", "the account"), view.pack.people, lambda p: p.account, lambda p: p.place
    )
    day = view.pack.demo.last_day if view.pack.demo is not None else None
    for person in view.pack.people:
        department = view.registry.departments.get(person.department)
        if department is None:
            report.unknown(_DEPARTMENT, person.department, person.place)
        elif day is not None and not holds(department.valid_from, department.valid_to, day):
            report.add(
                "person_department",
                person.place,
                (
                    f"{person.account} 所在单位 {department.key} 在 {day} 不存续",
                    f"{department.key}, the unit of {person.account}, does not exist on {day}",
                ),
                ("改用承接单位", "use its successor"),
            )


def _named(view: View) -> Iterator[tuple[str, str, Alias]]:
    for pack in view.visible:
        for department in pack.departments:
            for alias in names_of(department):
                yield department.key, department.area, alias
        for group in pack.groups:
            for alias in group.names:
                yield group.key, group.area, alias


def _check_collisions(view: View, report: Report) -> None:
    """Two units of one area must not share a name on one day."""
    held: dict[tuple[str, str], list[tuple[str, Alias]]] = {}
    for key, area, alias in _named(view):
        others = held.setdefault((area, match_key(alias.name)), [])
        for other, earlier in others:
            if _overlap(earlier, alias):
                same = other == key
                report.add(
                    "alias_twice" if same else "alias_collision",
                    alias.place,
                    (
                        f"名称“{alias.name}”在同一日期指 {other} 和 {key}",
                        f'the name "{alias.name}" means {other} and {key} on one day',
                    ),
                    ("改正名称或其有效期", "correct a name or the days it is valid"),
                )
        others.append((key, alias))


def _check_functions(view: View, report: Report) -> None:
    """At most one unit of an area does one thing on one day, so that a case finds its office."""
    held: dict[tuple[str, str], list[tuple[str, Function]]] = {}
    for department in (d for pack in view.visible for d in pack.departments):
        for function in functions_of(department):
            _check_period(function.valid_from, function.valid_to, function.place, report)
            others = held.setdefault((department.area, function.name), [])
            for other, earlier in others:
                if _overlap(earlier, function):
                    report.add(
                        "function_twice",
                        function.place,
                        (
                            f"职能 {function.name} 在同一日期归 {other} 和 {department.key}",
                            f"{other} and {department.key} both do {function.name} on one day",
                        ),
                        ("改正 functions 或其日期", "correct functions or their days"),
                    )
            others.append((department.key, function))


def _overlap[T: (Alias, Function)](a: T, b: T) -> bool:
    begin = max(filter(None, (a.valid_from, b.valid_from)), default=date.min)
    end = min(filter(None, (a.valid_to, b.valid_to)), default=date.max)
    return begin <= end
