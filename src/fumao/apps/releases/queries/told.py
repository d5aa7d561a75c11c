"""By which batches the periods of a publication have been told already, in vintages of an area."""

from collections.abc import Iterable, Mapping
from typing import Any

from fumao.apps.releases.models import APPROVALS, Release, Vintage
from fumao.apps.releases.queries.frozen import content_of
from fumao.statistics.chains import chain
from fumao.statistics.frozen import Limits
from fumao.statistics.vintage import told_in


def told_before(release: Release, limit: int) -> dict[str, Limits]:
    """Return by period code the limits that approved vintages told it by, the latest last.

    What was taken back before its hour was never told. What was taken back later was: the period
    is told anew, by `limit`, beside it.
    """
    found: dict[str, Limits] = {}
    back: dict[str, bool] = {}  # whether the last vintage of a period itself was taken back
    for vintage in _approved(release):
        content = content_of(vintage)
        back[content["period"]] = hasattr(vintage, "withdrawal")
        for code in _periods(content):
            last = chain(told_in(content), code, content["period"], content["inputs"]["limit"])[-1]
            if found.get(code, ())[-1:] != (last,):
                found[code] = (*found.get(code, ()), last)
    for code in (one for one, taken in back.items() if taken and found[one][-1] != limit):
        found[code] = (*found[code], limit)
    return found


def told_otherwise(vintage: Vintage) -> bool:
    """Tell whether vintages approved since a compilation told one of its periods by other batches.

    Both together would then tell what was filed between them.
    """
    content = content_of(vintage)
    own, limit = content["period"], content["inputs"]["limit"]
    then, now = told_in(content), told_before(vintage.release, limit)
    return any(
        chain(then, code, own, limit) != chain(now, code, own, limit) for code in _periods(content)
    )


def _approved(release: Release) -> Iterable[Vintage]:
    """Return the approved vintages of a release's publication and area as they were approved."""
    rows = Vintage.objects.filter(
        release__publication=release.publication, release__area=release.area_id,
        approvals__place=APPROVALS,
    )  # fmt: skip
    never = rows.filter(withdrawal__was_public=False)
    return rows.exclude(pk__in=never).select_related("withdrawal").order_by("approvals__at", "pk")


def _periods(content: Mapping[str, Any]) -> list[str]:
    return sorted({code for _form, code, _number, _digest in content["inputs"]["batches"]})
