"""Amounts in fen, as people write and read them."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.core.errors import CoreError
from fumao.core.money import Money, Scale

LARGEST = 10**15  # fen: ten million million yuan is nobody's fund


def fen_of(text: str) -> int:
    """Return whole fen of yuan as typed: 1,234.50, 30万元; raises ValidationError."""
    typed = text.strip()
    if typed and typed[-1].isdigit():
        typed += "元"
    try:
        money = Money.parse(typed)
        fen = money.to_fen()
    except CoreError as error:
        raise ValidationError(error.message(get_language() or "zh"), code="amount") from error
    if money.currency != "CNY" or abs(fen) > LARGEST:
        raise ValidationError(_("请填写人民币金额，如 12,000.00 或 30万元。"), code="amount")
    return fen


def yuan(fen: int) -> str:
    """Return fen as yuan without a unit: 1,234.50."""
    return f"{Decimal(fen).scaleb(-2):,.2f}".replace("-", "−")


def plain(fen: int) -> str:
    """Return fen as yuan for a file that a machine reads: 1234.50."""
    return f"{Decimal(fen).scaleb(-2):.2f}"


def words(fen: int, scale: Scale = "one") -> str:
    """Return fen as money in the page's language: 1,234.50元, CNY 1,234.50."""
    return Money.from_fen(fen).show(get_language() or "zh", scale)
