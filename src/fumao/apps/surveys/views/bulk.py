"""批量导入: a file of many reports is handed in, its progress shown, and what is left to mend."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fumao.apps.audit.service import sent
from fumao.apps.orgs.acting import NOT_TAKEN
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.orgs.service import EXPORT, UPLOAD, spend
from fumao.apps.surveys.actions.take_bulk import take_bulk
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.bulk.candidates import Offer, offers
from fumao.apps.surveys.bulk.sheets import MOST_MARKED, empty_csv, empty_xlsx, marked_xlsx
from fumao.apps.surveys.forms import choice_field
from fumao.apps.surveys.queries.bulk_files import bulk_job, bulk_jobs, problems_in, wrong_rows
from fumao.surveys.bulk.layout import layout_of

_A_PAGE, _JOBS = 50, 20


class BulkForm(forms.Form):
    """A file of reports and the period it is of."""

    period = choice_field(gettext_lazy("报表和报告期"))
    file = forms.FileField(
        label=gettext_lazy("要报送的文件"),
        widget=forms.FileInput({"class": "form-control", "accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = choices  # type: ignore[attr-defined]


def _language() -> str:
    return "en" if get_language() == "en" else "zh"


def _choices(found: Sequence[Offer]) -> list[tuple[str, str]]:
    """Name the periods; of one survey in several cities also the area."""
    english = _language() == "en"
    several = len({one.row.area_id for one in found}) > 1
    told = []
    for one in found:
        survey = one.row.survey
        words = f"{survey.title_en if english else survey.title} {one.period.show(_language())}"
        area = one.row.area.name_en if english else one.row.area.name
        told.append((str(one.row.pk), f"{words} {area}" if several else words))
    return told


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """List the files handed in and take a new one."""
    actor = actor_of(request)
    found = offers(actor)
    choices = _choices(found)
    form = BulkForm(choices=choices, initial={"period": request.GET.get("period", "")})
    if request.method == "POST":
        spend(UPLOAD, str(request.user.pk))
        form = BulkForm(request.POST, request.FILES, choices=choices)
        if not found:
            raise PermissionDenied(REFUSALS[Action.FILE_REPORT])
        if form.is_valid():
            chosen = next(o for o in found if str(o.row.pk) == form.cleaned_data["period"])
            try:
                job = take_bulk(actor, chosen.row, form.cleaned_data["file"])
            except ValidationError as refused:
                field = refused.code if getattr(refused, "code", "") in form.fields else "file"
                form.add_error(field, refused.messages)
            else:
                return HttpResponseRedirect(reverse("bulk-file", args=[job.pk]), status=303)
    page = Paginator(bulk_jobs(actor), _JOBS).get_page(request.GET.get("page"))
    context = {"form": form, "offers": found, "choices": choices, "page": page}
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "surveys/bulk_files.html", context, status=status)


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Send an empty file of a period's form, as XLSX or CSV."""
    chosen = request.GET.get("period", "")
    found = next((o for o in offers(actor_of(request)) if str(o.row.pk) == chosen), None)
    if found is None:
        raise Http404
    survey = found.row.survey
    title = survey.title_en if _language() == "en" else survey.title
    name = f"{title} {found.period.code}"
    if request.GET.get("as") == "csv":
        answer = sent(empty_csv(found.layout, _language()), f"{name}.csv")
        answer.headers["Content-Type"] = "text/csv; charset=utf-8"
        return answer
    return sent(empty_xlsx(found.layout, found.period, _language()), f"{name}.xlsx")


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a file is; once it is done, what came of it and which rows are to be mended."""
    job = bulk_job(actor_of(request), pk)
    polled = is_htmx(request) and request.GET.get("poll")
    if polled and not job.is_busy:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if polled:
        return render(request, "surveys/bulk_state.html", {"job": job})
    wrong = wrong_rows(job)
    page = Paginator(wrong, _A_PAGE).get_page(request.GET.get("page"))
    layout = layout_of(loaded(job.period.survey).survey)
    context = {
        "job": job,
        "page": page,
        "problems": list(problems_in(job, page.object_list, _language())),
        "most": MOST_MARKED if job.lines.count() > MOST_MARKED else 0,
        "left": [one.label.say(_language()) for one in layout.left] if layout else [],
    }
    return render(request, "surveys/bulk_file.html", context)


@login_required
@require_safe
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the rows left out, wrong cells coloured, to be mended and uploaded again."""
    job = bulk_job(actor_of(request), pk)
    layout = layout_of(loaded(job.period.survey).survey)
    rows = job.lines.order_by("number")[:MOST_MARKED]
    if layout is None or not rows:
        raise Http404
    spend(EXPORT, str(request.user.pk))
    body = marked_xlsx(job, rows.iterator(chunk_size=500), layout, _language())
    return sent(body, f"{_('须改正的行')} {job.period.code}-{job.pk}.xlsx")
