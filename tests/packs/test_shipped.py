"""The shipped packs against the hand-made annotations of the five documents."""

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fumao.core.text import match_key
from fumao.packs.lint import lint_folder
from fumao.packs.load import SHIPPED
from fumao.packs.model import Pack, Schedule
from fumao.packs.registry import Registry

GOLD = {
    "xiamen-2016": "seed_000_xiamen2016.json",
    "xiamen-2020": "seed_001_xiamen88.json",
    "wuhan-2016": "seed_002_wuhan.json",
    "wenzhou-2012": "seed_003_wenzhou.json",
    "tianjin-2020": "seed_004_tianjin.json",
}
plans = pytest.mark.parametrize("key", GOLD)


def gold_of(shared: Path, key: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((shared / "gold" / GOLD[key]).read_text(encoding="utf-8"))
    return data


def test_the_linter_has_nothing_to_say() -> None:
    assert [problem.sentence("en") for problem in lint_folder()] == []


@pytest.mark.parametrize(
    ("key", "tasks", "targets", "totals", "parks"),
    [
        ("xiamen-2016", 25, 18, 1, 7),
        ("xiamen-2020", 88, 0, 0, 0),
        ("wuhan-2016", 40, 74, 0, 0),
        ("wenzhou-2012", 23, 0, 0, 0),
        ("tianjin-2020", 20, 2, 0, 0),
    ],
)
def test_counts(
    shipped: dict[str, Pack], key: str, tasks: int, targets: int, totals: int, parks: int
) -> None:
    pack = shipped[key]
    found = (
        len(pack.tasks),
        sum(not target.is_total for target in pack.targets),
        sum(target.is_total for target in pack.targets),
        len(pack.parks),
    )
    assert found == (tasks, targets, totals, parks)


def test_xiamen_2020_has_eight_categories(shipped: dict[str, Pack]) -> None:
    counts = Counter(task.category.zh for task in shipped["xiamen-2020"].tasks if task.category)
    assert list(counts.values()) == [8, 17, 31, 12, 5, 6, 7, 2]


@plans
def test_tasks_are_those_of_the_document(shipped: dict[str, Pack], shared: Path, key: str) -> None:
    for task, gold in zip(shipped[key].tasks, gold_of(shared, key)["tasks"], strict=True):
        assert task.label == gold["label"]
        assert list(task.lead) == (gold.get("lead") or []), task.code
        assert list(task.cooperating) == (gold.get("cooperating") or []), task.code
        assert list(task.upper) == (gold.get("upper") or []), task.code
        assert task.schedule.text == gold.get("deadline"), task.code
        assert task.joint == bool(gold.get("joint")), task.code


@plans
def test_targets_are_those_of_the_document(
    shipped: dict[str, Pack], shared: Path, key: str
) -> None:
    def shape(value: Any) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    gold = [
        (
            shape(t["value"]),
            shape(t.get("value_max")),
            t["unit"],
            t["year"],
            t["comparator"],
            shape((t.get("baseline") or {}).get("value")),
            (t.get("baseline") or {}).get("year"),
        )
        for t in gold_of(shared, key)["targets"]
    ]
    ours = [
        (t.value, t.value_max, t.unit, t.year, t.comparator, t.baseline, t.baseline_year)
        for t in shipped[key].targets
    ]
    assert ours == gold


def test_the_sectors_of_xiamen_keep_their_names(shipped: dict[str, Pack], shared: Path) -> None:
    gold = [(t["indicator"], t["group"]) for t in gold_of(shared, "xiamen-2016")["targets"]]
    ours = [
        (t.indicator.zh, t.group.zh if t.group else None) for t in shipped["xiamen-2016"].targets
    ]
    assert ours == gold


@plans
def test_incentives_are_those_of_the_document(
    shipped: dict[str, Pack], shared: Path, key: str
) -> None:
    def shape(value: Any) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    gold = Counter(
        (i["kind"], shape(i["amount_max"]), i["unit"], shape(i["rate_max"]), i["one_off"])
        for i in gold_of(shared, key)["incentives"]
    )
    ours = Counter(
        (i.kind, i.amount_max, i.unit, i.rate_max, i.one_off) for i in shipped[key].incentives
    )
    assert ours == gold


@plans
def test_documents_bear_what_is_printed(shipped: dict[str, Pack], shared: Path, key: str) -> None:
    document, meta = shipped[key].documents[0], gold_of(shared, key)["meta"]
    assert document.number == meta["number"]
    assert list(document.issuer) == meta["issuer"]
    assert (document.dated.isoformat() if document.dated else None) == meta["date"]


def test_parks_and_their_units(shipped: dict[str, Pack], shared: Path) -> None:
    gold = gold_of(shared, "xiamen-2016")["parks"]
    assert [list(p.responsible) for p in shipped["xiamen-2016"].parks] == [
        p["responsible"] for p in gold
    ]


def test_remarks_follow_the_printed_ones(shipped: dict[str, Pack], shared: Path) -> None:
    """先行先试 pioneer (5), 借鉴其他地区 replicate (5), 争取上级支持 lobby (2)."""
    word = {None: None, "pioneer": "先行先试", "replicate": "借鉴", "lobby": "争取"}
    pack = shipped["xiamen-2020"]
    for task, gold in zip(pack.tasks, gold_of(shared, "xiamen-2020")["tasks"], strict=True):
        expected = word[task.remark]
        assert (expected is None) == (gold["remark"] is None)
        assert expected is None or expected in gold["remark"]
    counts = Counter(task.remark for task in pack.tasks if task.remark)
    assert counts == {"pioneer": 5, "replicate": 5, "lobby": 2}


def test_members_of_the_wenzhou_leading_group(
    shipped: dict[str, Pack], registry: Registry, shared: Path
) -> None:
    item = gold_of(shared, "wenzhou-2012")["tasks"][17]
    resolved = [registry.resolve(n, "330300", date(2012, 6, 21)) for n in item["members"]]
    body = registry.departments["wz-leadinggroup"]
    assert [found.key for found in resolved if found] == list(body.members)
    assert body.office == "wz-commerce"


@plans
def test_every_printed_unit_resolves(
    shipped: dict[str, Pack], registry: Registry, key: str
) -> None:
    document = shipped[key].documents[0]
    for task in shipped[key].tasks:
        for name in (*task.lead, *task.cooperating):
            assert registry.resolve(name, document.area, document.as_of), (task.code, name)
        for name in task.upper:
            assert registry.resolve(name, "CN", document.as_of), (task.code, name)


def test_schedules_as_read(shipped: dict[str, Pack]) -> None:
    """启动 is a start, never a completion; of Wuhan's rows 29 say 上半年, 10 下半年, one 2017年."""
    xiamen = shipped["xiamen-2016"].tasks
    before = Schedule("start_by", "2016年三季度前启动", date(2016, 9, 30), date(2016, 6, 30))
    assert Counter(t.schedule.kind for t in xiamen) == {"start_by": 4, "continuous": 21}
    assert {t.schedule for t in xiamen if t.schedule.kind == "start_by"} == {before}
    wuhan = Counter((t.schedule.kind, t.schedule.due) for t in shipped["wuhan-2016"].tasks)
    assert wuhan == {
        ("finish_by", date(2016, 6, 30)): 1,  # row 1: 2016年上半年, without 启动
        ("start_by", date(2016, 6, 30)): 28,
        ("start_by", date(2016, 12, 31)): 10,
        ("start_by", date(2017, 12, 31)): 1,
    }
    for key in ("xiamen-2020", "wenzhou-2012", "tianjin-2020"):
        assert {t.schedule.kind for t in shipped[key].tasks} == {"unscheduled"}


def test_the_sum_of_2015_is_short_of_the_printed_total(shipped: dict[str, Pack]) -> None:
    """30.5+51+0.5+0.01+4.6+0.07+0.2+1.7+0.7+0.5+0.7+1.3+0.1+0.1+0.2+3.2+0.3 = 95.68, not 101.2."""
    pack = shipped["xiamen-2016"]
    sectors = [t for t in pack.targets if not t.is_total]
    finding = next(f for f in pack.findings if f.code == "column_sum")
    assert dict(finding.data)["column"] == "2015年"
    figures = {name: Decimal(value) for name, value in finding.data if name != "column"}
    assert sum(t.baseline for t in sectors if t.baseline is not None) == Decimal("95.68")
    assert figures["computed"] == Decimal("95.68")
    assert figures["stated"] - figures["computed"] == figures["gap"] == Decimal("5.52")
    assert sum(t.value for t in sectors) == Decimal(170)
    blank = [t.indicator.zh for t in sectors if t.baseline is None]
    assert blank == ["空运服务"]
    assert any(f.code == "blank_cell" for f in pack.findings)


def test_tasks_due_before_the_printing_are_raised(shipped: dict[str, Pack]) -> None:
    pack = shipped["wuhan-2016"]
    printed = pack.documents[0].printed
    assert printed == date(2016, 8, 10)
    late = {t.code for t in pack.tasks if t.schedule.due and t.schedule.due < printed}
    finding = next(f for f in pack.findings if f.code == "due_before_document")
    assert late == set(finding.tasks)
    assert len(late) == 29


def _windows(text: str, length: int = 20) -> set[str]:
    return {text[i : i + length] for i in range(len(text) - length + 1)}


def test_no_sentence_of_a_document_is_in_a_pack(shared: Path) -> None:
    """No run of 20 characters of a document stands in any line of a pack, line by line."""
    seeds: set[str] = set()
    for path in sorted((shared / "seeds").glob("*.txt")):
        seeds |= _windows(match_key(path.read_text(encoding="utf-8")))
    assert len(seeds) > 20_000
    lines = [
        (path.name, number, match_key(line))
        for path in sorted(SHIPPED.glob("*/*"))
        if path.suffix in (".yaml", ".csv")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]
    assert len(lines) > 4_000
    assert [line for line in lines if _windows(line[2]) & seeds] == []


def test_titles_are_short_and_not_the_whole_of_a_short_task(shipped: dict[str, Pack]) -> None:
    for pack in shipped.values():
        for task in pack.tasks:
            assert 2 <= len(task.title.zh) <= 30
            assert re.search(r"[A-Za-z]{3}", task.title.en)


def test_people_of_the_demo_hold_every_role_in_every_city(
    shipped: dict[str, Pack], registry: Registry
) -> None:
    demo = shipped["demo"]
    assert demo.demo is not None and demo.demo.last_day - demo.demo.first_day > (
        date(2022, 6, 24) - date(2020, 7, 2)
    )
    for city in ("xm", "wh", "wz", "tj"):
        roles = {r for p in demo.people if p.account.startswith(f"{city}.") for r in p.roles}
        assert roles >= {"office", "leader", "checker", "handler"}
    day = demo.demo.last_day
    staffed = {p.department for p in demo.people}
    for key in GOLD:
        document = shipped[key].documents[0]
        for task in shipped[key].tasks:
            for name in task.lead:
                found = registry.resolve(name, document.area, document.as_of)
                assert found is not None
                keys = (
                    [found.key] if found.kind == "department" else registry.expand(found.key, day)
                )
                now = {end for one in keys for end in registry.current(one, day)}
                assert now <= staffed, (task.code, name)
