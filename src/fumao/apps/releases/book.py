"""The publications of the packs, and the code lists their figures are told by."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from fumao import __version__
from fumao.apps.orgs.models import Area
from fumao.core.errors import CoreError, Words
from fumao.core.periods import Period, parse_period
from fumao.core.schemes import CodeScheme
from fumao.packs.codes import country_groups, crosswalks, scheme, schemes
from fumao.packs.releases import Written, load_publications, read_publication
from fumao.statistics.frozen import Frozen, Group, Quality
from fumao.statistics.publication import AREA, Dimension, Publication
from fumao.statistics.tabulation import CodeList, Edition
from fumao.statistics.vintage import digest_of


@lru_cache(maxsize=1)
def written() -> Mapping[str, Written]:
    """Return every publication by its key, with the text it was read from."""
    return {one.publication.key: one for one in load_publications()}


def publication(key: str) -> Publication | None:
    """Return a publication; None where no pack has it any more."""
    found = written().get(key)
    return found.publication if found else None


@lru_cache(maxsize=64)
def definition(text: str) -> Publication:
    """Return the publication that a vintage's own text defines, whatever the packs say now."""
    return read_publication(text)


def period_of(code: str) -> Period:
    """Return a period from its code; raises CoreError."""
    return parse_period(code)


def freeze(
    one: Publication, area: Area, period: Period, limit: int, quality: tuple[Quality, ...] | None
) -> Frozen:
    """Return the inputs of a vintage as they stand now: code lists of the period's last day."""
    day = period.end
    codes, versions = {}, {}
    for dimension in one.dimensions:
        codes[dimension.name], version = _codes(dimension, area, day)
        if version:
            versions[dimension.scheme] = version
    text = written()[one.key].text
    return Frozen(
        area=(area.code, Words(area.name, area.name_en)),
        period=period.code,
        limit=limit,
        codes=codes,
        groups=tuple(_groups(one, day)),
        quality=quality,
        editions=editions_before(one, period),
        versions={
            "code": __version__,
            "publication": {"version": one.version, "digest": digest_of(text.encode())},
            "schemes": versions,
        },
    )


def _codes(dimension: Dimension, area: Area, day: date) -> tuple[CodeList, str]:
    if dimension.name == AREA:
        return _places(area), ""
    if dimension.codes:
        return CodeList(tuple((one.key, "", one.name) for one in dimension.codes)), ""
    found = scheme(dimension.scheme, day)
    rows = tuple((one.code, one.parent or "", one.label) for one in found.valid(day))
    return CodeList(rows), found.version


def editions_before(one: Publication, period: Period) -> dict[str, tuple[Edition, ...]]:
    """Return the earlier code lists that figures beside those of a period were filed by."""
    longest = max((line.length for line in one.series), default=1)
    first = min(period.shift(1 - longest), type(period)(period.year, 1)).last_year().start
    found = {}
    for dimension in one.dimensions:
        held = [
            _edition(old, scheme(dimension.scheme, period.end))
            for old in schemes()
            if dimension.scheme and old.key == dimension.scheme
            and old.edition.valid_to is not None and first <= old.edition.valid_to < period.end
        ]  # fmt: skip
        if held:
            found[dimension.name] = tuple(held)
    return found


def _edition(old: CodeScheme, new: CodeScheme) -> Edition:
    """Return an edition with where its codes lead: by a crosswalk of the packs, or nowhere known.

    A code without a link of its own follows the nearest above it.
    """
    last = old.edition.valid_to
    ends = (f"{old.key} {old.version}", f"{new.key} {new.version}")
    walk = next((one for one in crosswalks().values() if (one.source, one.target) == ends), None)
    links: dict[str, tuple[str, ...]] = {}
    for entry in old.valid(last) if last is not None else ():
        chain = [entry.code, *(above.code for above in old.ancestors(entry.code, last))]
        told = next((on for code in chain if walk and (on := walk.targets(code))), [])
        # What is wider than its one target lies elsewhere too, and nobody has said where.
        known = not any(link.kind == "broader" for link in told)
        links[entry.code] = tuple(link.target for link in told) if known else ()
    return Edition(old.version, last.isoformat() if last is not None else "", links)


def _places(area: Area) -> CodeList:
    """Return the places below an area as a tree, and the area itself for what is filed there."""
    rows = list(
        Area.objects.filter(path__startswith=area.path).select_related("parent").order_by("path")
    )
    found = []
    for one in rows:
        parent = one.parent if one.parent is not None and one.parent.path != area.path else None
        up = parent.code if parent is not None and one.pk != area.pk else ""
        found.append((one.code, up, Words(one.name, one.name_en)))
    if len(found) < 2:
        raise CoreError(
            "no_districts",
            f"{area.name}没有下属辖区，不能按辖区编制",
            f"{area.name_en} has no districts to tell figures by",
        )
    return CodeList(tuple(found))


def _groups(one: Publication, day: date) -> list[Group]:
    held = country_groups()
    keys = dict.fromkeys(key for table in one.tables for key in table.groups)
    return [Group(key, held.names[key], tuple(held.members(key, day))) for key in keys]
