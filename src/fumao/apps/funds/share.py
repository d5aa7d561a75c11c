"""How what is left of a call is shared when more is claimed: pro rata or by rank, to the fen."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from fumao.apps.funds.models import Call, Claim, State
from fumao.rules.budget import share_out


@dataclass(frozen=True, slots=True)
class Share:
    """A claim with its demand and what it would get, in fen."""

    claim: Claim
    demand: int
    award: int


@dataclass(frozen=True, slots=True)
class Shared:
    """A sharing before it is approved; the same claims and money give the same digest."""

    shares: list[Share]
    budget: int
    demand: int

    @property
    def awarded(self) -> int:
        """Return the sum of the awards: the smaller of demand and budget."""
        return sum(share.award for share in self.shares)

    @property
    def digest(self) -> str:
        """Return the SHA-256 over every claim with its award, and the budget."""
        lines = [f"{share.claim.number}|{share.demand}|{share.award}" for share in self.shares]
        return hashlib.sha256("\n".join([str(self.budget), *lines]).encode()).hexdigest()


def share(call: Call) -> Shared:
    """Work out what each assessed claim of a call would get."""
    claims = list(
        call.claims.filter(state=State.ASSESSED, computed__gt=0)
        .select_related("enterprise")
        .order_by("number")
    )
    budget = max(0, min(call.left, call.fund_year.left))
    demands = {claim.pk: min(claim.asked, claim.computed or 0) for claim in claims}
    if call.sharing == Call.Sharing.RANK:
        # Unscored claims stand last; equal scores by the number, so by the order of entry.
        claims.sort(key=lambda one: (one.score is None, -(one.score or 0), one.number))
        awards = _by_rank(claims, demands, budget)
    else:
        numbers = {claim.number: claim.pk for claim in claims}
        found = share_out([(number, demands[pk]) for number, pk in numbers.items()], budget)
        awards = {numbers[number]: award or 0 for number, award in found.items()}
    return Shared(
        [Share(claim, demands[claim.pk], awards[claim.pk]) for claim in claims],
        budget,
        sum(demands.values()),
    )


def _by_rank(claims: Iterable[Claim], demands: dict[int, int], budget: int) -> dict[int, int]:
    """Give everyone in turn what is asked while it lasts; the last one gets the rest."""
    awards: dict[int, int] = {}
    for claim in claims:
        awards[claim.pk] = min(demands[claim.pk], budget)
        budget -= awards[claim.pk]
    return awards
