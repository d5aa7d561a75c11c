"""The registers of areas, departments and parks."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from fumao.apps.orgs import queries
from fumao.apps.orgs.functions import LABELS
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.limits import EXPORT, spend
from fumao.apps.orgs.models import Area, Department, Park
from fumao.apps.orgs.names import name_on
from fumao.apps.orgs.offices import FUNCTIONS
from fumao.apps.orgs.request import actor_of
from fumao.core.sheet import sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def departments(request: HttpRequest) -> HttpResponse:
    """Show the tree of areas and the departments found."""
    actor = actor_of(request)
    search, area = request.GET.get("q", "")[:64], request.GET.get("area", "")[:32]
    tree = queries.areas(actor)
    page = Paginator(queries.departments(actor, search, area), 100).get_page(
        request.GET.get("page")
    )
    context = {
        "areas": tree,
        "page": page,
        "q": search,
        "chosen": next((one for one in tree if one.code == area), None),
    }
    return render(request, "orgs/departments.html", context)


def department(request: HttpRequest, key: str) -> HttpResponse:
    """Show a department: its names over time, lineage, groups, parks and people."""
    actor = actor_of(request)
    try:
        unit = queries.department(actor, key)
    except Department.DoesNotExist as error:
        raise Http404 from error
    context = {
        "unit": unit,
        "now_called": name_on(unit, actor.today),
        "posts": [p for p in queries.posts_in(actor, unit) if p.holds_on(actor.today)],
        "alive": unit.holds_on(actor.today),
        "functions": [LABELS[f] for f in FUNCTIONS if f in unit.functions_on(actor.today)],
    }
    return render(request, "orgs/department.html", context)


def parks(request: HttpRequest) -> HttpResponse:
    """Show the parks the actor sees."""
    return render(request, "orgs/parks.html", {"parks": queries.parks(actor_of(request))})


def park(request: HttpRequest, key: str) -> HttpResponse:
    """Show a park: positioning, responsible units, the clause it comes from."""
    actor = actor_of(request)
    found: Park = get_object_or_404(queries.parks(actor), key=key)
    context = {"park": found, "clause": queries.clause_of(actor, found)}
    return render(request, "orgs/park.html", context)


def departments_xlsx(request: HttpRequest) -> HttpResponse:
    """Send the register found as a spreadsheet; every text is a plain cell."""
    actor = actor_of(request)
    spend(EXPORT, str(actor.person.pk if actor.person else ""))
    search, area = request.GET.get("q", "")[:64], request.GET.get("area", "")[:32]
    rows = list(queries.departments(actor, search, area))
    with transaction.atomic():
        tell(
            f"person:{actor.person.username if actor.person else ''}",
            "register_exported",
            actor=actor,
            area=actor.home.area_id if actor.home else Area.objects.order_by("path")[0],
            data={"register": "departments", "rows": len(rows)},
        )
    response = HttpResponse(_sheet(rows), content_type=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="departments.xlsx"'
    return response


def _sheet(rows: list[Department]) -> bytes:
    heads = [
        _("地区"), _("代码"), _("名称"), _("英文名称"), _("类别"), _("其他名称"),
        _("起"), _("止"), _("承接单位"),
    ]  # fmt: skip
    return sheet(_("机构"), heads, map(_cells, rows))


def _cells(unit: Department) -> list[str]:
    others = [n.name for n in unit.names.all() if n.name != unit.name]
    return [
        unit.area.name,
        unit.key,
        unit.name,
        unit.name_en,
        unit.get_kind_display(),
        "、".join(others),
        unit.valid_from.isoformat() if unit.valid_from else "",
        unit.valid_to.isoformat() if unit.valid_to else "",
        "、".join(s.successor.name for s in unit.successions.all()),
    ]
