"""The list of rules and the page of one."""

import json
import re
from datetime import date

from django.test import Client

from fumao.apps.grants.book import book, rules_on
from fumao.apps.grants.queries.rule_page import steps
from fumao.apps.grants.sentences import Sentences, text_html
from fumao.rules.explain import Line
from tests.grants.conftest import DAY


def words_of(page: str) -> str:
    """The page without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def listed(client: Client, **query: str) -> list[str]:
    """The names of the rules that a filter leaves."""
    page = client.get("/rules/", {"on": DAY, **query}).content.decode()
    return re.findall(r'<span class="sub">(\w+)</span></td>', page)


def test_the_list_is_filtered(hailing: Client) -> None:
    every = [
        "must_file",
        "hl_eligible",
        "hl_platform",
        "hl_training",
        "hl_line",
        "hl_relief",
        "hl_later",
    ]
    assert listed(hailing) == every
    assert listed(hailing, q="补贴") == ["hl_platform", "hl_line"]
    assert listed(hailing, q="LINE") == ["hl_line"]
    assert listed(hailing, kind="duty") == ["must_file"]
    assert listed(hailing, document="state-law") == ["must_file"]
    assert listed(hailing, state="ended") == ["hl_relief", "hl_later"]
    assert listed(hailing, state="in_force", on="2016-04-30", q="hl_relief") == ["hl_relief"]
    assert listed(hailing, q="没有这种") == []


def test_a_strange_page_or_day_gives_the_nearest(hailing: Client) -> None:
    for query in ({"page": "999"}, {"page": "x"}, {"on": "yesterday"}, {"on": "0001-01-01"}):
        assert hailing.get("/rules/", query).status_code == 200


def test_the_page_of_a_rule(hailing: Client) -> None:
    words = words_of(hailing.get(f"/rules/hl_platform/?on={DAY}").content.decode())
    assert "如果基本条件" in words
    assert "取低者：平台使用费 × 使用费补贴比例（50%）、使用费补贴上限（100,000.00元）" in words
    assert "海政〔2015〕3号 二（一）" in words
    assert "2015-01-01 – 2015-12-31" in words  # the rate before
    assert "使用费一半" in words
    assert "186400 x 50 % = 93200 &lt; 100000" in words
    assert "专线费补贴" in words  # the grant it excludes
    assert "case when hl_eligible then min_of(per_cent(fee, fee_rate), fee_cap)" in words


def test_neighbours(hailing: Client) -> None:
    page = hailing.get("/rules/hl_eligible/").content.decode()
    assert '<dt>被用于</dt><dd><a href="/rules/hl_platform/">平台使用费补贴</a></dd>' in page


def test_a_rule_that_has_ended_says_so(hailing: Client) -> None:
    words = words_of(hailing.get(f"/rules/hl_relief/?on={DAY}").content.decode())
    assert "2016-10-14 无效。 营改增后营业税停征。" in words


def test_rules_that_are_none(hailing: Client) -> None:
    for name in ("nothing", "hl_platform_net", "received_hl_training"):
        assert hailing.get(f"/rules/{name}/").status_code == 404


def test_in_english(hailing: Client) -> None:
    hailing.cookies["django_language"] = "en"
    words = words_of(hailing.get("/rules/hl_line/").content.decode())
    assert "the sum of “Amount” over Bills of the line (only: International)" in words


def _texts(lines: tuple[Line, ...] | list[Line]) -> list[str]:
    return [text for line in lines for text in (line.text, *_texts(line.parts))]


def test_sentences_of_a_condition(hailing: Client) -> None:
    held = book()
    version = held.library.versions["hl_eligible"][0]
    lines = Sentences(version, rules_on(date(2016, 10, 14)), "zh").lines()
    assert _texts(lines) == [
        "以下 2 项须全部满足",
        "法人企业",
        "大专以上职工 ÷ 职工总数 ≥ 大专以上最低比例（0.50）",
    ]


def test_the_text_with_labels(hailing: Client) -> None:
    held = book()
    html = text_html(held.library.versions["hl_line"][0], held.library, "zh")
    words = re.sub(r"<[^>]+>", "", html)
    assert words == "per_cent(sum_of(专线通讯费发票·金额, 专线通讯费发票·国际专线), 专线补贴比例)"


def test_steps_of_a_parameter(hailing: Client) -> None:
    held = book().library.parameters
    data = steps(held["fee_rate"], date(2016, 10, 14), "zh")
    assert data is not None
    assert data["points"] == [
        ["2015-01-01", 40.0], ["2015-12-31", 40.0], ["2016-01-01", 50.0], ["2016-12-31", 50.0],
    ]  # fmt: skip
    assert steps(held["fee_cap"], date(2016, 10, 14), "zh") is None  # it never changed
    page = hailing.get("/rules/hl_platform/").content.decode()
    found = re.search(r'<script id="d-fee_rate" type="application/json">(.*?)</script>', page)
    assert found
    assert json.loads(found.group(1))["unit"] == "%"


def test_sentences_of_cases(hailing: Client) -> None:
    held = book()
    version = held.library.versions["hl_platform"][0]
    lines = Sentences(version, rules_on(date(2016, 10, 14)), "en").lines()
    assert _texts(lines) == [
        "By case",
        "If Basic conditions",
        "then: the least of Platform fee × Share of the fee (50 %),"
        " Cap of the fee (CNY 100,000.00)",
        "Otherwise: 0",
    ]
