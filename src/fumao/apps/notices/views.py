"""消息, 消息设置, 发送记录."""

from dataclasses import fields

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.notices.actions.change_preference import Choice, change_preference
from fumao.apps.notices.actions.mark_read import mark_all_read, mark_read
from fumao.apps.notices.forms import PreferenceForm
from fumao.apps.notices.models import Delivery, Notice, Preference
from fumao.apps.notices.queries import deliveries as sent
from fumao.apps.notices.queries import inbox
from fumao.apps.notices.sms import gateway_path
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import Action, offers, visible_to
from fumao.apps.orgs.request import actor_of

LONGEST = 64


def _asked[W: (inbox.Wanted, sent.Wanted)](kind: type[W], query: QueryDict) -> W:
    names = {field.name for field in fields(kind)}
    return kind(**{name: query.get(name, "")[:LONGEST] for name in names if name in query})


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show what is addressed to the signed-in person, the newest first."""
    actor, wanted = actor_of(request), _asked(inbox.Wanted, request.GET)
    context = {
        "page": inbox.inbox(actor, wanted),
        "wanted": wanted,
        "roles": dict(Role.choices),
        "filtered": bool(wanted.q or wanted.unread),
    }
    return render(request, "notices/notices.html", context)


@login_required
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about; who opens it has read it."""
    actor = actor_of(request)
    found = get_object_or_404(visible_to(actor, Notice.objects.all()), pk=pk)
    mark_read(actor, [found.pk])
    return HttpResponseRedirect(found.url or reverse("notices"))


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read, or all there are, and go back to the list."""
    actor, one = actor_of(request), request.POST.get("notice", "")
    if one == "all":
        count = mark_all_read(actor)
        messages.success(request, _("%(n)s 条消息已标为已读。") % {"n": count})
    elif one.isdecimal():
        mark_read(actor, [int(one)])
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("notices")
    return HttpResponseRedirect(back, status=303)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preference(request: HttpRequest) -> HttpResponse:
    """Show and change by which ways, and how often, the signed-in person hears."""
    actor = actor_of(request)
    if actor.person is None:
        raise PermissionDenied
    wish = Preference.objects.filter(pk=actor.person.pk).first() or Preference()
    known = {
        "address": actor.person.email, "email": wish.email, "phone": wish.phone, "sms": wish.sms,
    }  # fmt: skip
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.is_valid():
        try:
            change_preference(actor, Choice(**form.cleaned_data))
        except ValidationError as refused:
            form.add_error(refused.code, refused.messages)
        else:
            messages.success(request, _("消息设置已更改。"))
            return HttpResponseRedirect(reverse("notice-preference"), status=303)
    refusals = sent.refused_addresses(actor).filter(person=actor.person)
    context = {"form": form, "sms": bool(gateway_path()), "refused": refusals}
    return render(request, "notices/preference.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show what was sent to the people of the actor's areas, and which addresses were refused."""
    actor, wanted = actor_of(request), _asked(sent.Wanted, request.GET)
    if not offers(actor, Action.READ_AUDIT):
        raise PermissionDenied(
            _("不能查看消息发送记录：由本地区系统管理员、统筹办公室或领导小组查看。")
        )
    counts = sent.counts(actor)
    states = Delivery.State.choices
    context = {
        "page": sent.deliveries(actor, wanted),
        "wanted": wanted,
        "states": [(value, label, counts.get(value, 0)) for value, label in states],
        "all": sum(counts.values()),
        "refused": sent.refused_addresses(actor)[:50],
    }
    return render(request, "notices/deliveries.html", context)
