"""The rows of a child table entered on a page: a grid of as many rows as a person types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumao.apps.enterprises.actions.record_rows import correct_rows, record_rows
from fumao.apps.enterprises.child_rows import Wrong, codes_of, read_rows
from fumao.apps.enterprises.forms import CorrectRowsForm, RowsForm
from fumao.apps.enterprises.models import Enterprise, FactRows, Purpose
from fumao.apps.enterprises.queries.enterprise_page import enterprise_of
from fumao.apps.enterprises.queries.facts import rows_on
from fumao.apps.enterprises.stating import Statement
from fumao.apps.enterprises.vocabulary import offered_tables, unit_of
from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of
from fumao.rules.definitions import ChildTable, Input
from fumao.rules.shown import unit_name

GRID = 100  # rows that are typed; more come as a file
BLANK = 3  # empty rows below those there are
LONGEST = 200
_SHAPES = {"bool": "truth", "date": "date"}

type Typed = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the grid."""

    label: str
    unit: str
    number: bool


@dataclass(frozen=True, slots=True)
class GridCell:
    """A control of the grid, with what is wrong with it."""

    name: str
    label: str
    shape: str
    typed: str
    error: str
    menu: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """Whose rows of which table are entered; `wrong` is what they are to correct."""

    actor: Actor
    enterprise: Enterprise
    table: ChildTable
    wrong: FactRows | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest, code: str, table: str) -> HttpResponse:
    """Enter the rows of a child table, or correct those of ?correct=."""
    entry = _entry(request, code, table)
    form, typed, errors = _start(entry)
    if request.method == "POST":
        form = type(form)(request.POST)
        typed = _typed(request.POST, entry.table)
        _read, errors = read_rows(entry.table, typed, entry.actor.today)
        if _may_be_kept(request.POST, form, typed, errors) and taken(
            form, lambda: _keep(entry, form, typed)
        ):
            words = _("已登记明细，原来的保留在历史里。")
            return done(request, words, reverse("enterprise", args=[entry.enterprise.code]))
        if request.POST.get("more"):
            form = type(form)(initial=request.POST.dict())
    language = get_language() or "zh"
    context = {
        "one": entry.enterprise,
        "label": entry.table.label.say(language),
        "form": form,
        "wrong": entry.wrong,
        "heads": [
            Head(given.label.say(language), _unit(given, language), given.type.is_number)
            for given in entry.table.fields
        ],
        "grid": list(_grid(entry.table, typed, errors, entry.actor.today)),
        "none": request.POST.get("none", ""),
        "most": GRID,
    }
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "enterprises/rows.html", context, status=status)


def _unit(given: Input, language: str) -> str:
    return unit_name(given.type.unit, language) if given.type.unit else unit_of(given)


def _entry(request: HttpRequest, code: str, name: str) -> _Entry:
    actor = actor_of(request)
    one, table = enterprise_of(actor, code), offered_tables().get(name)
    if table is None:
        raise Http404
    if not may(actor, Action.RECORD_FACT, one):
        raise PermissionDenied(REFUSALS[Action.RECORD_FACT])
    key, wrong = request.GET.get("correct", ""), None
    if key:
        if not key.isdecimal() or len(key) > 12:
            raise Http404
        seen = visible_to(actor, FactRows.objects.exclude(purpose=Purpose.STATISTICS))
        wrong = get_object_or_404(seen, pk=int(key), enterprise=one, name=name)
    return _Entry(actor, one, table, wrong)


def _start(entry: _Entry) -> tuple[Form, Typed, Wrong]:
    """Return the page before anything is typed: the rows there are, to go on from."""
    if entry.wrong is not None:
        names = ("source", "as_of", "period", "confidence")
        form: Form = CorrectRowsForm(initial={n: getattr(entry.wrong, n) for n in names})
        return form, entry.wrong.rows[:GRID], {}
    current = rows_on(entry.actor, entry.enterprise, entry.actor.today).get(entry.table.name)
    return RowsForm(), current.rows[:GRID] if current is not None else [], {}


def _typed(sent: QueryDict, table: ChildTable) -> Typed:
    """Return the rows as sent, as many as there may be; those left blank are there too."""
    return [
        {
            given.name: sent.get(f"r.{n}.{given.name}", "").strip()[:LONGEST]
            for given in table.fields
        }
        for n in range(GRID)
        if any(f"r.{n}.{given.name}" in sent for given in table.fields)
    ]


def _may_be_kept(sent: QueryDict, form: Form, typed: Typed, errors: Wrong) -> bool:
    """Return whether to keep what was sent: not where more rows are asked for, or a cell is wrong.

    A table without rows is kept where it is said in so many words that there are none.
    """
    if sent.get("more"):
        return False
    filled = any(any(line.values()) for line in typed)
    if not filled and not sent.get("none"):
        form.add_error(None, _("请填写明细；确实没有的，勾选“一行也没有”。"))
    elif filled and sent.get("none"):
        form.add_error(None, _("已填了明细，请去掉“一行也没有”，或把行清空。"))
    elif errors:
        form.add_error(None, _("有 %(n)s 格要改，见下面。") % {"n": len(errors)})
    return not form.errors


def _keep(entry: _Entry, form: Form, typed: Typed) -> None:
    names = ("source", "as_of", "period", "confidence")
    said = Statement(list(typed), **{name: form.cleaned_data[name] for name in names})
    if entry.wrong is not None:
        correct_rows(entry.actor, entry.wrong, said, form.cleaned_data["reason"])
    else:
        record_rows(entry.actor, entry.enterprise, entry.table.name, said)


def _grid(table: ChildTable, typed: Typed, errors: Wrong, day: date) -> Sequence[list[GridCell]]:
    filled = len(typed)
    blank = max(0, min(BLANK, GRID - filled))
    lines: list[Mapping[str, str]] = [*typed, *({} for _ in range(blank))]
    return [
        [_cell(given, n, line.get(given.name, ""), errors, day) for given in table.fields]
        for n, line in enumerate(lines)
    ]


def _cell(given: Input, place: int, typed: str, errors: Wrong, day: date) -> GridCell:
    language = get_language() or "zh"
    codes = codes_of(given, day)
    wrong = errors.get((place, given.name))
    return GridCell(
        f"r.{place}.{given.name}",
        given.label.say(language),
        "menu" if codes else _SHAPES.get(given.type.kind, "number" if given.type.is_number else ""),
        typed,
        wrong.say(language) if wrong is not None else "",
        [(code.code, code.label.say(language)) for code in codes],
    )
