"""Grants: the list, a new one, one with its data set, exchanges, and what can be done under it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.audit.service import XLSX, sent
from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import Action, Facts, may, offers
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of, page_of
from fumao.apps.orgs.service import UPLOAD, spend
from fumao.apps.sharing.actions.give_grant import Terms, give_grant, revoke_grant
from fumao.apps.sharing.actions.take_data import take_data
from fumao.apps.sharing.actions.take_exchange import take_exchange
from fumao.apps.sharing.book import data_set
from fumao.apps.sharing.forms import FileForm, GrantForm, RevokeForm, TakeForm
from fumao.apps.sharing.models import DataGrant, NamePair
from fumao.apps.sharing.queries import sharing as queries
from fumao.core.sheet import sheet
from fumao.packs.exchanges import WrittenSet, shipped_exchanges
from fumao.packs.load import load_laws
from fumao.statistics.exchange import PERIODS


@login_required
@require_safe
def sharing(request: HttpRequest) -> HttpResponse:
    """List the grants the actor's departments give or hold."""
    actor = actor_of(request)
    page = page_of(request, queries.grants(actor))
    rows = [(one, one.standing(actor.today)) for one in page.object_list]
    waiting = queries.pairs(actor).filter(decision="").count()
    context = {
        "page": page, "rows": rows, "pairs": waiting, "may_give": bool(own_sets(actor)[0]),
        "receipts": queries.receipts(actor).count(),
    }  # fmt: skip
    return render(request, "sharing/sharing.html", context)


def own_sets(actor: Actor) -> tuple[dict[str, WrittenSet], QuerySet[Department]]:
    """Return the data sets that the actor's departments may grant, and these departments."""
    none = Department.objects.none()
    if not offers(actor, Action.GIVE_GRANT):
        return {}, none
    units = Department.objects.filter(pk__in=actor.department_ids).select_related("area")
    own = [one for one in units if _gives(actor, one)]
    functions = frozenset[str]().union(*(one.functions_on(actor.today) for one in own))
    sets = {
        key: one for key, one in shipped_exchanges().items() if one.exchange.provider in functions
    }
    return sets, Department.objects.filter(pk__in=[one.pk for one in own]) if sets else none


def _gives(actor: Actor, unit: Department) -> bool:
    return may(actor, Action.GIVE_GRANT, Facts(unit.area.path, provider=frozenset({unit.pk})))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grant_new(request: HttpRequest) -> HttpResponse:
    """Give a grant."""
    actor = actor_of(request)
    sets, own = own_sets(actor)
    if not sets:
        words = REFUSALS[Action.GIVE_GRANT]
        return render(request, "403.html", {"exception": words}, status=403)
    areas = own.values("area")
    others = Department.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=actor.today), area__in=areas
    ).exclude(kind="company").order_by("name")  # fmt: skip
    start = {"valid_from": actor.today, "provider": own.first(), "purpose": _purpose(sets)}
    form = GrantForm(request.POST or None, sets=sets, own=own, others=others, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        terms = Terms(
            given["provider"], given["receiver"], sets[given["data_set"]], given["purpose"],
            given["valid_from"], given["valid_to"],
        )  # fmt: skip
        try:
            made = give_grant(actor, terms)
        except ValidationError as refused:
            _add(form, refused)
        else:
            return done(request, _("已授权。"), reverse("sharing-grant", args=[made.pk]))
    status = NOT_TAKEN if form.is_bound else 200
    shown = [_shown(one) for one in sets.values()]
    return render(request, "sharing/grant_new.html", {"form": form, "sets": shown}, status=status)


def _purpose(sets: dict[str, WrittenSet]) -> str:
    return next(iter(sets.values())).exchange.purpose


def _shown(one: WrittenSet) -> dict[str, str]:
    language = get_language() or "zh"
    made = one.exchange
    return {
        "title": made.title.say(language), "summary": made.summary.say(language),
        "purpose": str(DataGrant.Purpose(made.purpose).label),
    }  # fmt: skip


def _add(form: Form, refused: ValidationError) -> None:
    code = getattr(refused, "code", "")
    form.add_error(code if code in form.fields else None, refused.messages)


@login_required
@require_safe
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a grant."""
    return _page(request, queries.grant_of(actor_of(request), pk))


def _page(
    request: HttpRequest, one: DataGrant, forms: dict[str, Form] | None = None
) -> HttpResponse:
    actor = actor_of(request)
    made = data_set(one)
    standing = one.standing(actor.today)
    valid = standing == "valid"
    period = PERIODS[made.period].of(actor.today).previous().code
    context: dict[str, Any] = {
        "grant": one,
        "standing": standing,
        "set": made,
        "columns": _columns(made),
        "basis": _basis(made),
        "exchanges": one.exchanges.select_related("attachment", "department", "data")[:50],
        "receipts": one.receipts.select_related("data")[:20],
        "file_form": FileForm(initial={"period": period}),
        "take_form": TakeForm(initial={"period": period}),
        "revoke_form": RevokeForm(),
        "may_exchange": valid and one.direction == "in" and may(actor, Action.EXCHANGE_DATA, one),
        "may_take": valid and may(actor, Action.TAKE_DATA, one),
        "may_revoke": one.revoked_on is None and may(actor, Action.GIVE_GRANT, one),
        "pairs": NamePair.objects.filter(data__grant=one, decision="").count(),
        **(forms or {}),
    }
    return render(request, "sharing/grant.html", context, status=NOT_TAKEN if forms else 200)


def _columns(made: Any) -> list[dict[str, Any]]:
    language = get_language() or "zh"
    return [
        {
            "label": column.label.say(language), "purpose": column.purpose.say(language),
            "unit": column.unit.say(language) if column.unit else "",
            "scheme": column.scheme, "required": column.required,
            "choices": [one.name.say(language) for one in column.choices],
        }
        for column in made.columns
    ]  # fmt: skip


def _basis(made: Any) -> list[tuple[str, str]]:
    language = get_language() or "zh"
    titles = {law.key: law.title.say(language) for law in load_laws()}
    return [(titles.get(one.document, one.document), one.clause) for one in made.basis]


@login_required
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file under a grant."""
    actor = actor_of(request)
    one = queries.grant_of(actor, pk)
    spend(UPLOAD, str(request.user.pk))
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = take_exchange(actor, one, form.cleaned_data["period"], form.cleaned_data["file"])
        except ValidationError as refused:
            form.add_error(_place(refused), refused.messages)
        else:
            return done(request, _("已收到，正在读取。"), reverse("exchange", args=[made.pk]))
    return _page(request, one, {"file_form": form})


def _place(refused: ValidationError) -> str | None:
    """Return the field an error belongs to: what is not of the grant or period is of the file."""
    code = getattr(refused, "code", "")
    return None if code == "grant" else "period" if code == "period" else "file"


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what the grant covers for a period; the receipt stands in the list."""
    actor = actor_of(request)
    one = queries.grant_of(actor, pk)
    form = TakeForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            taken = take_data(actor, one, given["period"], given["form"])
        except ValidationError as refused:
            _add(form, refused)
        else:
            kind = "application/json" if given["form"] == "json" else XLSX
            return sent(taken.body, taken.name, kind)
    return _page(request, one, {"take_form": form})


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a grant."""
    actor = actor_of(request)
    one = queries.grant_of(actor, pk)
    form = RevokeForm(request.POST)
    if form.is_valid():
        try:
            revoke_grant(actor, one, form.cleaned_data["reason"])
        except ValidationError as refused:
            _add(form, refused)
        else:
            return done(request, _("已撤销授权。"), reverse("sharing-grant", args=[pk]))
    return _page(request, one, {"revoke_form": form})


@login_required
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an empty sheet with the heads of the grant's data set."""
    one = data_set(queries.grant_of(actor_of(request), pk))
    heads = [
        f"{column.label.zh}（{column.unit.zh}）" if column.unit else column.label.zh
        for column in one.columns
    ]
    return sent(sheet(one.title.zh[:31], heads, []), f"{one.title.zh}.xlsx")
