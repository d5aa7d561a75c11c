"""Which department takes which seat of a route, for an applicant's area on a day."""

from datetime import date

from django.utils.translation import gettext as _

from fumao.apps.orgs.models import Area, Department
from fumao.apps.orgs.refusals import refusal
from fumao.apps.orgs.service import offices
from fumao.procedures.definitions import Procedure


def seated(
    procedure: Procedure, area: Area, day: date
) -> tuple[Department, dict[str, list[int | None]]]:
    """Return the office that owns the case, and the departments of every step's seats.

    Raises ValidationError naming the function and level that no department answers for.
    """
    found = offices(area, day)
    owner = found.get((procedure.owner, procedure.level))
    if owner is None:
        raise _nobody(procedure.owner, procedure.level)
    seats: dict[str, list[int | None]] = {}
    for step in procedure.route:
        if step.is_system:
            continue
        taken: list[int | None] = []
        for seat in step.by:
            unit = found.get((seat.function, seat.level))
            if unit is None:
                raise _nobody(seat.function, seat.level)
            taken.append(unit.pk)
        seats[step.key] = taken
    return owner, seats


def _nobody(function: str, level: str) -> Exception:
    return refusal(
        "office",
        _("本地区没有承担“%(function)s”职能的%(level)s级单位，请先在机构名录中登记。"),
        function=function,
        level=level,
    )
