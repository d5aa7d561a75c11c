"""What the API shows, to whom, and how it is paged and cached."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import CallerMaker


def test_a_task_with_units_dates_and_unknowns(caller: CallerMaker) -> None:
    task = caller().get("/tasks/XM16-01").json()
    assert (task["plan"], task["clause"]) == ("xiamen-2016", "附件1/1")
    assert (task["schedule_kind"], task["due"]) == ("start_by", "2016-09-30")
    assert task["percent"] is None, "nobody has reported: unknown is not zero"
    # The plan's table names 市政府办, 市商务局, 各区政府 (six districts) and two zones.
    printed = [unit["as_printed"] for unit in task["units"]]
    assert printed.count("各区政府") == 6
    assert {"市政府办", "市商务局", "自贸区管委会", "火炬管委会"} <= set(printed)
    assert len(task["units"]) == 10


def test_targets_are_exact_and_blanks_are_null(caller: CallerMaker) -> None:
    targets = {t["code"]: t for t in caller().get("/targets?plan=xiamen-2016").json()["results"]}
    assert len(targets) == 19  # annex 2: eighteen sectors and the total
    assert targets["XM16-T05"]["baseline"] == "0.01"
    assert targets["XM16-T02"]["baseline"] is None
    assert targets["XM16-T19"]["value"] == "170"


def test_another_city_does_not_exist(caller: CallerMaker) -> None:
    wuhan = caller("wh-commerce")
    for path in (
        "/tasks/XM16-01",
        "/tasks/XM16-01/progress",
        "/targets/XM16-T01",
        "/documents/xiamen-2016",
        "/documents/xiamen-2016/clauses",
        "/departments/xm-commerce",
        "/areas/350200",
    ):
        reply = wuhan.get(path)
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found"), path
    for path in ("/tasks", "/targets", "/documents", "/plans", "/departments", "/areas"):
        xiamen = caller().get(f"{path}?page_size=200").content if path == "/tasks" else None
        seen = json.dumps(wuhan.get(f"{path}?page_size=200").json(), ensure_ascii=False)
        assert "XM16" not in seen
        assert "xm-" not in seen
        assert "350200" not in seen
        assert xiamen is None or b"XM16-01" in xiamen


def test_another_city_cannot_report(caller: CallerMaker) -> None:
    body = {"department": "wh-commerce", "kind": "progress", "text": "已办。"}
    assert caller("wh-commerce").post("/tasks/XM16-01/progress", body).status_code == 404


def test_filters(caller: CallerMaker) -> None:
    xiamen = caller()
    starts = xiamen.get("/tasks?schedule_kind=start_by&due_before=2016-10-01").json()
    assert {t["schedule_kind"] for t in starts["results"]} == {"start_by"}
    assert all(t["due"] < "2016-10-01" for t in starts["results"])
    assert starts["count"] > 0
    own = xiamen.get("/tasks?department=xm-logistics").json()["results"]
    assert "XM16-03" in {t["code"] for t in own}
    assert all("xm-logistics" in {u["department"] for u in t["units"]} for t in own)


def test_pages_meet_without_gap_or_overlap(caller: CallerMaker) -> None:
    xiamen = caller()
    whole = [t["code"] for t in xiamen.get("/tasks?page_size=200").json()["results"]]
    path: str | None = "/api/v1/tasks?page_size=7&plan=xiamen-2016"
    walked: list[str] = []
    while path:
        page = xiamen.get(path.removeprefix("/api/v1")).json()
        walked += [t["code"] for t in page["results"]]
        path = page["next"]
    assert walked == whole
    assert len(walked) == 25  # annex 1 has twenty-five tasks


@pytest.mark.parametrize("query", ["page=0", "page_size=0", "page_size=201", "page=x"])
def test_paging_has_bounds(caller: CallerMaker, query: str) -> None:
    reply = caller().get(f"/tasks?{query}")
    assert reply.status_code == 422
    assert reply.json()["fields"][0]["field"].endswith(query.split("=", maxsplit=1)[0])


def test_a_page_beyond_the_last_is_empty(caller: CallerMaker) -> None:
    page = caller().get("/tasks?page=9999").json()
    assert (page["results"], page["next"]) == ([], None)


def test_unchanged_is_304(caller: CallerMaker) -> None:
    xiamen = caller()
    first = xiamen.get("/tasks/XM16-01")
    again = xiamen.get("/tasks/XM16-01", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    other = xiamen.get("/tasks/XM16-02", If_None_Match=first.headers["ETag"])
    assert other.status_code == 200
    assert "no-cache" in first.headers["Cache-Control"]
    assert {"Authorization", "Cookie"} <= set(first.headers["Vary"].split(", "))


def test_lists_cost_the_same_however_long(
    caller: CallerMaker, django_assert_max_num_queries: Any
) -> None:
    xiamen = caller()
    xiamen.get("/tasks")
    for path in ("/tasks", "/targets", "/departments", "/documents/xiamen-2016/clauses"):
        with django_assert_max_num_queries(8):
            assert xiamen.get(f"{path}?page_size=200").status_code == 200


def test_the_committed_description_is_the_servers() -> None:
    from fumao.web.api import api

    kept = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"
    made = api.get_openapi_schema(path_prefix="/api/v1/")
    assert json.loads(kept.read_text(encoding="utf-8")) == json.loads(json.dumps(made)), (
        "run bin/openapi and commit docs/api/openapi.json"
    )
    assert made["openapi"].startswith("3.1")
