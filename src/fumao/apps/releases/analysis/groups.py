"""Which members the groups of an answer have, and since when: the version in force."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fumao.apps.releases.analysis.asked import Asked
from fumao.apps.releases.analysis.data import Data
from fumao.apps.releases.analysis.shown import Answer
from fumao.apps.releases.wording import english, say
from fumao.core.errors import Words
from fumao.statistics.pivot import PERIOD
from fumao.statistics.published import GROUP

type Span = tuple[str, str, tuple[str, ...]]  # the first and last period, and the members in them


@dataclass(frozen=True, slots=True)
class GroupVersion:
    """A group as it stood from one period to another: how many members, who came and who left."""

    label: str
    first: str
    last: str
    count: int
    joined: str
    left: str


def group_versions(data: Data, asked: Asked, answer: Answer) -> list[GroupVersion]:
    """Return the versions of the groups that an answer shows, by group and in order of time.

    A period takes the members of its last day.
    """
    labels = {
        one.code: say(one.label)
        for axis in data.axes.values()
        for one in axis.members
        if one.kind == "group"
    }
    shown = [row.code for row in answer.rows if row.kind == "group"]
    shown += [code for code in asked.terms.at.values() if code in labels]
    return [
        version
        for code in dict.fromkeys(shown)
        for version in _versions(
            labels[code], _spans(data, asked, code.removeprefix(GROUP)), data.figures.labels
        )
    ]


def _spans(data: Data, asked: Asked, key: str) -> list[Span]:
    """Return the members of a group, periods with the same ones taken together."""
    terms = asked.terms
    over_time = PERIOD in (terms.rows, terms.columns)
    found: list[Span] = []
    for period in terms.periods if over_time else terms.periods[-1:]:
        members = data.groups.get(period.code, {}).get(key)
        if members is None:
            continue
        if found and found[-1][2] == members:
            found[-1] = (found[-1][0], period.code, members)
        else:
            found.append((period.code, period.code, members))
    return found


def _versions(
    label: str, spans: Sequence[Span], names: Mapping[str, Words]
) -> Iterator[GroupVersion]:
    def named(codes: Sequence[str], but: Sequence[str]) -> str:
        told = [say(names[one]) if one in names else one for one in codes if one not in but]
        return (", " if english() else "、").join(told)

    before: tuple[str, ...] | None = None
    for first, last, members in spans:
        was = members if before is None else before
        yield GroupVersion(
            label, first, last, len(members), named(members, was), named(was, members)
        )
        before = members
