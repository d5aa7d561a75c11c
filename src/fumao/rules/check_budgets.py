"""Checks of budgets: what they share exists, is money of one currency, and is cited."""

from collections.abc import Iterator
from decimal import Decimal

from fumao.rules.check_values import problem
from fumao.rules.definitions import Budget, Parameter
from fumao.rules.library import Library
from fumao.rules.problem import RuleProblem


def budget_problems(library: Library) -> Iterator[RuleProblem]:
    """Yield every fault of every budget; that names are unique is seen with those of rules."""
    for budget in library.definitions.budgets:
        if not (budget.cite.document and budget.cite.clause):
            yield problem(
                "citation",
                budget.spot,
                (f"预算“{budget.name}”没有出处", f'the budget "{budget.name}" has no citation'),
                ("写明文件和条款", "name the document and the clause"),
            )
        yield from _claims(library, budget)
        yield from _amounts(library, budget)


def _claims(library: Library, budget: Budget) -> Iterator[RuleProblem]:
    type_ = library.rule_types.get(budget.rule)
    if type_ is None:
        yield problem(
            "unknown_rule",
            budget.spot,
            (f"没有规则“{budget.rule}”", f'there is no rule "{budget.rule}"'),
            ("改正名称", "correct the name"),
        )
    elif type_.kind != "money":
        yield problem(
            "budget_rule",
            budget.spot,
            (f"规则“{budget.rule}”不是金额", f'the rule "{budget.rule}" is no amount of money'),
            ("改用结果为金额的规则", "name a rule that gives money"),
        )
    if budget.award in library.rule_types:
        yield problem(
            "duplicate",
            budget.spot,
            (f"分配额的名称“{budget.award}”已是规则", f'"{budget.award}" is a rule already'),
            ("给那条规则换一个名称", "give that rule another name"),
        )


def _amounts(library: Library, budget: Budget) -> Iterator[RuleProblem]:
    parameter = library.parameters.get(budget.parameter)
    if parameter is None:
        yield problem(
            "unknown_parameter",
            budget.spot,
            (f"没有参数“{budget.parameter}”", f'there is no parameter "{budget.parameter}"'),
            ("改正名称", "correct the name"),
        )
        return
    claims = library.rule_types.get(budget.rule)
    if parameter.type.kind != "money" or parameter.shape != "value":
        yield problem(
            "budget_amount",
            budget.spot,
            (f"参数“{parameter.name}”不是金额", f'"{parameter.name}" is no amount of money'),
            ("改用金额参数", "name a parameter of type money"),
        )
    elif claims is not None and claims.kind == "money" and claims != parameter.type:
        yield problem(
            "currency",
            budget.spot,
            (
                f"申报额是 {claims.shown()}，预算是 {parameter.type.shown()}",
                f"the claims are {claims.shown()}, the budget is {parameter.type.shown()}",
            ),
            ("用同一币种", "use one currency"),
        )
    yield from _negative(parameter)


def _negative(parameter: Parameter) -> Iterator[RuleProblem]:
    for dated in parameter.values:
        if isinstance(dated.value, int | Decimal) and dated.value < 0:
            yield problem(
                "budget_amount",
                dated.spot,
                (f"预算额“{dated.value}”为负", f'the budget "{dated.value}" is negative'),
                ("改正金额", "correct the amount"),
            )
