"""The frozen content of a release: what is published, and all it was made from.

Only protected and rounded figures are in it, never what one respondent gave (统计法 art. 28). The
same batches, definition and frozen inputs give the same bytes again at any time.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from fumao.core.errors import CoreError, Words
from fumao.core.periods import Period, parse_period
from fumao.statistics.batches import Batches
from fumao.statistics.chains import Chains, limits_of
from fumao.statistics.disclosure.table import Cell
from fumao.statistics.figures import Figures, headlines, series
from fumao.statistics.frozen import Frozen, Group, Limits, Quality, said
from fumao.statistics.publication import Publication
from fumao.statistics.table_figures import tables
from fumao.statistics.tabulation import CodeList, Edition, Tabulation, batches_used

FORMAT = 1  # of the content; a later one is read beside it, never in its place

type Content = dict[str, Any]


def canonical(content: Content) -> bytes:
    """Return the content as the bytes that are kept: keys sorted, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(body: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(body).hexdigest()


def compile_vintage(
    publication: Publication,
    batches: Batches,
    frozen: Frozen,
    earlier: Content | None = None,
    chains: Chains | None = None,
) -> Content:
    """Return the content for a period; raises CoreError where nothing was accepted for it, and
    where what it differs by from what was told before would tell what a few respondents reported.

    `earlier` is the vintage whose place it takes: what differs is listed. `chains` may be those of
    another content made of the same code lists, so that no table is protected twice.
    """
    period = parse_period(frozen.period)
    chains = chains or Chains(publication, batches, frozen)
    before = limits_before(earlier)
    limits = limits_of(frozen, period, before)
    if not chains.tabulation(frozen.limit).known(period):
        raise CoreError(
            "no_batches",
            f"{period.show('zh')}还没有审核通过的报表，不能编制",
            f"nothing is accepted for {period.show('en')} yet: there is nothing to compile",
        )
    if limits[:-1]:
        _together(publication, period, *(chains.tabulation(one) for one in limits[-2:]))
    figures = Figures(publication, lambda one: chains.at(limits_of(frozen, one, before)), period)
    content: Content = {
        "format": FORMAT,
        "publication": publication.key,
        "title": said(publication.title),
        "area": {"code": frozen.area[0], **said(frozen.area[1])},
        "period": period.code,
        "synthetic": frozen.synthetic,
        "headlines": list(headlines(figures)),
        "tables": list(tables(figures, {one.key: one for one in frozen.groups})),
        "series": list(series(figures)),
        "quality": [asdict(one) for one in frozen.quality] if frozen.quality is not None else None,
        "rules": _rules(publication),
        "inputs": _inputs(figures, frozen),
    }
    content["revision"] = None if earlier is None else _revision(earlier, content, frozen.why)
    return content


def limits_before(earlier: Content | None) -> list[int]:
    """Return the last batch of each vintage up to one, in their order; none without one."""
    if earlier is None:
        return []
    before = earlier["revision"]["limits"] if earlier["revision"] is not None else []
    return [*before, earlier["inputs"]["limit"]]


def _together(
    publication: Publication, period: Period, before: Tabulation, now: Tabulation
) -> None:
    """Refuse figures whose difference from those told before would tell what a few have reported.

    Both are public: what they differ by is published as well (统计法 art. 28).
    """
    measure = publication.measures[0].key
    parts: dict[str, Decimal] = {}
    for sign, one in ((1, now), (-1, before)):
        for record in one.records(period, measure):
            parts[record.respondent] = parts.get(record.respondent, Decimal(0)) + (
                sign * record.value
            )
    changed = {who: much for who, much in parts.items() if much}
    cell = Cell(sum(changed.values(), Decimal(0)), changed)
    if publication.rules.reasons(cell):
        raise CoreError(
            "correction_tells",
            f"只有{len(changed)}家企业的数字有变化，或差额主要来自一家：公布更正会泄露其数字。"
            "等更多更正一并编制",
            f"the figures of {len(changed)} respondents have changed, or mostly of one: the "
            "difference would tell them. Wait and compile with more corrections",
        )


def _rules(publication: Publication) -> dict[str, Any]:
    rules = publication.rules
    return {
        "least": rules.least, "largest": rules.largest,
        "share": None if rules.share is None else str(rules.share),
        "prior": None if rules.prior is None else str(rules.prior),
    }  # fmt: skip


def _inputs(figures: Figures, frozen: Frozen) -> dict[str, Any]:
    used = [
        one
        for period in figures.periods()
        for one in figures.shields(period).tabulation.batches_of(period)
    ]
    found: dict[str, Any] = {
        "batches": batches_used(used),
        "limit": frozen.limit,
        "codes": {
            name: [[code, parent, words.zh, words.en] for code, parent, words in codes.rows]
            for name, codes in frozen.codes.items()
        },
        "groups": [
            {"key": one.key, **said(one.label), "members": list(one.members)}
            for one in frozen.groups
        ],
        "versions": dict(frozen.versions),
    }
    if frozen.told:
        found["told"] = {code: list(limits) for code, limits in frozen.told.items()}
    if frozen.editions:
        found["editions"] = {
            name: [
                {"version": one.version, "until": one.until,
                 "links": {code: list(to) for code, to in one.links.items()}}
                for one in some
            ]
            for name, some in frozen.editions.items()
        }  # fmt: skip
    return found


def frozen_of(content: Content) -> Frozen:
    """Return what a vintage was made from, read out of its content."""
    inputs = content["inputs"]
    quality = content["quality"]
    return Frozen(
        area=(content["area"]["code"], _words(content["area"])),
        period=content["period"],
        limit=inputs["limit"],
        codes={
            name: CodeList(tuple((code, up, Words(zh, en)) for code, up, zh, en in rows))
            for name, rows in inputs["codes"].items()
        },
        groups=tuple(
            Group(one["key"], _words(one), tuple(one["members"])) for one in inputs["groups"]
        ),
        quality=None if quality is None else tuple(Quality(**one) for one in quality),
        versions=inputs["versions"],
        synthetic=content["synthetic"],
        why=content["revision"]["why"] if content["revision"] else "",
        editions={
            name: tuple(
                Edition(
                    one["version"],
                    one["until"],
                    {code: tuple(to) for code, to in one["links"].items()},
                )
                for one in some
            )
            for name, some in inputs.get("editions", {}).items()
        },
        told=told_in(content),
    )


def told_in(content: Content) -> dict[str, Limits]:
    """Return what a vintage knew of how its periods had been told before."""
    return {code: tuple(limits) for code, limits in content["inputs"].get("told", {}).items()}


def _words(kept: Mapping[str, str]) -> Words:
    return Words(kept["zh"], kept["en"])


def rebuild(
    content: Content,
    publication: Publication,
    batches: Batches,
    earlier: Content | None = None,
) -> Content:
    """Return the content made again from the batches it names.

    Raises CoreError where one of them is gone or is no longer what was written.
    """
    form = publication.form
    held = {
        (one.period, one.number, one.digest): one
        for code in {named[1] for named in content["inputs"]["batches"]}
        for one in batches.of(form, code)
    }
    for _form, code, number, digest in content["inputs"]["batches"]:
        one = held.get((code, number, digest))
        if one is None or not one.sound():
            raise CoreError(
                "batch_lost",
                f"批次 {form}/{code}/{number} 缺失或已损坏，无法重建；请从备份恢复该文件",
                f"batch {form}/{code}/{number} is missing or damaged, so that nothing can be "
                "rebuilt: restore the file from a backup",
            )
    return compile_vintage(publication, batches, frozen_of(content), earlier)


def _revision(earlier: Content, now: Content, why: str) -> dict[str, Any]:
    changes = list(changes_between(earlier, now))
    return {
        "of": digest_of(canonical(earlier)), "why": why, "changes": changes,
        "limits": limits_before(earlier),
    }  # fmt: skip


def changes_between(old: Content, new: Content) -> Iterator[dict[str, Any]]:
    """Yield every published figure that differs: where it stands, what it was and what it is."""
    before, after = dict(_figures(old)), dict(_figures(new))
    for place in [*after, *(one for one in before if one not in after)]:
        was, is_ = before.get(place), after.get(place)
        if was != is_:
            yield {"place": list(place), "old": was, "new": is_}


def _figures(content: Content) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield the cells of a content by their places: part, key, row or period, column."""
    for one in content["headlines"]:
        yield ("headline", one["key"], "", ""), one["cell"]
    for table in content["tables"]:
        for row in table["rows"]:
            yield from _row(table, row)
    for one in content["series"]:
        for line in one["lines"]:
            for period, cell in zip(one["periods"], line["cells"], strict=True):
                yield ("series", one["key"], line["code"], period), cell


def _row(
    table: Mapping[str, Any], row: Mapping[str, Any]
) -> Iterable[tuple[tuple[str, ...], dict[str, Any]]]:
    for column, cell in zip(table["columns"], row["cells"], strict=True):
        yield ("table", table["key"], row["code"], column["key"]), cell
