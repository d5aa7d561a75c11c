"""Text with marks: no word is lost or changed, wherever marks lie; tables are told by tabs."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from fumao.apps.plans.marked import Mark, marked_html


def plain(marked: str) -> str:
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", marked)))


def test_marks_may_overlap() -> None:
    made = marked_html("市商务局负责", [Mark(0, 6, 1), Mark(0, 4, 2, "m-org")])
    assert made == (
        '<p><mark id="m1" class="m-org" data-p="1 2">市商务局</mark>'
        '<mark data-p="1">负责</mark></p>'
    )


def test_both_forms_of_tables() -> None:
    made = marked_html("头\n1\t甲\t乙\n\t2\n\t丙\n\n尾 & <b>", [Mark(4, 5, 7)])
    assert made.count("<table") == 1  # the rows follow one another
    assert re.findall(r"<td>(.*?)</td>", made) == [
        "1", '<mark id="m7" data-p="7">甲</mark>', "乙", "2", "丙"
    ]  # fmt: skip
    assert made.endswith("<p>尾 &amp; &lt;b&gt;</p>")


@given(
    st.text(alphabet="甲乙丙<&>\t\n 1", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70), st.integers(1, 9)), max_size=8),
)
def test_every_character_is_kept_in_order(text: str, places: list[tuple[int, int, int]]) -> None:
    marks = [Mark(min(a, b), max(a, b), owner) for a, b, owner in places]
    assert plain(marked_html(text, marks)) == re.sub(r"\s", "", text)
