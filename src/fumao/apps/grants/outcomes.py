"""What became of the entitlements: told by the apps above, which know of claims and payments."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area


@dataclass(frozen=True, slots=True)
class Outcome:
    """Claims under one rule: how many applied, were granted, paid and refused; amounts in fen.

    `reasons` are those of refusals, most frequent first; `days` is the median from submission to
    decision, None where nothing is decided.
    """

    applied: int
    granted: int
    granted_fen: int
    paid: int
    paid_fen: int
    refused: int
    reasons: tuple[str, ...]
    days: int | None


type Provider = Callable[[Actor, Area, Collection[str]], Mapping[str, Outcome]]
_providers: list[Provider] = []


def use_outcomes(provider: Provider) -> None:
    """Ask `provider` for what became of rules' entitlements; called once, when apps are ready."""
    if provider not in _providers:
        _providers.append(provider)


def outcomes(actor: Actor, area: Area, rules: Collection[str]) -> dict[str, Outcome]:
    """Return the outcomes by rule in an area; a rule nobody could claim under has none."""
    found: dict[str, Outcome] = {}
    for provider in _providers:
        found |= provider(actor, area, rules)
    return found
