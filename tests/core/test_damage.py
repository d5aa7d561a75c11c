"""Damaged runs are found, ordinary, rare and foreign text is not."""

import os
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.damage import Damage, find_damage

SHARED = Path(os.environ.get("FUMAO_SHARED", Path(__file__).parents[2] / "../shared"))
SENTENCE = "推动数字服务出口基地建设步伐加快，培育一批服务外包企业和平台"


def marked(text: str) -> list[str]:
    return [text[d.start : d.end] for d in find_damage(text)]


# Each wrong decoding is made here, not written down: encode in one, read in the other.
@pytest.mark.parametrize(
    ("written", "read", "skipped"),
    [
        ("utf-8", "gb18030", 0),
        ("gbk", "gb18030", 1),  # a lost first byte shifts every pair
        ("utf-8", "cp1252", 0),
        ("gbk", "latin-1", 0),
        ("gbk", "big5", 0),
    ],
)
def test_a_misdecoded_sentence_is_found_and_its_neighbours_are_not(
    written: str, read: str, skipped: int
) -> None:
    garbled = SENTENCE.encode(written)[skipped:].decode(read, "ignore")
    before, after = "全市服务贸易稳步发展。", "。各区、各部门认真组织实施。"
    found = find_damage(before + garbled + after)
    assert any(d.kind == "misdecoded" for d in found)
    covered = sum(d.end - d.start for d in found)
    assert covered >= 0.5 * len(garbled)
    assert min(d.start for d in found) >= len(before) - 2
    assert max(d.end for d in found) <= len(before) + len(garbled) + 2


def test_traditional_text_misread_from_big5_is_found() -> None:
    garbled = "推動數字服務出口基地建設步伐加快".encode("big5").decode("gb18030", "ignore")
    assert [d.kind for d in find_damage("前文。" + garbled + "。後文")] == ["misdecoded"]


def test_the_run_known_from_practice_is_covered_whole() -> None:
    run = "?！皣覕底址粘隹诨亍苯ㄔO"
    text = "合作水平明顯提升" + run + "步伐加快"
    assert marked(text) == [run]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("合计\ufffd\ufffd万元", "lost"),
        ("锟斤拷锟斤拷", "lost"),
        ("企业????家", "lost"),
        ("12\ue00a5亿元", "private_use"),
    ],
)
def test_lost_and_private_characters(text: str, kind: str) -> None:
    assert [d.kind for d in find_damage(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "闫喆燚、鑫淼焱垚有限公司、甍鬯彝鼐鼒",
        "鲇鲟鲑鳜鳗鲡鲥鳊",
        "氯吡嘧磺隆、苯嘧磺草胺、氟啶脲、吡蚜酮；氕氘氚氦氖氩氪氙氡",
        "崆峒、邯郸、徘徊、琵琶、枸杞、饕餮、魑魅魍魉",
        "瓯海区、鹿城区、硚口区、黄陂、亳州、衢州、漯河、濮阳",
        "Société Générale、Crédit Agricole、Müller、Özgür",
        "ありがとうございます。日本のサービス、アカウントが無効です",
        "注音ㄅㄆㄇㄈ、αβγδ、Привет мир",
        "├──┤②③㎡℃ 什么？！",
        "服務貿易創新發展試點，擴大臺灣、澳門業務，鬱鬱蔥蔥",
        "龘靐齉爩鱻麤龗",
    ],
)
def test_rare_foreign_and_traditional_text_is_left_alone(text: str) -> None:
    assert find_damage(text) == []


ORDINARY = "各区人民政府和有关部门按照职责分工负责组织实施本方案加大对企业的支持力度"
NAMES = "鑫淼焱垚喆燚玥琰珺瑄玮琦懿灏昊霖璟麒麟"


@given(st.lists(st.sampled_from([ORDINARY, "，", "2025年", "10%以上", "\n", "（ITO）"])))
def test_ordinary_text_is_never_marked(pieces: list[str]) -> None:
    assert find_damage("".join(pieces)) == []


@given(st.text(st.sampled_from(NAMES), max_size=4), st.text(st.sampled_from(ORDINARY), max_size=20))
def test_a_rare_name_in_ordinary_text_is_not_marked(name: str, around: str) -> None:
    assert find_damage(around + name + "有限公司" + around) == []


@given(st.text())
def test_ranges_are_ordered_disjoint_and_inside(text: str) -> None:
    found = find_damage(text)
    assert all(0 <= d.start < d.end <= len(text) for d in found)
    assert all(a.end < b.start for a, b in pairwise(found))
    assert all(isinstance(d, Damage) for d in found)


@pytest.mark.parametrize("hostile", ["鑫abcd", "皣覕底址", "é", "?", "\ue000a", "a鑫b"])
def test_time_grows_with_length_only(hostile: str) -> None:
    find_damage("warm")
    short, long = (min(_seconds(hostile * n) for _ in range(3)) for n in (10_000, 80_000))
    assert long < 8 * 4 * short + 0.05  # eight times the text; four for a busy machine


def _seconds(text: str) -> float:
    start = time.process_time()
    find_damage(text)
    return time.process_time() - start


@pytest.mark.skipif(not SHARED.exists(), reason="the folder beside the checkout is absent")
def test_of_the_five_documents_only_one_run_is_damaged() -> None:
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    assert len(seeds) == 5
    runs = {seed.name[:3]: marked(seed.read_text(encoding="utf-8")) for seed in seeds}
    assert runs.pop("004") == ["?!皣覕底址粘隹诨亍苯ㄔO"]
    assert all(run == [] for run in runs.values())
