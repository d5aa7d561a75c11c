"""The numbers in front of headings and items: 第一章, 一、, （一）, 1., （1）, ①, 第五条, 附件2."""

import re
from dataclasses import dataclass
from typing import Literal

from fumao.reading.plain import chinese_number

LabelStyle = Literal[
    "annex", "part", "chapter", "section", "article",
    "han", "han_paren", "ordinal", "digit", "digit_paren", "circle", "hash",
]  # fmt: skip
# Outermost first: a style inside another is told by order of appearance, this is the tie-break.
RANK: dict[str, int] = {
    "annex": 0, "part": 1, "chapter": 2, "section": 3, "article": 4, "han": 5, "han_paren": 6,
    "ordinal": 6, "digit": 7, "digit_paren": 8, "circle": 9, "hash": 10,
}  # fmt: skip

_HAN = "一二三四五六七八九十百零〇○"
_LABEL = re.compile(
    rf"(?P<annex>附\s*[件表录]\s*(?:[{_HAN}]{{1,3}}|\d{{1,2}})?\s*(?=[:、.\s]|$))[:、.\s]*"
    rf"|(?P<part>第\s*[{_HAN}\d]{{1,4}}\s*[编篇部](?!分[^\s]))"
    rf"|(?P<chapter>第\s*[{_HAN}\d]{{1,4}}\s*章)"
    rf"|(?P<section>第\s*[{_HAN}\d]{{1,4}}\s*节)"
    rf"|(?P<article>第\s*[{_HAN}\d]{{1,5}}\s*条(?!款|例|第))"
    rf"|(?P<han>[{_HAN}]{{1,4}}\s*[、.](?!\d))"
    rf"|(?P<han_paren>\(\s*[{_HAN}]{{1,4}}\s*\)[、.]?)"
    rf"|(?P<ordinal>[一二三四五六七八九十]是(?=\S))"
    rf"|(?P<digit>\d{{1,3}}\s*(?:、|\.(?!\d)))"
    rf"|(?P<digit_paren>(?:\(\s*\d{{1,3}}\s*\)|\d{{1,3}}\))[、.]?)"
    rf"|(?P<circle>[①-⑳㈠-㈩⑴-⒇])"
)
_MARKDOWN = re.compile(r"\s*(?P<hash>#{1,6})?\s*(?:\*\*|__)?\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """A number at the head of a line: its style, its value and where it stands in the line."""

    style: LabelStyle | Literal["hash"]
    number: int | None
    text: str  # as matched, without spaces
    start: int
    end: int  # where the heading's words begin


def read_label(line: str, start: int = 0) -> Label | None:
    """Read the label at the head of `line` (matching text); None where there is none."""
    lead = _MARKDOWN.match(line, start)
    begin = lead.end() if lead else start
    match = _LABEL.match(line, begin)
    if match is None or match.lastgroup is None:
        if lead and lead["hash"]:
            return Label("hash", len(lead["hash"]), "", begin, begin)
        return None
    style = match.lastgroup
    words = re.sub(r"\s+", "", match[style])
    number = _value(style, words)
    if number is None and style != "annex":
        return None
    end = match.end()
    while end < len(line) and line[end] in " \t":
        end += 1
    return Label(style, number, words, begin, end)  # type: ignore[arg-type]


def _value(style: str, words: str) -> int | None:
    if style == "circle":
        for first, low in (("①", 0x2460), ("㈠", 0x3220), ("⑴", 0x2474)):
            if low <= ord(words) < low + 20 and first:
                return ord(words) - low + 1
        return None
    core = re.sub(rf"[^{_HAN}\d]", "", words)
    return chinese_number(core) if core else None


_TIGHT = re.compile(
    r"(?P<digit>\d{1,3})\.(?=\d)(?!\d+(?:\.\d+)?\s*(?:%|个?百分点|[万亿]|倍|元|[—~至-]\s*\d))"
)
_LEVELS = re.compile(r"\d{1,3}\.\d{1,2}(?:\.\d{1,2})*\.?\s*(?![\dA-Za-z.])")


def read_tight_label(line: str, after: int | None) -> Label | None:
    """Read the number of an item whose words begin with digits: 3.5G网络, 11.121工程.

    `after` is the last number of the row. Only the next number is one; 3.5亿元 is an amount.
    Many digits or a Latin letter must follow where no row has begun, else 1.1 is a level.
    """
    match = _TIGHT.match(line)
    if match is None:
        return None
    number = int(match["digit"])
    begins = after in (None, 0)
    if number != (1 if begins else (after or 0) + 1):
        return None
    if begins and _LEVELS.match(line):
        return None
    return Label("digit", number, match["digit"] + ".", 0, match.end())
