"""Every address there is, found by walking the resolver, and every way to fill its parameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.conf import settings as project
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch


@dataclass(frozen=True)
class Address:
    """A named address and the names of its parameters."""

    name: str
    parameters: tuple[str, ...]
    route: str


def _walk(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = (), route: str = ""
) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            below = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, below, here)
        else:
            name = ":".join((*spaces, pattern.name or ""))
            yield Address(name, tuple(pattern.pattern.regex.groupindex), here)


def addresses() -> list[Address]:
    return list(_walk(get_resolver(project.ROOT_URLCONF).url_patterns))


DUMMIES = ("1", "x")


def filled_in(
    address: Address, values: dict[str, list[object]], others: tuple[object, ...] = DUMMIES
) -> Iterator[str]:
    """Every way to fill the parameters of an address that its converters accept."""
    choices = [[*values.get(name, []), *others] for name in address.parameters]
    for filled in product(*choices):
        try:
            yield reverse(address.name, kwargs=dict(zip(address.parameters, filled, strict=True)))
        except NoReverseMatch:
            continue
