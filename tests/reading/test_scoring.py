"""The count itself: what it forgives, and what it must not."""

from datetime import date
from decimal import Decimal

from fumao.reading.model import Incentive, Meta, Reading, Schedule, Target, Task
from tests.reading.scoring import listing, tally

GOLD = {
    "meta": {
        "title": "某市行动计划",
        "number": None,
        "issuer": ["某市商务局"],
        "date": "2026-01-05",
    },
    "tasks": [
        {
            "text_start": "建设平台",
            "lead": ["市商务局"],
            "cooperating": [],
            "upper": [],
            "deadline": "2026年6月底前",
        }
    ],
    "targets": [{"value": 12.5, "unit": "亿元", "year": 2027, "comparator": ">="}],
    "incentives": [{"amount_max": 50, "unit": "万元", "rate_max": None}],
}


def reading(lead: tuple[str, ...], target: str, amount: str, unit: str) -> Reading:
    task = Task(
        label="1.",
        text="建设 平台。面向企业开放",
        start=0,
        end=1,
        lead=lead,
        schedule=Schedule(text="２０２６年6月底前"),
    )
    return Reading(
        name="a.txt",
        media="txt",
        encoding="utf-8",
        sha256="",
        text="",
        meta=Meta("某市 行动计划", None, ("某市商务局",), date(2026, 1, 5)),
        clauses=(),
        tasks=(task,),
        targets=(Target("产值", ">=", Decimal(target), "亿元", 0, 1, year=2027),),
        incentives=(Incentive("企业", "award", 0, 1, amount_max=Decimal(amount), unit=unit),),
        findings=(),
    )


def test_white_space_width_and_the_scale_of_money_are_forgiven() -> None:
    counted = tally(GOLD, reading(("市商务局",), "12.5", "500000", "元/家"))
    assert all(column.f1 == 1 for column in counted.values())
    assert counted["task"].expected == counted["lead"].hits == counted["schedule"].hits == 1


def test_a_missing_unit_a_wrong_figure_and_an_invented_unit_are_not() -> None:
    counted = tally(GOLD, reading(("市财政局", "市气象局"), "1.25", "50", "元"))
    assert (counted["lead"].hits, counted["lead"].expected, counted["lead"].found) == (0, 1, 2)
    assert counted["target"].f1 == counted["incentive"].f1 == 0
    assert "lead missed ('建设平台', '市商务局')" in listing(counted)
    assert "lead invented ('建设平台', '市气象局')" in listing(counted)
