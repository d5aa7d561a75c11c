"""The fees of a filing: which are charged, how much, and what is missing to say so.

What cannot be worked out is not zero: it is a fault, and the filing is not handed in.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from fumao.core.errors import Words
from fumao.forms.expressions import rule_name
from fumao.forms.form import Fault, Reading
from fumao.procedures.fees import Fee
from fumao.procedures.form import Form
from fumao.rules.ruleset import Answer
from fumao.rules.types import Value

# The key of a fault of a fee that no field of the form can mend.
FEES = "fees"


def charged(
    form: Form, reading: Reading, about: Mapping[str, Value], day: date
) -> tuple[dict[str, str], tuple[Fault, ...]]:
    """Return the amounts of the fees charged, as exact texts in yuan, and what is wrong.

    A fee of nothing is not charged. Rules and parameters are those of `day`, as for a whole filing.
    """
    fees = form.procedure.fees
    if not fees:
        return {}, ()
    names = [name for one in fees for name in _names(one)]
    rows = dict(reading.rows)
    answers = form.on(day).answers({**about, **reading.values}, rows, names)
    known_wrong = {fault.key.split(".")[0] for fault in reading.faults}
    amounts: dict[str, str] = {}
    faults: list[Fault] = []
    for fee in fees:
        asked = [answers[name] for name in _names(fee)]
        if fee.when and asked[0].value is False:
            continue
        amount = asked[-1].value
        unknown = [one for one in asked if one.value is None]
        if unknown:
            faults += _unknown(form, fee, unknown, known_wrong)
        elif not isinstance(amount, Decimal | int) or amount < 0:
            faults.append(_below_nothing(fee, amount))
        elif amount:
            amounts[fee.key] = f"{amount:.2f}"
    return amounts, tuple(faults)


def _names(fee: Fee) -> Iterator[str]:
    if fee.when:
        yield rule_name("charged", fee.key)
    yield rule_name("fee", fee.key)


def _unknown(
    form: Form, fee: Fee, answers: Iterable[Answer], known_wrong: Collection[str]
) -> list[Fault]:
    """Return the fault of a fee that cannot be worked out; none where its field has one already."""
    missing = list(dict.fromkeys(name for one in answers for name in _lacking(one)))
    keys = {one.given or one.key: one.key for one in form.procedure.form}
    keys |= {one.key: one.key for one in form.procedure.form}
    fields = [keys[name] for name in missing if name in keys]
    if any(key in known_wrong for key in fields):
        return []
    labels = [_label(form, name) for name in missing]
    zh = "、".join(one.zh for one in labels) or "提交日适用的收费标准"
    en = ", ".join(one.en for one in labels) or "the rate of the day of submission"
    words = Words(
        f"“{fee.title.zh}”算不出来，缺：{zh}",
        f'"{fee.title.en}" cannot be worked out, missing: {en}',
    )
    return [Fault(fields[0] if fields else FEES, words)]


def _lacking(answer: Answer) -> list[str]:
    return [*sorted(answer.missing), *sorted(answer.blocked)]


def _label(form: Form, name: str) -> Words:
    library = form.library
    if name in library.inputs:
        return library.inputs[name].label
    if name in library.parameters:
        return library.parameters[name].label
    return Words(name, name)


def _below_nothing(fee: Fee, amount: Value) -> Fault:
    words = Words(
        f"“{fee.title.zh}”算得 {amount} 元，低于零：请与主办单位联系",
        f'"{fee.title.en}" comes to {amount} yuan, below zero: ask the office in charge',
    )
    return Fault(FEES, words)
