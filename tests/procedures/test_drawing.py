"""A route's drawing: well formed, without styles, texts inside their boxes, states marked."""

import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise

import pytest

from fumao.procedures.definitions import Procedure
from fumao.procedures.drawing import Way, route_svg
from fumao.procedures.drawing_parts import advance, wrapped
from fumao.procedures.golden_play import Play
from fumao.procedures.intake import Filing
from fumao.procedures.state import CaseState
from tests.procedures import registration

_SVG = "{http://www.w3.org/2000/svg}"


def drawn(way: Way = "upright", state: CaseState | None = None, language: str = "zh") -> ET.Element:
    text = route_svg(registration.procedure(), language, state, way)
    return ET.fromstring(text)  # noqa: S314 - our own


def in_review() -> CaseState:
    """The granted case after its acceptance."""
    case = registration.cases()["granted"]
    filing = Filing(case.form, case.on, frozenset(case.papers), about={"applicant_active": True})
    play = Play(registration.form(), registration.calendar(), filing)
    play.take(date(2022, 6, 21), case.events[0].told)
    return play.case


@pytest.mark.parametrize("way", ["upright", "lying"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts_stand_inside_their_boxes_and_the_drawing(way: Way, language: str) -> None:
    svg = drawn(way, in_review(), language)
    width, height = float(svg.attrib["width"]), float(svg.attrib["height"])
    if way == "upright":
        assert width <= 390 - 2 * 15  # a phone, less the margins of a panel
    nodes = svg.findall(f"{_SVG}g")
    assert len(nodes) == 7  # start, four steps, granted, turned down
    for node in nodes:
        box = node.find(f"{_SVG}rect")
        assert box is not None
        x, y, w, h = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert x + w <= width
        assert y + h <= height
        for text in node.findall(f"{_SVG}text"):
            size = int(text.attrib["font-size"])
            assert float(text.attrib["x"]) + advance(text.text or "", size) <= x + w
            assert y < float(text.attrib["y"]) < y + h


@pytest.mark.parametrize("way", ["upright", "lying"])
def test_boxes_do_not_meet(way: Way) -> None:
    places = []
    for node in drawn(way).findall(f"{_SVG}g"):
        box = node.find(f"{_SVG}rect")
        assert box is not None
        places.append(tuple(float(box.attrib[n]) for n in ("x", "y", "width", "height")))
    for (ax, ay, aw, ah), (bx, by, _bw, _bh) in pairwise(places):
        assert ax + aw < bx or ay + ah < by


def test_no_style_no_script_and_a_name_for_those_who_do_not_see() -> None:
    svg = drawn()
    for part in svg.iter():
        assert "style" not in part.attrib
        assert not any(name.startswith("on") for name in part.attrib)
        assert part.tag.removeprefix(_SVG) in {
            "svg", "g", "rect", "text", "path", "circle", "title", "desc",
        }  # fmt: skip
    labels = svg.attrib["aria-labelledby"].split()
    assert [part.attrib["id"] for part in svg if "id" in part.attrib] == labels
    told = svg.findtext(f"{_SVG}desc") or ""
    assert "2 审查，1个工作日，市商务部门复核，通过后决定，不通过则不予通过，可退回补正" in told


def test_a_state_marks_what_is_done_and_where_it_stands() -> None:
    marks = [node.attrib["class"] for node in drawn(state=in_review()).findall(f"{_SVG}g")]
    assert marks == ["node done", "node done", "node now", "node", "node", "node", "node"]
    told = drawn(state=in_review(), language="en").findtext(f"{_SVG}desc") or ""
    assert "may be returned for correction, in progress" in told


def test_arrows_lead_back_to_the_applicant_and_down_to_the_refusal() -> None:
    lines = [p.attrib["class"] for p in drawn().iter(f"{_SVG}path") if "line" in p.attrib["class"]]
    assert lines.count("line pass") == 5
    assert lines.count("line refuse") == 1
    assert lines.count("line return") == 1


def test_names_are_escaped() -> None:
    text = registration.text().replace("title_zh: 受理", "title_zh: <受理>&")
    from fumao.packs.procedures import read_procedure

    made: Procedure = read_procedure(text)
    assert "&lt;受理&gt;&amp;" in route_svg(made, "zh")


def test_lines_are_broken_between_words() -> None:
    assert wrapped("one two three", 10, advance("one two", 10)) == ["one two", "three"]
    assert wrapped("一二三四", 10, 20) == ["一二", "三四"]
