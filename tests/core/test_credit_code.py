"""Credit codes: published vectors, every slip of one character, and the generator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from fumao.core.credit_code import (
    ALPHABET,
    CreditCode,
    CreditCodeError,
    organisation_check,
    synthetic_codes,
)

# Codes found in public filings; check_by_hand below reckons their last character independently.
VALID = ["9144030071526726XG", "91330100799655058B", "914403001922038216"]


@pytest.mark.parametrize("text", VALID)
def test_codes_in_use_are_valid(text: str) -> None:
    code = CreditCode.parse(text)
    assert str(code) == text
    assert code.warning is None
    assert text[17] == check_by_hand(text[:17])
    assert (code.department, code.category) == ("9", "1")


def test_parts() -> None:
    code = CreditCode.parse("9144 0300-7152 6726ｘｇ")
    assert (code.area, code.organisation) == ("440300", "71526726X")


def check_by_hand(first: str) -> str:
    total = sum(ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(first))
    return ALPHABET[(31 - total % 31) % 31]


def test_a_department_may_be_a_letter() -> None:
    first = "N2330302MF0000001"
    code = CreditCode.parse(first + check_by_hand(first))
    assert code.department == "N"
    assert code.warning is not None  # GB 11714 wants another ninth character
    assert "核对" in code.warning.zh


@pytest.mark.parametrize(
    ("text", "fault", "zh"),
    [
        ("91310115MA1G4L1WXK", "check_character", "校验码不符"),  # printed on a page as an example
        ("9144030071526726X", "length", "现为17位"),
        ("", "length", "现为0位"),
        ("9144030071526726IG", "alphabet", "第17位“I”"),
        ("9144030071526726中G", "alphabet", "第17位“中”"),
        ("0144030071526726XG", "department", "登记管理部门"),
        ("91A4030071526726XG", "area", "行政区划"),
    ],
)
def test_why_a_code_is_wrong(text: str, fault: str, zh: str) -> None:
    with pytest.raises(CreditCodeError) as caught:
        CreditCode.parse(text)
    assert caught.value.fault == fault
    assert zh in caught.value.message("zh")
    assert caught.value.message("en").isascii() or "中" in text


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_change_of_one_character_is_found(text: str, place: int, char: str) -> None:
    changed = text[:place] + char + text[place + 1 :]
    if changed == text:
        assert CreditCode.parse(changed).text == text
    else:
        with pytest.raises(CreditCodeError):
            CreditCode.parse(changed)


def test_the_organisation_check_gives_every_ending() -> None:
    assert organisation_check("71526726") == "X"
    assert organisation_check("19220382") == "1"
    assert organisation_check("00000000") == "0"  # 11 - 0 = 11 is written 0


@given(st.sampled_from(["350203", "420111", "330302", "120116"]), st.integers(0, 10**6))
def test_synthetic_codes_are_valid_different_and_repeatable(area: str, seed: int) -> None:
    codes = synthetic_codes(area, 20, seed)
    assert len(set(codes)) == 20
    assert codes == synthetic_codes(area, 20, seed)
    for code in codes:
        assert uscc.is_valid(code.text)
        assert code.text[17] == check_by_hand(code.text[:17])
        assert (code.area, code.warning) == (area, None)


def test_seeds_and_areas_give_other_codes() -> None:
    assert not set(synthetic_codes("350203", 50, 1)) & set(synthetic_codes("350203", 50, 2))
    assert (
        synthetic_codes("350203", 1, 1)[0].text[8:] != synthetic_codes("350206", 1, 1)[0].text[8:]
    )
