"""Look for doubtful pairs: names of a confirmed list that nothing certain stands for."""

from collections.abc import Iterable

from django.db import transaction
from django.tasks import task

from fumao.apps.enterprises.models import EnterpriseName
from fumao.apps.orgs.models import Area
from fumao.apps.sharing.models import NamePair, SharedData
from fumao.apps.sharing.names_matched import Matched, matched
from fumao.statistics.matching import Likeness, Party, installed, likely_pairs


@task()
def find_pairs(data_id: int) -> None:
    """Keep the likeliest enterprises of each open name for a person; a second run adds nothing.

    Without Splink there are none: exact matching alone works then, and the page says so.
    """
    if not installed():
        return
    data = SharedData.objects.select_related("grant__area").get(pk=data_id)
    unsettled = {one.match: one for one in matched(data) if _asks(one)}
    if not unsettled:
        return
    path = data.grant.area.path
    names = EnterpriseName.objects.filter(enterprise__area__path__startswith=path)
    keys = list(names.values_list("pk", "match", "enterprise_id"))
    owners = {str(pk): owner for pk, _match, owner in keys}
    here = [Party(match, match) for match in unsettled]
    there = [Party(str(pk), match) for pk, match, _owner in keys]
    places = Area.objects.values_list("name", flat=True)
    found = likely_pairs(here, there, {name.rstrip("省市区县") for name in places} - {""})
    with transaction.atomic():
        NamePair.objects.bulk_create(
            _pairs(data, found, unsettled, owners), ignore_conflicts=True, batch_size=500
        )


def _asks(one: Matched) -> bool:
    """Tell whether nobody knows whose name it is; one with a code of its own is another's."""
    return one.enterprise is None and bool(one.match) and not one.code


def _pairs(
    data: SharedData,
    found: Iterable[Likeness],
    unsettled: dict[str, Matched],
    owners: dict[str, int],
) -> list[NamePair]:
    """Return the pairs to keep, each enterprise once a name, by its likeliest name."""
    best: dict[tuple[str, int], Likeness] = {}
    for one in found:
        key = (one.left, owners[one.right])
        if key not in best or one.score > best[key].score:
            best[key] = one
    return [
        NamePair(
            data=data, number=unsettled[match].number, name=unsettled[match].name, match=match,
            enterprise_id=owner, score=one.score, why=[list(part) for part in one.why],
        )
        for (match, owner), one in best.items()
    ]  # fmt: skip
