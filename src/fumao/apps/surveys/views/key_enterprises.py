"""重点企业: the list with its lights, a new one, and the list as a spreadsheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fumao.apps.audit.service import sent, take_away
from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, Person
from fumao.apps.orgs.policy import Action, offers, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.surveys.actions.name_key_enterprise import name_key_enterprise
from fumao.apps.surveys.forms import NameForm
from fumao.apps.surveys.models import KeyEnterprise
from fumao.apps.surveys.queries import key_enterprises as queries
from fumao.apps.surveys.queries.contacts import people, units
from fumao.core.sheet import sheet

PER_PAGE = 50
_LONGEST = 64


def wanted_of(query: QueryDict) -> queries.Wanted:
    """Return what the address asks for."""
    return queries.Wanted(
        search=query.get("q", "")[:_LONGEST],
        light=query.get("light", "")[:8],
        has=query.get("has", "")[:8],
        sort=query.get("sort", "visit")[:16],
    )


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the key enterprises; for htmx the part that changes."""
    actor, wanted = actor_of(request), wanted_of(request.GET)
    page = Paginator(queries.key_enterprises(actor, wanted), PER_PAGE).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "page": page, "rows": list(queries.kept(list(page.object_list), actor.today)),
        "wanted": wanted, "filtered": wanted != queries.Wanted(sort=wanted.sort),
        "query": query.urlencode(), "counts": queries.lights(actor),
        "may_name": offers(actor, Action.KEEP_KEY_ENTERPRISE),
    }  # fmt: skip
    name = "key_enterprises_list.html" if is_htmx(request) else "key_enterprises.html"
    return render(request, f"surveys/{name}", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Name a key enterprise."""
    actor = actor_of(request)
    if not offers(actor, Action.KEEP_KEY_ENTERPRISE) or actor.home is None:
        raise PermissionDenied(REFUSALS[Action.KEEP_KEY_ENTERPRISE])
    offices = units(actor, Area.objects.get(pk=actor.home.area_id))
    form = NameForm(
        request.POST if request.method == "POST" else None,
        offices=office_choices(offices), officers=officer_choices(people(actor, offices)),
        initial={"office": actor.home.department_id, "code": request.GET.get("code", "")[:18]},
    )  # fmt: skip
    made: list[KeyEnterprise] = []
    if request.method == "POST" and taken(
        form,
        lambda: made.append(
            name_key_enterprise(
                actor, form.cleaned_data["code"], *contact_of(actor, form.cleaned_data),
                form.cleaned_data["reason"],
            )
        ),
    ):  # fmt: skip
        return done(request, _("已确定为重点企业。"), reverse("key-enterprise", args=[made[0].pk]))
    status = NOT_TAKEN if form.errors else 200
    return render(request, "surveys/key_enterprise_new.html", {"form": form}, status=status)


def office_choices(offices: list[Department]) -> list[tuple[int, str]]:
    """Return units as the choices of a field."""
    english = (get_language() or "").startswith("en")
    return [(one.pk, (english and one.name_en) or one.name) for one in offices]


def officer_choices(officers: list[Person]) -> list[tuple[int, str]]:
    """Return people as the choices of a field."""
    return [(one.pk, str(one)) for one in officers]


def contact_of(actor: Actor, given: dict[str, Any]) -> tuple[Department, Person | None]:
    """Return the unit and the officer that a form of choices gave."""
    office = visible_to(actor, Department.objects.all()).get(pk=given["office"])
    officer = None
    if given["officer"]:
        officer = visible_to(actor, Person.objects.all()).get(pk=given["officer"])
    return office, officer


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Send the list the query finds; taking it away is an event."""
    actor = actor_of(request)
    query = request.GET.urlencode()[:400]
    take_away(actor, "register_exported", {"register": "key-enterprises", "query": query})
    english = (get_language() or "").startswith("en")
    heads = [
        _("企业"), _("统一社会信用代码"), _("地区"), _("联系单位"), _("联系人"), _("最近联系"),
        _("未联系天数"), _("未办结问题"), _("逾期问题"),
    ]  # fmt: skip
    rows = list(queries.key_enterprises(actor, wanted_of(request.GET))[: queries.MOST])
    cells = (_cells(one, english) for one in queries.kept(rows, actor.today))
    body = sheet(_("重点企业"), heads, cells)
    return sent(body, f"{_('重点企业')}-{actor.today.isoformat()}.xlsx")


def _cells(one: queries.Kept, english: bool) -> list[str]:
    row, firm = one.row, one.row.enterprise
    return [
        (english and firm.name_en) or firm.name,
        firm.code,
        (english and firm.area.name_en) or firm.area.name,
        (english and row.office.name_en) or row.office.name,
        str(row.officer) if row.officer else "",
        row.last_visit_on.isoformat() if row.last_visit_on else "",
        str(one.days),
        str(one.open_tickets),
        str(one.late_tickets),
    ]
