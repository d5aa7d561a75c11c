"""People and their posts, for administrators."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fumao.apps.orgs import queries
from fumao.apps.orgs.actions.add_person import NewPerson, add_person
from fumao.apps.orgs.actions.end_post import end_post
from fumao.apps.orgs.actions.give_post import give_post
from fumao.apps.orgs.actions.reset_password import reset_password
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.forms import PersonForm, PostForm
from fumao.apps.orgs.models import Person, Post, Role
from fumao.apps.orgs.policy import Action, may, offers, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of


def _administrator(request: HttpRequest) -> Actor:
    """Return the actor; raises PermissionDenied for anyone who administers nothing."""
    actor = actor_of(request)
    if not offers(actor, Action.MANAGE_ORG):
        raise PermissionDenied(REFUSALS[Action.MANAGE_ORG])
    return actor


def people(request: HttpRequest) -> HttpResponse:
    """List the people of the administrator's areas."""
    actor = _administrator(request)
    search = request.GET.get("q", "")[:64]
    page = Paginator(queries.people(actor, search), 50).get_page(request.GET.get("page"))
    return render(request, "orgs/people.html", {"page": page, "q": search})


@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Open an account; its temporary password is shown once, on the answer to the form."""
    actor = _administrator(request)
    form = PersonForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewPerson(data["username"], data["name"], data["title"], data["title_en"])
        try:
            person, password = add_person(actor, new, data["department"], Role(data["role"]))
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "username", error.messages)
        else:
            return render(request, "orgs/password.html", {"person": person, "password": password})
    return render(request, "orgs/person_add.html", {"form": form})


def person(request: HttpRequest, username: str) -> HttpResponse:
    """Show a person with posts past and present, and what the administrator may change."""
    actor = _administrator(request)
    found = get_object_or_404(queries.people(actor), username=username)
    posts = [
        (post, post.holds_on(actor.today), may(actor, Action.MANAGE_ORG, post))
        for post in found.posts.all()
    ]
    context = {
        "person": found,
        "posts": posts,
        "manages": may(actor, Action.MANAGE_ORG, found),
        "form": PostForm(actor),
    }
    return render(request, "orgs/person.html", context)


@require_POST
def give(request: HttpRequest, username: str) -> HttpResponse:
    """Give a post from today on."""
    actor = _administrator(request)
    found: Person = get_object_or_404(queries.people(actor), username=username)
    form = PostForm(actor, request.POST)
    if form.is_valid():
        try:
            data = form.cleaned_data
            give_post(actor, found, data["department"], Role(data["role"]))
            messages.success(request, _("已授予岗位。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    else:
        messages.error(request, _("请选择单位和岗位。"))
    return redirect("person", username=username)


@require_POST
def end(request: HttpRequest, username: str, pk: int) -> HttpResponse:
    """End a post at once."""
    actor = _administrator(request)
    rows = visible_to(actor, Post.objects.select_related("person", "department__area"))
    post = get_object_or_404(rows, pk=pk, person__username=username)
    try:
        end_post(actor, post)
        messages.success(request, _("岗位已结束。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("person", username=username)


@never_cache
@require_POST
def reset(request: HttpRequest, username: str) -> HttpResponse:
    """Set a temporary password and show it once."""
    actor = _administrator(request)
    found: Person = get_object_or_404(queries.people(actor), username=username)
    password = reset_password(actor, found)
    return render(request, "orgs/password.html", {"person": found, "password": password})
