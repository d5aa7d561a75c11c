"""SQL that reads a cell into the form the engine computes with, NULL where it states no value.

The meaning is that of `fumao.rules.facts`, for millions of cells: numbers become whole numbers of
their last digit within their bounds, and nothing is rounded. A number written 1.2E+11, as a
spreadsheet shows a long one, is refused: its last digits may be lost.
"""

from decimal import Decimal

from fumao.rules.batch.columns import Column
from fumao.rules.batch.session import literal
from fumao.rules.definitions import bounds
from fumao.rules.facts import FALSE, LONGEST, TRUE
from fumao.rules.sql.dialect import NARROW

_WIDE = "０１２３４５６７８９，,"
_PLAIN = "0123456789"
_DAYS = "/.年月"
# What str.isprintable() refuses, a backslash, and the mark of a damaged character.
_UNFIT = r"[\p{C}\p{Zl}\p{Zp}\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}\x{fffd}\\]"


def trimmed(sql: str) -> str:
    """Return a text without the blanks around it."""
    return f"trim({sql}, ' \u3000\u00a0\t\r\n')"


def text_value(sql: str) -> str:
    """Return a text that a name, a code or a key may be."""
    text = trimmed(sql)
    return (
        f"CASE WHEN length({text}) BETWEEN 1 AND {LONGEST}"
        f" AND NOT regexp_matches({text}, '{_UNFIT}') THEN {text} END"
    )


def stored(sql: str, type_: str) -> str:
    """Return a stored value as the text that is checked; numbers and truths stay what they are."""
    if type_ == "VARCHAR":
        return f"nullif({sql}, '')"
    return sql if type_ == "BOOLEAN" or _is_number(type_) else f"CAST({sql} AS VARCHAR)"


def _is_number(type_: str) -> bool:
    return type_.startswith("DECIMAL") or type_ in _NUMBERS


_NUMBERS = {
    f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
} | {"HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE"}


def is_filled(sql: str, stored_type: str) -> str:
    """Return whether a cell holds more than blanks."""
    return f"{sql} IS NOT NULL" + (f" AND {trimmed(sql)} <> ''" if _is_text(stored_type) else "")


def _is_text(stored_type: str) -> bool:
    return not (stored_type == "BOOLEAN" or _is_number(stored_type))


def parsed(column: Column, sql: str, stored_type: str) -> str:
    """Return the SQL that reads what `stored` returned; a number is still a decimal."""
    type_ = column.given.type
    if type_.kind == "bool":
        return _truth(sql, stored_type)
    if type_.is_number:
        return _number(column, sql, stored_type)
    text = sql if stored_type == "VARCHAR" else f"CAST({sql} AS VARCHAR)"
    if type_.kind in ("date", "month"):
        return _day(text, month=type_.kind == "month")
    return text_value(text)


def settled(column: Column, sql: str) -> str:
    """Return the value within its bounds; 12.5 ten thousands of yuan are 12500000 fen."""
    type_ = column.given.type
    if type_.kind in ("date", "month"):
        return f"CASE WHEN {sql} BETWEEN DATE '1801-01-01' AND DATE '2299-12-31' THEN {sql} END"
    if not type_.is_number:
        return sql
    low, high = bounds(column.given)
    scale = type_.scale + column.power
    least, most = (_decimal(end, scale) for end in (low, high))
    whole = "BIGINT" if max(abs(low), abs(high)) <= NARROW else "DECIMAL(38,0)"
    return (
        f"CASE WHEN {sql} BETWEEN {least} AND {most} THEN CAST({sql} * {10**scale} AS {whole}) END"
    )


def _truth(sql: str, stored_type: str) -> str:
    if stored_type == "BOOLEAN":
        return sql
    plain = f"CAST({sql} AS VARCHAR)"
    other = f"lower({trimmed(plain)})"
    true, false = (", ".join(map(literal, sorted(words))) for words in (TRUE, FALSE))
    # the second pair is for the few cells that are written in another way
    return (
        f"CASE WHEN {plain} IN ({true}) THEN TRUE WHEN {plain} IN ({false}) THEN FALSE"
        f" WHEN {other} IN ({true}) THEN TRUE WHEN {other} IN ({false}) THEN FALSE END"
    )


def _number(column: Column, sql: str, stored_type: str) -> str:
    low, high = bounds(column.given)
    scale = column.given.type.scale + column.power
    # 18 digits fit 64 bits, with the factor by which `settled` makes a whole number of it
    fits = max(abs(low), abs(high)) * 10**scale < 10**18
    decimal = f"DECIMAL({18 if fits else 38},{scale})"
    if stored_type == "BOOLEAN":
        return f"CAST(NULL AS {decimal})"
    if _is_number(stored_type):
        # a binary fraction counts by the digits it shows: 1.005 is one of three digits
        cast = f"TRY_CAST({sql} AS {decimal})"
        return f"CASE WHEN TRY_CAST({cast} AS {stored_type}) = {sql} THEN {cast} END"
    point = rf"\.[0-9]{{1,{scale}}}0*" if scale else r"\.0+"
    form = rf"[+-]?([0-9]+\.?[0-9]{{0,{scale}}}0*|{point})"
    clean = trimmed(f"translate({sql}, '{_WIDE}', '{_PLAIN}')")
    # the second way is for the few cells with blanks, commas or full-width digits
    return (
        f"CASE WHEN regexp_full_match({sql}, '{form}') THEN TRY_CAST({sql} AS {decimal})"
        f" WHEN regexp_full_match({clean}, '{form}') THEN TRY_CAST({clean} AS {decimal}) END"
    )


def _decimal(whole: int, scale: int) -> str:
    """Return so many last digits as a literal: -1234 and 2 make -12.34."""
    return f"{Decimal(whole).scaleb(-scale):f}"


def _day(sql: str, *, month: bool) -> str:
    """Return a day written 2016-07-05, 2016/7/5, 2016年7月5日 or 20160705, the first of a month."""
    plain = f"rtrim(translate({trimmed(sql)}, '{_DAYS}', '----'), '日-')"
    written = r"\d{4}-\d{1,2}-\d{1,2}( 00:00:00)?"
    found = (
        f"CASE WHEN regexp_full_match({sql}, '{written}') THEN TRY_CAST({sql} AS DATE)"
        f" WHEN regexp_full_match({plain}, '{written}') THEN TRY_CAST({plain} AS DATE)"
        f" WHEN regexp_full_match({sql}, '\\d{{8}}')"
        f" THEN CAST(TRY_STRPTIME({sql}, '%Y%m%d') AS DATE)"
    )
    if not month:
        return f"{found} END"
    short = f"regexp_full_match({plain}, '\\d{{4}}-\\d{{1,2}}')"
    found += f" WHEN {short} THEN TRY_CAST(concat({plain}, '-01') AS DATE)"
    return f"CAST(date_trunc('month', {found} END) AS DATE)"
