"""Which members the groups of an answer have, and since when: the version in force."""

from dataclasses import dataclass

from fumao.apps.releases.analysis.asked import Asked
from fumao.apps.releases.analysis.data import Data
from fumao.apps.releases.analysis.shown import Answer
from fumao.apps.releases.wording import say
from fumao.statistics.pivot import PERIOD
from fumao.statistics.published import GROUP


@dataclass(frozen=True, slots=True)
class GroupVersion:
    """A group as it stood in some periods: how many members, who came and who left since before."""

    label: str
    first: str
    last: str
    count: int
    members: tuple[str, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]


def group_versions(data: Data, asked: Asked, answer: Answer) -> list[GroupVersion]:
    """Return the versions of the groups that an answer shows, by group and in order of time.

    A period takes the members of its last day.
    """
    codes = {
        one.code: say(one.label)
        for axis in data.axes.values()
        for one in axis.members
        if one.kind == "group"
    }
    shown = [row.code for row in answer.rows if row.kind == "group"]
    shown += [code for code in asked.terms.at.values() if code in codes]
    names = {code: say(words) for code, words in data.figures.labels.items()}
    terms = asked.terms
    over_time = PERIOD in (terms.rows, terms.columns)
    shown_periods = terms.periods if over_time else terms.periods[-1:]
    found = []
    for code in dict.fromkeys(shown):
        key = code.removeprefix(GROUP)
        spans: list[tuple[str, str, tuple[str, ...]]] = []
        for period in shown_periods:
            members = data.groups.get(period.code, {}).get(key)
            if members is None:
                continue
            if spans and spans[-1][2] == members:
                spans[-1] = (spans[-1][0], period.code, members)
            else:
                spans.append((period.code, period.code, members))
        for place, (first, last, members) in enumerate(spans):
            before = spans[place - 1][2] if place else members
            found.append(
                GroupVersion(
                    codes[code], first, last, len(members),
                    tuple(names.get(one, one) for one in members),
                    tuple(names.get(one, one) for one in members if one not in before),
                    tuple(names.get(one, one) for one in before if one not in members),
                )
            )  # fmt: skip
    return found
