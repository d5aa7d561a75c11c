"""Entering the demo as one of its synthetic people, without a password: in demo mode only."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.models import Person, Post, Role
from fumao.web.templatetags.fumao import local

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_FIRM = "firm"  # a handler in an enterprise's own unit
_CARDS: tuple[tuple[str, str, str | Promise], ...] = (
    (Role.OFFICE, "building", _("读入文件，确认任务，发布计划，督办进度")),
    (Role.HANDLER, "id-badge-2", _("签收任务，填报进展，附上佐证，申请延期")),
    (Role.CHECKER, "clipboard-check", _("核查佐证，附理由退回，从不替人改数")),
    (Role.LEADER, "flag", _("看全局进度，审批延期，同意销号")),
    (_FIRM, "building-community", _("查看本企业情况，测算能享受什么政策，申办事项")),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person the demo can be entered as."""

    username: str
    title: str
    unit: str
    role: str
    icon: str
    does: str | Promise


def visitors() -> list[Visitor]:
    """Return one synthetic person for each role and one of an enterprise, of the same city where
    it has one (one query).
    """
    firms = Enterprise.objects.filter(unit=OuterRef("department"))
    posts = list(
        Post.objects.filter(person__synthetic=True, person__is_active=True)
        .annotate(of_firm=Exists(firms))
        .select_related("person", "department__area")
        .order_by("person_id")
    )
    found: dict[str, Post] = {}
    for one in posts:
        if not one.of_firm:
            found.setdefault(one.role, one)
    if reporters := [one for one in posts if one.of_firm]:
        found[_FIRM] = min(reporters, key=lambda one: _away(one, found.get(Role.OFFICE)))
    return [
        Visitor(
            post.person.username,
            str(post.person),
            local(post.department, "name"),
            str(_("企业") if kind == _FIRM else Role(kind).label),
            icon,
            does,
        )
        for kind, icon, does in _CARDS
        if (post := found.get(kind)) is not None
    ]


def _away(post: Post, office: Post | None) -> bool:
    """Return whether a post lies outside the area of the office that the demo shows first."""
    area = post.department.area.path
    return office is not None and not area.startswith(office.department.area.path)


def _synthetic() -> QuerySet[Person]:
    return Person.objects.filter(synthetic=True, is_active=True, is_superuser=False)


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as a synthetic person; answers 404 outside demo mode and for anybody else."""
    person = _synthetic().filter(username=request.POST.get("as", "")).first()
    if not settings.DEMO or person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    return HttpResponseRedirect(reverse("home"))
