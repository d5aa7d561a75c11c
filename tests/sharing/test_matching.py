"""Names without a code: exact ones first, doubtful ones found by Splink and decided by a person."""

import random
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.names import name_key
from fumao.apps.sharing.actions import find_pairs as finding
from fumao.apps.sharing.actions.confirm_exchange import confirm_exchange
from fumao.apps.sharing.actions.decide_pair import decide_pair
from fumao.apps.sharing.actions.find_pairs import find_pairs
from fumao.apps.sharing.models import NamePair, SharedData
from fumao.apps.sharing.names_matched import matched
from fumao.core.errors import CoreError
from fumao.statistics import matching
from fumao.statistics.matching import Party, likely_pairs
from tests.sharing.conftest import CODES, granted, handed_in, xlsx

HEADS = ("统一社会信用代码", "企业名称")
ROWS = [
    HEADS,
    [CODES[0], "写错了名称的企业"],  # by its code
    ["", "甲市晴川检测技术有限责任公司"],  # the same name in another wording
    ["", "海沧物流集团"],  # doubtful
    [CODES[9], "甲市海沧物流有限公司"],  # a code of its own: another enterprise
]


def listed(city: SimpleNamespace, period: str = "2016-Q2", rows: object = ROWS) -> SharedData:
    grant = granted(city, "tax-exempt-services")
    one = handed_in(city.tax_handler, grant, xlsx(rows), period)  # type: ignore[arg-type]
    data = confirm_exchange(city.office, one, {}, one.digest).data
    find_pairs.func(data.pk)
    return data


def how(data: SharedData) -> list[str]:
    return [one.how for one in matched(data)]


def test_by_code_then_by_name_and_never_past_a_code(city: SimpleNamespace) -> None:
    data = listed(city)
    assert how(data) == ["code", "name", "", ""]
    pair = NamePair.objects.get()
    assert (pair.number, pair.name, pair.enterprise) == (3, "海沧物流集团", city.firms[2])


def test_a_person_decides_and_is_never_asked_again(city: SimpleNamespace) -> None:
    data = listed(city)
    pair = NamePair.objects.get()
    for nobody in (city.leader, city.tax_handler, city.stranger):
        with pytest.raises(PermissionDenied):
            decide_pair(nobody, pair, "same")
    decide_pair(city.office, pair, "different")
    again = listed(city, "2016-Q3", [HEADS, ["", "海沧物流 集团"]])
    assert NamePair.objects.get().decision == "different"
    assert how(again) == [""]
    decide_pair(city.office, pair, "")
    decide_pair(city.office, pair, "same")
    assert how(data) == ["code", "name", "decided", ""]
    assert how(again) == ["decided"]
    decisions = Event.objects.filter(kind="pair_decided").order_by("seq")
    assert [one.data["decision"] for one in decisions] == ["different", "", "same"]


def test_a_name_is_one_enterprise_only(city: SimpleNamespace) -> None:
    data = listed(city)
    pair = NamePair.objects.get()
    decide_pair(city.office, pair, "same")
    other = NamePair.objects.create(
        data=data, number=3, name=pair.name, match=pair.match, enterprise=city.firms[0],
        score=Decimal("0.6"),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="另一家"):
        decide_pair(city.office, other, "same")


def test_without_splink_exact_matching_works(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "installed", lambda: False)
    data = listed(city)
    assert how(data) == ["code", "name", "", ""]
    assert not NamePair.objects.exists()
    monkeypatch.setattr(matching, "installed", lambda: False)
    with pytest.raises(CoreError, match=r"fumao\[matching\]"):
        likely_pairs([Party("a", "甲")], [Party("b", "甲")])


# Made-up names with known truth: 300 on the register, 150 of them misspelt, 150 strangers.
PLACES = ("厦门", "泉州", "漳州", "福州")
FIRST, SECOND = "云晴海天鼎宏嘉睿博翔锐智", "桥川沧源盛泰禾思远航通达"
TRADES = ("软件", "信息技术", "检测技术", "动漫", "物流", "设计", "供应链管理", "医药研发")


def _names(count: int, chance: random.Random) -> list[tuple[str, str, str]]:
    every = [(p, a + b, t) for p in PLACES for a in FIRST for b in SECOND for t in TRADES]
    return chance.sample(every, count)


def _misspelt(place: str, brand: str, trade: str, chance: random.Random) -> str:
    kind = chance.randrange(4)
    if kind == 0:
        return f"{brand}{trade}集团"  # without its place
    if kind == 1:
        return f"{place}市{brand}{trade}股份公司"
    if kind == 2:
        return f"{place}{brand}（{place}）{trade}有限公司"
    return f"{place}{brand}{trade}服务有限公司"


def test_seeded_names_with_known_truth(capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(20161014)
    drawn = _names(450, chance)
    register, strangers = drawn[:300], drawn[300:]
    right = [Party(str(n), name_key(f"{p}{b}{t}有限公司")) for n, (p, b, t) in enumerate(register)]
    left = [Party(f"known-{n}", name_key(_misspelt(*register[n], chance))) for n in range(150)] + [
        Party(f"strange-{n}", name_key(f"{p}{b}{t}有限公司"))
        for n, (p, b, t) in enumerate(strangers)
    ]
    found = likely_pairs(left, right, PLACES)
    true = [one for one in found if one.left == f"known-{one.right}"]
    likeliest = {one.left: one for one in reversed(found)}
    first = [one for one in likeliest.values() if one.left == f"known-{one.right}"]
    recall, precision = len(true) / 150, len(true) / len(found)
    with capsys.disabled():
        print(
            f"\nmatching: recall {recall:.3f}, precision of what is asked {precision:.3f}, "
            f"the likeliest is right for {len(first)} of 150 ({len(found)} pairs asked)"
        )
    assert recall >= 0.98  # a pair that is not found is never decided
    assert precision >= 0.6  # three pairs to look at for two that are right
    assert likely_pairs(left, right, PLACES) == found
