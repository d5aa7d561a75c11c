"""One short sentence for an answer that is unknown, zero or false: what is missing, what failed."""

from collections.abc import Iterable, Mapping

from fumao.core.errors import Words
from fumao.rules.explain import Line, explain
from fumao.rules.library import Library
from fumao.rules.ruleset import Answer, RuleSet
from fumao.rules.tree import Name

_LONGEST = 200
_MOST = 3
_DEEPEST = 5  # rules below rules; a condition of those further down is named itself


def short_reason(answer: Answer, answers: Mapping[str, Answer], rules: RuleSet, lang: str) -> str:
    """Return why the rule grants nothing, "" where it grants something; `answers` of all rules."""
    words = Words("；", "; ").say(lang).join(_reason(answer, answers, rules, lang, 0))
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _reason(
    answer: Answer, answers: Mapping[str, Answer], rules: RuleSet, lang: str, depth: int
) -> list[str]:
    if answer.status == "not_in_force":
        ended = answer.rule.ended or Words("当日没有这条规定", "not in force on the day")
        return [ended.say(lang)]
    if answer.status == "needs_information":
        names = input_labels(rules.library, answer.missing, lang)
        return [Words("缺：", "missing: ").say(lang) + Words("、", ", ").say(lang).join(names)]
    if answer.status == "undefined":
        return [_undefined(answer, rules.library, lang)]
    if answer.value is None or not _is_nothing(answer.value):
        return []
    if answer.rule.once and _was_received(answer):
        mark = f"received_{answer.name}"
        return [rules.library.inputs[mark].label.say(lang)]
    found = _failed(answer, answers, rules, lang, depth)
    return found[:_MOST] or [Words("按公式算得为零", "the formula gives nothing").say(lang)]


def _was_received(answer: Answer) -> bool:
    """Tell a zero for who received the grant before: that is all its step looked at."""
    parts = () if answer.step is None else answer.step.parts
    asked = parts[0].node if len(parts) == 1 else None
    return isinstance(asked, Name) and asked.name == f"received_{answer.name}"


def _is_nothing(value: object) -> bool:
    return value is False or (not isinstance(value, bool | str) and value == 0)


def input_labels(library: Library, names: Iterable[str], lang: str) -> list[str]:
    """Return the labels of inputs; a field of a child table with the table's name before it."""
    found = []
    for name in sorted(names):
        table, _, field = name.partition(".")
        if name in library.inputs:
            found.append(library.inputs[name].label.say(lang))
        else:
            child = library.tables[table]
            part = [f.label.say(lang) for f in child.fields if f.name == field]
            found.append(" ".join([child.label.say(lang), *part]))
    return found


def _undefined(answer: Answer, library: Library, lang: str) -> str:
    if not answer.blocked:
        return Words("除数为零，不能计算", "divided by zero").say(lang)
    labels = []
    for name in sorted(answer.blocked):
        if name in library.parameters:
            labels.append(library.parameters[name].label.say(lang))
        else:
            labels.append(library.versions[name][-1].rule.label.say(lang))
    listed = Words("、", ", ").say(lang).join(labels)
    return Words(f"当日没有规定：{listed}", f"not in force on the day: {listed}").say(lang)


def _failed(
    answer: Answer, answers: Mapping[str, Answer], rules: RuleSet, lang: str, depth: int
) -> list[str]:
    """Return the conditions that did not hold, those of the rules below in their place."""
    told = explain(answer, rules, lang)
    labels = {rules.library.versions[name][-1].rule.label.say(lang): name for name in told.rules}
    found: list[str] = []
    for line in () if told.line is None else _leaves(told.line):
        below = answers.get(labels.get(line.text, "")) if depth < _DEEPEST else None
        deeper = [] if below is None else _reason(below, answers, rules, lang, depth + 1)
        found += deeper or [Words("不符合：", "does not hold: ").say(lang) + line.text]
    return list(dict.fromkeys(found))


def _leaves(line: Line) -> list[Line]:
    """Return the lowest conditions that failed; a false one of an `or` that held is no reason."""
    below = [] if line.held is True else [leaf for part in line.parts for leaf in _leaves(part)]
    if below:
        return below
    return [line] if line.held is False else []
