"""The media types of the standard, and which of them an Accept header asks for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from fumao.statistics.sdmx.errors import QueryError
from fumao.statistics.sdmx.versions import Pattern

type Kind = Literal["data", "structure", "availability"]
type Syntax = Literal["csv", "json", "xml"]
_TYPE = re.compile(r"application/vnd\.sdmx\.(data|structure)\+(csv|json|xml)")
_PLAIN = {"application/json": "json", "application/xml": "xml", "text/csv": "csv"}
# Availability is told in a message of structures.
_TYPES = {"data": "data", "structure": "structure", "availability": "structure"}
# What is written, the format that stands first being given where a client takes any.
_OFFERED: dict[str, tuple[tuple[Syntax, str], ...]] = {
    "data": (
        ("json", "2.1.0"), ("json", "2.0.0"), ("xml", "3.1.0"), ("xml", "3.0.0"),
        ("csv", "2.1.0"), ("csv", "2.0.0"),
    ),
    "structure": (("json", "2.1.0"), ("json", "2.0.0"), ("xml", "3.1.0"), ("xml", "3.0.0")),
    "availability": (("json", "2.1.0"), ("xml", "3.1.0")),
}  # fmt: skip
_CSV_OPTIONS: dict[str, tuple[str, ...]] = {
    "labels": ("id", "name", "both"),
    "timeformat": ("original", "normalized"),
    "keys": ("none", "obs", "series", "both"),
}


@dataclass(frozen=True, slots=True)
class Format:
    """One format: data or structure, syntax, version; the last two are options of CSV."""

    kind: Kind
    syntax: Syntax
    version: str
    labels: str = "id"
    keys: str = "none"

    @property
    def media_type(self) -> str:
        """Return it as it stands in Content-Type."""
        options = ""
        if self.syntax == "csv" and (self.labels, self.keys) != ("id", "none"):
            options = f";labels={self.labels};keys={self.keys}"
        return (
            f"application/vnd.sdmx.{_TYPES[self.kind]}+{self.syntax}"
            f";version={self.version}{options}"
        )


def offered(kind: Kind) -> tuple[Format, ...]:
    """Return every format of a kind, the default first."""
    return tuple(Format(kind, syntax, version) for syntax, version in _OFFERED[kind])


def negotiate(kind: Kind, accept: str) -> Format:
    """Return the format an Accept header likes best; raises QueryError (406) where there is none.

    Takes the standard's types with a version (also a pattern such as 3.0+.0), application/json,
    application/xml, text/csv and wildcards. Of equal weight, what stands first is taken.
    """
    wanted = sorted(_ranges(accept or "*/*"), key=lambda one: -one[2])
    for name, options, weight in wanted:
        found = _matching(kind, name, options) if weight > 0 else None
        if found is not None:
            return found
    names = ", ".join(one.media_type for one in offered(kind))
    raise QueryError(
        406,
        f"没有所要求的格式“{accept}”，可用的有：{names}",
        f'there is no format "{accept}"; there are: {names}',
    )


def _ranges(accept: str) -> Iterator[tuple[str, Mapping[str, str], float]]:
    for part in accept.split(","):
        name, *rest = (piece.strip() for piece in part.split(";"))
        options = {}
        for piece in rest:
            key, _, value = piece.partition("=")
            options[key.strip().lower()] = value.strip().strip('"')
        try:
            weight = float(options.pop("q", "1"))
        except ValueError:
            weight = 0.0
        yield name.lower(), options, weight


def _matching(kind: Kind, name: str, options: Mapping[str, str]) -> Format | None:
    own = _TYPE.fullmatch(name)
    syntax = own[2] if own else _PLAIN.get(name)
    if (own is not None and own[1] != _TYPES[kind]) or (
        syntax is None and name not in ("*/*", "application/*")
    ):
        return None
    version = options.get("version", "*")
    for one in offered(kind):
        if syntax in (None, one.syntax) and (own is None or _fits(version, one.version)):
            return _with_options(one, options)
    return None


def _fits(pattern: str, version: str) -> bool:
    read = Pattern.read(pattern)
    return read is not None and read.fits(version)


def _with_options(one: Format, options: Mapping[str, str]) -> Format:
    if one.syntax != "csv":
        return one
    for name, allowed in _CSV_OPTIONS.items():
        if options.get(name, allowed[0]) not in allowed:
            raise QueryError(
                406,
                f"{name} 只能是 {'、'.join(allowed)}",
                f"{name} is one of {', '.join(allowed)}",
            )
    # Times are Gregorian and written in one way only: original and normalized are the same.
    return Format(
        one.kind, "csv", one.version, options.get("labels", "id"), options.get("keys", "none")
    )
