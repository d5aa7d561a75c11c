"""Amounts, kinds and verdicts in the page's language."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.core.money import Money
from fumao.rules.definitions import Confidence, RuleKind
from fumao.rules.shown import shown_value, unit_name
from fumao.rules.types import Type, Value

KINDS: dict[RuleKind, Promise] = {
    "grant": _("资金扶持"),
    "credit": _("信用"),
    "accreditation": _("资格认定"),
    "tax": _("税收"),
    "duty": _("办理义务"),
    "score": _("评价"),
    "check": _("核对"),
    "statistic": _("统计"),
}
UNSURE = _("待法律顾问确认")


def unsure(*confidences: Confidence) -> Promise | None:
    """Return the words for what was not read in the document itself; None where all was."""
    return UNSURE if any(one != "seen" for one in confidences) else None


def language() -> str:
    """Return the page's language as the rules know it: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value split for the eye: the figure, and the unit beside it in small."""

    figure: str
    unit: str = ""


def amount(value: Value, type_: Type, lang: str) -> Amount:
    """Return a value as figure and unit; money that is exact in 万元 is shown so."""
    if isinstance(value, bool) or value is None or isinstance(value, str | date):
        return Amount(shown_value(value, type_, lang))
    if type_.kind == "money" and type_.of is not None:
        return _money(Decimal(value), type_.of, lang)
    unit = unit_name(type_.unit, lang) if type_.unit else ""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return Amount(text, unit)


def _money(value: Decimal, currency: str, lang: str) -> Amount:
    money = Money(value, currency)
    if lang != "zh":
        code, _space, digits = money.show(lang, places=_places(value)).partition(" ")
        return Amount(digits, code)
    in_wan = abs(value) >= 10_000 and value % 100 == 0
    text = money.show(lang, "wan" if in_wan else "one", places=2 if in_wan else _places(value))
    end = next((n for n, char in enumerate(text) if char not in "-−0123456789,."), len(text))
    return Amount(text[:end], text[end:])


def _places(value: Decimal) -> int:
    return max(2, -int(value.normalize().as_tuple().exponent))
