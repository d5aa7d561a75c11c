"""Entering the demo as one of its synthetic people, without a password: in demo mode only."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fumao.apps.orgs.models import Person, Post, Role
from fumao.web.templatetags.fumao import local

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_ROLES: tuple[tuple[Role, str, str | Promise], ...] = (
    (Role.OFFICE, "building", _("读入文件，确认任务，发布计划，督办进度")),
    (Role.HANDLER, "id-badge-2", _("签收任务，填报进展，附上佐证，申请延期")),
    (Role.CHECKER, "clipboard-check", _("核查佐证，附理由退回，从不替人改数")),
    (Role.LEADER, "flag", _("看全局进度，审批延期，同意销号")),
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
    """Return one synthetic person for each role, of the same city where it has one (one query)."""
    posts = (
        Post.objects.filter(person__synthetic=True, person__is_active=True)
        .select_related("person", "department")
        .order_by("person_id")
    )
    found: dict[str, Post] = {}
    for one in posts:
        found.setdefault(one.role, one)
    return [
        Visitor(
            post.person.username,
            str(post.person),
            local(post.department, "name"),
            str(Role(post.role).label),
            icon,
            does,
        )
        for role, icon, does in _ROLES
        if (post := found.get(role.value)) is not None
    ]


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
