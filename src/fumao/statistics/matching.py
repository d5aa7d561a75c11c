"""Names without a credit code matched with names on a register, by Splink on DuckDB.

The model is that of Fellegi and Sunter with fixed weights: lists of one city are too short to
estimate them from, and a fixed model gives the same answer twice. It only finds pairs for a person
to decide; it decides none. `fumao[matching]` brings Splink.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

import duckdb

from fumao.core.errors import CoreError

DOUBTFUL = Decimal("0.50")  # the least likelihood at which a person is asked
_MOST = 3  # candidates of one name that are shown
_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "股份公司", "集团公司", "集团", "公司")
_COLUMNS = (
    "unique_id VARCHAR, core VARCHAR, head VARCHAR, next VARCHAR, tail VARCHAR, place VARCHAR, "
    "grams VARCHAR[]"
)
# How likely a pair agrees so far: where both are one enterprise (m), and where they are not (u).
_CORE = ((1.0, 0.45, 0.00002), (0.8, 0.25, 0.0003), (0.6, 0.20, 0.004), (0.4, 0.08, 0.03))
_REST = (0.02, 0.96568)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody by name; `key` is what the caller knows it by, `name` is folded by the caller."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two parties that may be one; `why` says how far each part agrees: the larger the nearer,
    0 not at all, -1 where one side does not say."""

    left: str
    right: str
    score: Decimal
    why: tuple[tuple[str, int], ...]


def installed() -> bool:
    """Tell whether Splink is there."""
    return find_spec("splink") is not None


def likely_pairs(
    left: Sequence[Party],
    right: Sequence[Party],
    places: Iterable[str] = (),
    least: Decimal = DOUBTFUL,
) -> list[Likeness]:
    """Return pairs that may be one enterprise, of each left name the few likeliest, in order.

    `places` are names of areas that may begin a name. Raises CoreError without Splink.
    """
    if not installed():
        raise CoreError(
            "no_splink",
            "没有安装名称匹配组件；请安装 fumao[matching]",
            "the matching component is not there: install fumao[matching]",
        )
    if not left or not right:
        return []
    starts = sorted(set(places), key=len, reverse=True)
    with duckdb.connect() as connection:
        for table, parties in (("here", left), ("there", right)):
            connection.execute(f"CREATE TABLE {table} ({_COLUMNS})")
            connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?)",
                [_row(one, starts) for one in parties],
            )
        return list(_few(_predicted(connection, len(right), least)))


def _row(one: Party, places: Sequence[str]) -> list[object]:
    """Return what of a name is compared: place, 字号 and trade without the form of company."""
    core, place = one.name, None
    for start in places:
        if start and core.startswith(start):
            core, place = core.removeprefix(start).removeprefix("市").removeprefix("省"), start
            core = core.replace(start, "") or core  # 云桥（厦门）软件, its brackets folded away
            break
    for form in _FORMS:
        core = core.removesuffix(form)
    core = core or one.name
    grams = sorted({core[n : n + 2] for n in range(max(1, len(core) - 1))})
    return [one.key, core, core[:2], core[2:4] or None, core[-4:], place, grams]


def _predicted(
    connection: duckdb.DuckDBPyConnection, of: int, least: Decimal
) -> Iterator[Likeness]:
    from splink import DuckDBAPI, Linker  # noqa: PLC0415 - an extra

    quiet = logging.WARNING
    logging.getLogger("splink").setLevel(quiet)  # noqa: TID251 - the library's own logger
    api = DuckDBAPI(connection)
    frames = [api.register(name, dataset_display_name=name) for name in ("here", "there")]
    linker = Linker(frames, _settings(of), log_level=quiet)
    found = linker.inference.predict(threshold_match_probability=float(least))
    rows = connection.execute(
        "SELECT unique_id_l, unique_id_r, match_probability, gamma_core, gamma_head, gamma_place, "
        f"source_dataset_l FROM {found.physical_name} ORDER BY ALL"
    ).fetchall()
    for left, right, score, core, head, place, side in rows:
        pair = (left, right) if side == "here" else (right, left)
        why = (("core", core), ("head", head), ("place", place))
        yield Likeness(*pair, Decimal(str(score)).quantize(Decimal("0.0001")), why)


def _few(found: Iterable[Likeness]) -> Iterator[Likeness]:
    taken: dict[str, int] = {}
    for one in sorted(found, key=lambda one: (one.left, -one.score, one.right)):
        taken[one.left] = taken.get(one.left, 0) + 1
        if taken[one.left] <= _MOST:
            yield one


def _settings(of: int) -> Any:
    from splink import SettingsCreator, block_on  # noqa: PLC0415 - an extra
    from splink.comparison_library import CustomComparison  # noqa: PLC0415 - an extra

    dice = "2.0 * len(list_intersect(grams_l, grams_r)) / (len(grams_l) + len(grams_r)) >= {least}"
    core = [_null("core"), _level("core_l = core_r", *_CORE[0][1:])]
    core += [_level(dice.format(least=least), m, u) for least, m, u in _CORE[1:]]
    head = [_null("head"), _level("head_l = head_r", 0.93, 0.02), _else(0.07, 0.98)]
    place = [_null("place"), _level("place_l = place_r", 0.95, 0.6), _else(0.05, 0.4)]
    return SettingsCreator(
        link_type="link_only",
        # One of the names on the register is meant in half of the cases.
        probability_two_random_records_match=min(0.5, 0.5 / of),
        comparisons=[
            CustomComparison([*core, _else(*_REST)], "core"),
            CustomComparison(head, "head"),
            CustomComparison(place, "place"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("head"), block_on("next"), block_on("tail"),
        ],
    )  # fmt: skip


def _null(column: str) -> Any:
    return {"sql_condition": f"{column}_l IS NULL OR {column}_r IS NULL", "is_null_level": True}


def _level(sql: str, m: float, u: float) -> Any:
    return {"sql_condition": sql, "m_probability": m, "u_probability": u}


def _else(m: float, u: float) -> Any:
    return {"sql_condition": "ELSE", "m_probability": m, "u_probability": u}
