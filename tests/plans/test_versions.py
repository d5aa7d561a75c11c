"""Two contents held against each other, and codes that stay with their items."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fumao.apps.plans.content import digest_of
from fumao.apps.plans.versions import diff, keep_codes


def item(title: str, clause: str = "1", **fields: Any) -> dict[str, Any]:
    """A task as far as codes and differences look at it."""
    return {"code": "", "clause": clause, "title": title, **fields}


def content(*tasks: dict[str, Any]) -> dict[str, Any]:
    """A content with these tasks."""
    return {"document": {"title": "甲"}, "tasks": list(tasks), "targets": [], "incentives": []}


def coded(*titles: str) -> list[dict[str, Any]]:
    """Tasks with fresh codes."""
    return keep_codes([], [item(t, str(n)) for n, t in enumerate(titles)], "title", "P-")


def test_new_items_are_numbered() -> None:
    assert [t["code"] for t in coded("建平台", "办展会")] == ["P-01", "P-02"]


def test_moved_and_reworded_items_keep_their_codes() -> None:
    before = coded("建设公共服务平台", "举办服务贸易展会", "培育示范企业")
    after = keep_codes(
        before,
        [
            item("新增一项重点工作", "9"),
            item("培育示范企业", "1"),  # moved
            item("建设市级公共服务平台", "0"),  # reworded where it stood
        ],
        "title",
        "P-",
    )
    assert [t["code"] for t in after] == ["P-04", "P-03", "P-01"]


def test_a_difference_names_fields_before_and_after() -> None:
    before = content({**item("甲"), "code": "P-01", "due": "2016-09-30"})
    after = content(
        {**item("甲"), "code": "P-01", "due": "2016-12-31"}, {**item("乙"), "code": "P-02"}
    )
    found = diff(before, after)
    [(changed, [change])] = found.tasks.changed
    assert (changed["code"], change.field) == ("P-01", "due")
    assert (change.before, change.after) == ("2016-09-30", "2016-12-31")
    assert [t["code"] for t in found.tasks.added] == ["P-02"]
    assert not diff(before, before)
    back = diff(after, before)
    assert [t["code"] for t in back.tasks.removed] == ["P-02"]


@given(st.lists(st.text("服务贸易出口基地平台企业", min_size=1, max_size=6), max_size=8))
def test_the_same_items_again_keep_every_code(titles: list[str]) -> None:
    before = coded(*titles)
    again = keep_codes(before, [{**t, "code": ""} for t in before], "title", "P-")
    assert again == before
    assert digest_of(content(*again)) == digest_of(content(*before))
    assert len({t["code"] for t in again}) == len(titles)
