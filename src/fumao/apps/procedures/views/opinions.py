"""意见模板: the words of one's office, used in the bar where a step is closed."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.actions.keep_opinion import (
    LONGEST,
    keep_opinion,
    offices_with_templates,
    remove_opinion,
)
from fumao.apps.procedures.models import OpinionTemplate

VERDICTS = {
    "passed": gettext_lazy("同意"), "returned": gettext_lazy("退回补正"),
    "refused": gettext_lazy("不同意"), "abstained": gettext_lazy("弃权"),
}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinions(request: HttpRequest) -> HttpResponse:
    """Show and add templates of the actor's offices."""
    actor = actor_of(request)
    offices = offices_with_templates(actor)
    if not offices:
        raise PermissionDenied(_("意见模板由本单位的办理人员维护。"))
    errors: list[str] = []
    typed = {"verdict": "passed", "text": "", "office": ""}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        office = int(typed["office"]) if typed["office"].isdecimal() else 0
        try:
            keep_opinion(actor, office, typed["verdict"], typed["text"])
        except ValidationError as error:
            errors = error.messages
        else:
            return done(request, _("已保存模板。"), reverse("opinion-templates"))
    own = [one.department_id for one in offices]
    rows = visible_to(actor, OpinionTemplate.objects.select_related("department", "by"))
    context = {
        "offices": offices,
        "rows": [(VERDICTS[row.verdict], row) for row in rows.filter(department__in=own)],
        "verdicts": VERDICTS.items(),
        "typed": typed,
        "errors": errors,
        "longest": LONGEST,
    }
    return render(request, "procedures/opinions.html", context, status=NOT_TAKEN if errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a template of one's office."""
    actor = actor_of(request)
    row = get_object_or_404(visible_to(actor, OpinionTemplate.objects.all()), pk=pk)
    try:
        remove_opinion(actor, row.pk)
    except OpinionTemplate.DoesNotExist as error:
        raise Http404 from error
    return done(request, _("已删除模板。"), reverse("opinion-templates"))
