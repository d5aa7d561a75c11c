"""Folding keeps every offset; searching finds either script and either width."""

import time

from hypothesis import given
from hypothesis import strategies as st

from fumao.core import text

CHINESE = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFFFF, exclude_categories=["Cs"])
)


@given(st.text())
def test_folding_keeps_length_and_settles(sample: str) -> None:
    for step in (text.to_simplified, text.fold_width, text.fold):
        once = step(sample)
        assert len(once) == len(sample)
    assert text.fold(text.fold(sample)) == text.fold(sample)


@given(CHINESE)
def test_fold_is_width_then_script(sample: str) -> None:
    assert text.fold(sample) == text.to_simplified(text.fold_width(sample))


def test_traditional_is_simplified_character_by_character() -> None:
    assert text.to_simplified("服務貿易發展，臺灣後勤") == "服务贸易发展，台湾后勤"
    assert text.to_simplified("硚口区著作权") == "硚口区著作权"


def test_width_folds_numbers_and_letters_but_not_sentence_signs() -> None:
    assert text.fold_width("２０１６年　１２．５％，（ＩＴＯ）") == "2016年 12.5%，（ITO）"
    assert text.fold_width("①②㎡、。；") == "①②㎡、。；"


def test_radicals_and_compatibility_forms_become_ordinary_characters() -> None:
    assert text.fold("⽅⾏") == "方行"  # U+2F45 U+2F8F, as PDF text layers have them
    assert text.fold("\uf900") == "岂"  # U+F900 is 豈, which simplifies to 岂


def test_match_key_joins_spellings_of_one_name() -> None:
    assert text.match_key("厦门市 商務局（ＩＴＯ）") == text.match_key("厦门市商务局(ito)")


def test_bigram_terms() -> None:
    assert text.bigram("服務貿易 ITO 2016年") == ["服务", "务贸", "贸易", "ito", "2016", "年"]
    assert text.bigram("") == []


@given(st.text(st.sampled_from("服务贸易發展外包企業"), min_size=2))
def test_a_substring_of_two_or_more_is_found_by_its_terms(sample: str) -> None:
    assert set(text.bigram(sample[:-1] if len(sample) > 2 else sample)) <= set(text.bigram(sample))


def test_ten_megabytes_fold_in_under_a_second() -> None:
    sample = "服務外包主體規模持續擴大，企業數量達到１５００家。abc\n" * 170_000
    assert len(sample.encode()) > 10_000_000
    text.fold("warm")
    best = min(_seconds(sample) for _ in range(3))
    assert best < 1.0


def _seconds(sample: str) -> float:
    start = time.process_time()
    text.fold(sample)
    return time.process_time() - start
