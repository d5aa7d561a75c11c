"""Payment batches: made from what is payable, sent to the bank, its results read back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.audit.service import sent, take_away
from fumao.apps.files.service import keep_file
from fumao.apps.funds.actions.import_results import Imported, import_results
from fumao.apps.funds.actions.make_batch import PAYABLE, make_batch
from fumao.apps.funds.exports import bank_csv, bank_xlsx
from fumao.apps.funds.forms import ResultsForm
from fumao.apps.funds.models import Claim, FundYear, PaymentBatch
from fumao.apps.funds.queries.claims import masked_account
from fumao.apps.funds.queries.funds import fund_of
from fumao.apps.funds.results import read_results
from fumao.apps.funds.standing import claims_with_place, may_pay
from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of


def batch_of(actor: Actor, number: str) -> PaymentBatch:
    """Return a batch; raises Http404 where the actor does not see it."""
    rows = PaymentBatch.objects.select_related("fund_year__fund__area", "by")
    batch = visible_to(actor, rows).filter(number=number).first()
    if batch is None:
        raise Http404
    return batch


@login_required
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """Show the batches the actor sees, newest first."""
    actor = actor_of(request)
    rows = visible_to(actor, PaymentBatch.objects.select_related("fund_year__fund", "by"))
    return render(request, "funds/batches.html", {"rows": rows[:200]})


def _payable(actor: Actor, year: FundYear) -> list[Claim]:
    rows = visible_to(actor, claims_with_place()).filter(call__fund_year=year, state__in=PAYABLE)
    return list(rows.filter(approved__gt=F("ordered")).order_by("number"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_new(request: HttpRequest, key: str, year: int) -> HttpResponse:
    """Choose what is paid; one file goes to the bank."""
    actor = actor_of(request)
    fund = fund_of(actor, key)
    fund_year = fund.years.filter(year=year).first()
    if fund_year is None:
        raise Http404
    if not may_pay(actor, fund.area):
        raise PermissionDenied(REFUSALS[Action.PAY_CLAIM])
    rows, refused = _payable(actor, fund_year), ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("claim"))
        try:
            made = make_batch(actor, fund_year, [c for c in rows if c.number in chosen])
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            words = _("已生成批次 %(number)s。") % {"number": made.number}
            return done(request, words, reverse("batch", args=[made.number]))
    context = {
        "fund": fund, "year": fund_year, "refused": refused,
        "rows": [(one, one.approved - one.ordered) for one in rows],
        "total": sum(one.approved - one.ordered for one in rows),
    }  # fmt: skip
    return render(request, "funds/batch_new.html", context, status=NOT_TAKEN if refused else 200)


def _shown(
    request: HttpRequest, batch: PaymentBatch, form: ResultsForm, told: Imported | None = None
) -> HttpResponse:
    actor = actor_of(request)
    orders = list(batch.orders.select_related("claim__enterprise").prefetch_related("payments"))
    lines = [(one, masked_account(one.account), list(one.payments.all())) for one in orders]
    context: dict[str, Any] = {
        "batch": batch,
        "fund": batch.fund_year.fund,
        "lines": lines,
        "open": sum(1 for _one, _account, results in lines if not results),
        "form": form,
        "told": told,
        "may_import": may_pay(actor, batch.fund_year.fund.area),
    }
    status = NOT_TAKEN if form.is_bound and told is None else 200
    return render(request, "funds/batch.html", context, status=status)


@login_required
@require_safe
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Show a batch with its orders and what the bank said of each."""
    return _shown(request, batch_of(actor_of(request), number), ResultsForm())


@login_required
@require_safe
def batch_file(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """Send the file that goes to the bank, with full account numbers; it is on record."""
    actor = actor_of(request)
    one = batch_of(actor, number)
    if not may_pay(actor, one.fund_year.fund.area):
        raise PermissionDenied(REFUSALS[Action.PAY_CLAIM])
    take_away(actor, "batch_exported", {"query": number})
    if form == "csv":
        return sent(bank_csv(one), f"{number}.csv", "text/csv; charset=utf-8")
    return sent(bank_xlsx(one), f"{number}.xlsx")


@login_required
@require_POST
def batch_results(request: HttpRequest, number: str) -> HttpResponse:
    """Read the bank's file: good rows are kept, bad rows shown."""
    actor = actor_of(request)
    one = batch_of(actor, number)
    form = ResultsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, one, form)
    file = form.cleaned_data["file"]
    try:
        rows, bad = read_results(file, file.name or "")
        with transaction.atomic():
            keep_file(actor, file, one.stream, one.fund_year.fund.area_id)
            told = import_results(actor, one, rows, bad)
    except ValidationError as error:
        form.add_error("file", error.messages)
        return _shown(request, one, form)
    return _shown(request, one, ResultsForm(), told)
