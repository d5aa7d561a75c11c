"""Partners summed into groups (EU, RCEP, BRICS …) as they were on a day.

Who is in a group depends on the day: the United Kingdom is in the EU until January 2020. A period
takes the members of its last day, and names who joined or left within it. A change between two
periods is always told for the members of the later one, so that it is trade that changed and not
the group.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fumao.core.crosswalks import Groups
from fumao.core.periods import Period
from fumao.statistics.measures import Figure, growth, total


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """What a group's members come to in a period, who they are, and who came or went within it."""

    group: str
    period: Period
    members: tuple[str, ...]
    figure: Figure
    joined: tuple[str, ...]
    left: tuple[str, ...]


def group_total(
    groups: Groups,
    group: str,
    period: Period,
    figures: Mapping[str, Figure],
    on: date | None = None,
) -> GroupTotal:
    """Return the sum of a group's members in a period; raises CoreError for an unknown group.

    `figures` holds the period's figures by partner: one left out has no trade, one that is None is
    hidden or not known and makes the sum so. `on` fixes the members to a day, the period's last
    one otherwise. A group without members on the day has no figure.
    """
    first, last = (groups.members(group, day) for day in (period.start, period.end))
    members = last if on is None else groups.members(group, on)
    figure = total(figures.get(one, Decimal(0)) for one in members)
    return GroupTotal(
        group,
        period,
        tuple(members),
        figure,
        tuple(one for one in last if one not in first),
        tuple(one for one in first if one not in last),
    )


def group_growth[P: Period](
    groups: Groups, group: str, period: P, figures: Mapping[P, Mapping[str, Figure]]
) -> Figure:
    """Return the change in per cent against the year before, for the members of today's period.

    None where either period has no figures at all.
    """
    before = period.last_year()
    if period not in figures or before not in figures:
        return None
    now, then = (
        group_total(groups, group, one, figures[one], period.end).figure for one in (period, before)
    )
    return growth(now, then)
