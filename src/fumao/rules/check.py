"""Checks beyond types: names, circles, citations, validity, the wall of purposes, dead tiers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from fumao.rules.check_budgets import budget_problems
from fumao.rules.check_values import problem, value_problems
from fumao.rules.definitions import GUARDED, Dated, Input, Parameter, Rule, Tiers
from fumao.rules.library import Library, Version
from fumao.rules.parse import RESERVED
from fumao.rules.problem import RuleProblem, Spot
from fumao.rules.tree import Call, Constant, In, Node, parts_of
from fumao.rules.types import Type

_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")


def check_definitions(library: Library) -> list[RuleProblem]:
    """Return every fault that types alone do not show."""
    return [
        *_names(library),
        *_circles(library),
        *(p for version in library.all_versions() for p in _version(version)),
        *(p for parameter in library.definitions.parameters for p in _parameter(parameter)),
        *value_problems(library.definitions),
        *(p for versions in library.versions.values() for p in _overlaps(v.rule for v in versions)),
        *_purposes(library),
        *_exclusions(library),
        *budget_problems(library),
        *_one_rule(library),
    ]


def _names(library: Library) -> Iterator[RuleProblem]:
    """Names are unique over all that is defined, and no word of the language."""
    given = library.definitions
    named = [
        *((i.name, i.spot) for i in given.inputs),
        *((p.name, p.spot) for p in given.parameters),
        *((t.name, t.spot) for t in given.tables),
        *((b.name, b.spot) for b in given.budgets),
        *{
            (name): (name, versions[0].rule.spot) for name, versions in library.versions.items()
        }.values(),
        # what prior(), received() and `once` bring; an input of that name would be taken for it
        *((name, i.spot) for name, i in library.implied.items()),
    ]
    for table in given.tables:
        yield from _name_problems([(field.name, field.spot) for field in table.fields])
    yield from _name_problems(named)


def _name_problems(named: list[tuple[str, Spot]]) -> Iterator[RuleProblem]:
    counts = Counter(name for name, _ in named)
    for name, spot in named:
        if counts[name] > 1:
            yield problem(
                "duplicate",
                spot,
                (f"名称“{name}”重复", f'the name "{name}" is used twice'),
                ("换一个名称", "choose another"),
            )
        if not _NAME.fullmatch(name):
            yield problem(
                "name",
                spot,
                (f"“{name}”不能用作名称", f'"{name}" cannot be a name'),
                (
                    "用小写字母开头，只含小写字母、数字和 _",
                    "begin with a small letter; a-z, 0-9 and _ only",
                ),
            )
        if name in RESERVED:
            yield problem(
                "reserved",
                spot,
                (f"“{name}”是表达式用的词", f'"{name}" is a word of the language'),
                ("换一个名称", "choose another"),
            )


def _circles(library: Library) -> Iterator[RuleProblem]:
    for name in sorted(library.versions.keys() - set(library.order)):
        if name not in _used_through(library, name):
            continue  # it only uses a rule of a circle
        rule = library.versions[name][0].rule
        yield problem(
            "circle",
            rule.text_spot,
            (f"规则“{name}”绕回自身", f'the rule "{name}" leads back to itself'),
            ("去掉循环中的一环；跨年度用 prior()", "remove one link; use prior() across years"),
        )


def _used_through(library: Library, name: str) -> set[str]:
    """Return the rules used by a rule, directly or through others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        further = library.used(waiting.pop()) & library.versions.keys() - found
        found |= further
        waiting += further
    return found


def _version(version: Version) -> Iterator[RuleProblem]:
    rule, typed = version.rule, version.typed
    if not (rule.cite.document and rule.cite.clause):
        yield problem(
            "citation",
            rule.spot,
            (f"规则“{rule.name}”没有出处", f'the rule "{rule.name}" has no citation'),
            ("写明文件和条款", "name the document and the clause"),
        )
    found = typed.of(version.tree)
    if not typed.problems and not _fits(found, rule.type, version.tree):
        yield problem(
            "result_type",
            rule.text_spot,
            (
                f"表达式的结果是 {found.shown()}，规则写的是 {rule.type.shown()}",
                f"the expression gives {found.shown()}, the rule says {rule.type.shown()}",
            ),
            ("改类型，或用 round2 取整", "change the type, or round with round2"),
        )
    for node in _amounts(version.tree):
        yield problem(
            "literal",
            rule.text_spot.plus(rule.text, node.span[0]),
            (
                f"公式中直接写了数字“{typed.words(node)}”",
                f'the number "{typed.words(node)}" stands in the formula',
            ),
            ("设为参数，写明起止日期和出处", "make it a parameter with dates and a citation"),
        )


def _fits(found: Type, declared: Type, tree: Node) -> bool:
    if found == declared:
        return True
    if isinstance(tree, Constant) and found.is_number and declared.is_number:
        return found.scale <= declared.scale
    return (found.kind, found.of, found.unit) == (
        declared.kind, declared.of, declared.unit,
    ) and found.scale <= declared.scale  # fmt: skip


def _amounts(node: Node) -> Iterator[Constant]:
    """Yield the numbers written in a formula: all but 0, 1, items of a list and digits."""
    for place, part in enumerate(parts_of(node)):
        if isinstance(node, In) and place > 0:
            continue
        digits = isinstance(node, Call) and node.function in ("round_to", "quotient")
        if digits and place == len(parts_of(node)) - 1:
            continue
        yield from _amounts(part)
    if not isinstance(node, Constant) or isinstance(node.value, bool | str | date):
        return
    if node.value not in (0, 1):
        yield node


def _parameter(parameter: Parameter) -> Iterator[RuleProblem]:
    yield from _overlaps(parameter.values)
    if not parameter.values:
        yield problem(
            "empty",
            parameter.spot,
            (f"参数“{parameter.name}”没有值", f'the parameter "{parameter.name}" has no value'),
            ("至少写一个值", "write one value at least"),
        )
    for dated in parameter.values:
        if not (dated.cite.document and dated.cite.clause):
            yield problem(
                "citation",
                dated.spot,
                (
                    f"参数“{parameter.name}”的值没有出处",
                    f'a value of "{parameter.name}" has no citation',
                ),
                ("写明文件和条款", "name the document and the clause"),
            )
        if isinstance(dated.value, Tiers):
            yield from _dead_tiers(dated, dated.value)


def _dead_tiers(dated: Dated, table: Tiers) -> Iterator[RuleProblem]:
    for lower, upper in pairwise(table.tiers):
        if lower.bound >= upper.bound:
            yield problem(
                "dead_tier",
                dated.spot,
                (
                    f"{lower.bound} 这一档永远到不了",
                    f"the tier from {lower.bound} is never reached",
                ),
                ("各档界限应逐档增大", "write the bounds in rising order"),
            )


def _overlaps(things: Iterable[Rule | Dated]) -> Iterator[RuleProblem]:
    ordered = sorted(things, key=lambda t: t.valid_from or date.min)
    for thing in ordered:
        if thing.valid_from and thing.valid_to and thing.valid_from > thing.valid_to:
            yield problem(
                "validity",
                thing.spot,
                ("失效日早于生效日", "it ends before it begins"),
                ("改正日期", "correct the days"),
            )
    for earlier, later in pairwise(ordered):
        if (
            earlier.valid_to is None
            or later.valid_from is None
            or earlier.valid_to >= later.valid_from
        ):
            yield problem(
                "overlap",
                later.spot,
                ("两个版本的有效期重叠", "two versions are in force on the same day"),
                ("让前一版在后一版生效前结束", "end the earlier before the later begins"),
            )


def _purposes(library: Library) -> Iterator[RuleProblem]:
    """统计法 art. 28: what was given for statistics may not decide a grant, credit or title."""
    closed = set(_statistics_only(library))
    for name, inputs in library.reach_over_years.items():
        guarded = [v.rule for v in library.versions[name] if v.rule.kind in GUARDED]
        rule = guarded[-1] if guarded else library.versions[name][-1].rule
        for leaked in sorted(inputs & closed) if guarded else ():
            yield problem(
                "purpose",
                rule.text_spot,
                (
                    f"规则“{name}”用到了只供统计的“{leaked}”（统计法第二十八条）",
                    f'the rule "{name}" reads "{leaked}", given for statistics only (统计法 28)',
                ),
                ("改用为管理目的取得的数据", "use a fact that was given for administration"),
            )


def _one_rule(library: Library) -> Iterator[RuleProblem]:
    """All versions of a rule have one type; what is paid once only is a number."""
    for name, versions in library.versions.items():
        for version in versions:
            rule = version.rule
            if rule.type != library.rule_types[name]:
                yield problem(
                    "versions",
                    rule.spot,
                    (
                        f"规则“{name}”的各版本类型不同：{rule.type.shown()}",
                        f'the versions of "{name}" differ in type: {rule.type.shown()}',
                    ),
                    ("各版本用同一类型，或另起名称", "give all one type, or another name"),
                )
            if rule.once and not rule.type.is_number:
                yield problem(
                    "once",
                    rule.spot,
                    (f"“{name}”不是数额，不能只享受一次", f'"{name}" is no amount to pay once'),
                    ("去掉 once，或改为数额", "drop once, or make it an amount"),
                )


def _statistics_only(library: Library) -> Iterator[str]:
    given: list[tuple[str, Input]] = [(i.name, i) for i in library.inputs.values()]
    for table in library.tables.values():
        given += [(f"{table.name}.{field.name}", field) for field in table.fields]
    for name, input_ in given:
        if input_.purpose == "statistics":
            yield name


def _exclusions(library: Library) -> Iterator[RuleProblem]:
    known = {rule.name for rule in library.definitions.rules}
    for exclusion in library.definitions.exclusions:
        for name in exclusion.rules:
            if name not in known:
                yield problem(
                    "unknown_rule",
                    exclusion.spot,
                    (f"没有规则“{name}”", f'there is no rule "{name}"'),
                    ("改正名称", "correct the name"),
                )
