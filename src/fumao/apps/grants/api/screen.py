"""/api/v1/screen: all enterprises of an area against all rules, kept as it was worked out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from fumao.apps.grants.actions.ask_screening import ask_screening
from fumao.apps.grants.api.rules import cite_out
from fumao.apps.grants.api.schemas import CiteOut, plain, type_words
from fumao.apps.grants.book import Book, book
from fumao.apps.grants.forms.choice import FIRST, LAST
from fumao.apps.grants.limits import SCREEN
from fumao.apps.grants.models import ScreeningJob
from fumao.apps.grants.queries.screened_answers import Said, said_of
from fumao.apps.grants.queries.screened_firms import Kept, Wanted
from fumao.apps.grants.queries.screening import (
    RuleLine,
    is_current,
    job_of,
    jobs,
    rule_lines,
    screening_of,
)
from fumao.apps.grants.words import language
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, offers, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import spend
from fumao.apps.rest.errors import error_body, error_responses
from fumao.apps.rest.fields import Day, Key
from fumao.apps.rest.paging import Paging, page_of
from fumao.rules.definitions import RuleKind
from fumao.rules.types import Type

router = Router(tags=["screening"])
Number = Annotated[int, Field(ge=1, le=2**53)]
FirmState = Annotated[str, Field(pattern="^(granted|unknown)$")]


class ScreenIn(Schema):
    """What to screen; unknown fields are refused."""

    model_config = {"extra": "forbid"}
    area: Key = Field(..., description="code of the area; the caller may screen there")
    on: Day | None = Field(None, description="the day; the business date where it is left out")


class ScreeningOut(Schema):
    """A screening; its results can be read once `status` is done."""

    id: int
    status: Literal["waiting", "running", "done", "failed"]
    progress: int = Field(..., description="per cent worked out, 0 to 100")
    error: str | None = Field(..., description="why it failed, in a sentence")
    area: str = Field(..., description="code of the area")
    on: date = Field(..., description="the day whose rules and facts are taken")
    at: datetime = Field(..., description="when it was asked for")
    enterprises: int | None = Field(..., description="how many; null until it is done")
    results: str = Field(..., description="address of the results, enterprise by enterprise")


class ScreeningPage(Schema):
    """A page of screenings."""

    count: int
    next: str | None
    previous: str | None
    results: list[ScreeningOut]


class RuleSumOut(Schema):
    """What one rule said in all; `net` is what is left where grants exclude each other."""

    rule: str
    label: str
    kind: RuleKind
    type: str
    unit: str | None
    granted: int
    zero: int
    unknown: int
    elsewhere: int = Field(..., description="enterprises in places without this rule")
    total: str | None
    net: str | None
    cite: CiteOut


class ScreeningDetail(ScreeningOut):
    """A screening with its rules; `current` is false where the packs' rules have changed since.

    Until it is done there are no rules, and `current` is null.
    """

    current: bool | None
    versions: dict[str, str] = Field(..., description="packs with their versions")
    rules: list[RuleSumOut]


class SaidOut(Schema):
    """What a rule said of the enterprise; a value that is unknown is null, never zero."""

    rule: str
    state: Literal["granted", "zero", "unknown"]
    value: str | bool | None


class FirmOut(Schema):
    """An enterprise with the answers of the rules of its place; `sum` is its grants in yuan."""

    code: str
    name: str
    area: str | None
    park: str | None
    granted: int
    unknown: int
    sum: str | None
    answers: list[SaidOut]


class FirmPage(Schema):
    """A page of enterprises."""

    count: int
    next: str | None
    previous: str | None
    results: list[FirmOut]


class FirmFilter(Schema):
    """Which enterprises, and the answers of which rule."""

    rule: Key | None = Field(None, description="name of a rule; all where it is left out")
    state: FirmState | None = Field(None, description="what the rule, or any rule, says")
    area: Key | None = Field(None, description="code of an area, with those below it")
    q: str | None = Field(None, max_length=100, description="words of name or code")


def _reader(request: HttpRequest, action: Action = Action.READ_SCREENING) -> Actor:
    actor = actor_of(request)
    if not offers(actor, action):
        raise PermissionDenied(REFUSALS[action])
    return actor


def _shown(request: HttpRequest, job: ScreeningJob) -> dict[str, Any]:
    base = request.path.partition("/screen")[0]
    words = job.error_zh if language() == "zh" else job.error_en
    return {
        "id": job.pk, "status": job.state, "progress": job.percent, "error": words or None,
        "area": job.area.code, "on": job.day, "at": job.at, "enterprises": job.enterprises,
        "results": f"{base}/screen/{job.pk}/results",
    }  # fmt: skip


@router.post(
    "/screen",
    response={202: ScreeningOut, **error_responses(400, 404, 429)},
    summary="Screen an area",
)
def create_screening(request: HttpRequest, response: HttpResponse, asked: ScreenIn) -> Any:
    """Have the enterprises of an area screened in the background.

    Location names where status, progress and then the sums are found.
    """
    actor = _reader(request, Action.SCREEN)
    area = get_object_or_404(visible_to(actor, Area.objects.all()), code=asked.area)
    day = asked.on or actor.today
    if not FIRST <= day <= LAST:
        words = _("日期须在 %(first)s 至 %(last)s 之间。") % {"first": FIRST, "last": LAST}
        raise ValidationError(words, code="day")
    spend(SCREEN, str(actor.person.pk if actor.person else ""))
    job = ask_screening(actor, area, day)
    response.headers["Location"] = f"{request.path}/{job.pk}"
    return Status(202, _shown(request, job))


@router.get("/screen", response={200: ScreeningPage, **error_responses()}, summary="Screenings")
def list_screenings(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Return the screenings the actor may see, newest first, done or not."""
    page = page_of(request, jobs(_reader(request)), paging)
    page["results"] = [_shown(request, one) for one in page["results"]]
    return page


@router.get(
    "/screen/{number}",
    response={200: ScreeningDetail, **error_responses(404)},
    summary="One screening",
)
def get_screening(request: HttpRequest, number: Path[Number]) -> Any:
    """Return the status of a screening, and counts and sums of every rule once it is done."""
    actor = _reader(request)
    job, held = job_of(actor, number), book()
    if job.state != ScreeningJob.State.DONE:
        return _shown(request, job) | {"current": None, "versions": {}, "rules": []}
    one = screening_of(actor, number)
    lines = rule_lines(actor, held, one, language())
    return _shown(request, job) | {
        "current": is_current(held, one),
        "versions": one.versions,
        "rules": [_sums(held, line) for line in lines if line.counts],
    }


def _sums(held: Book, line: RuleLine) -> dict[str, Any]:
    rule, counts = line.rule, line.counts
    return {
        "rule": rule.name, "label": line.label, "kind": rule.kind,
        "type": type_words(rule.type), "unit": rule.type.unit,
        "granted": counts.granted if counts else 0, "zero": counts.zero if counts else 0,
        "unknown": counts.unknown if counts else 0,
        "elsewhere": counts.elsewhere if counts else 0,
        "total": _exact(counts.total if counts else None, rule.type),
        "net": _exact(counts.net if counts else None, rule.type),
        "cite": cite_out(held, rule.cite),
    }  # fmt: skip


def _exact(units: Decimal | int | None, type_: Type) -> str | None:
    """Return a sum of whole last digits as an exact decimal; None stays None."""
    return None if units is None else f"{Decimal(units).scaleb(-type_.scale):f}"


@router.get(
    "/screen/{number}/results",
    response={200: FirmPage, **error_responses(404, 409)},
    summary="Results of a screening",
)
def list_screening_results(
    request: HttpRequest, number: Path[Number], paging: Query[Paging], filters: Query[FirmFilter]
) -> Any:
    """Return enterprise by enterprise what the rules said; 409 until the screening is done."""
    actor, lang = _reader(request), language()
    if job_of(actor, number).state != ScreeningJob.State.DONE:
        return Status(409, error_body(409, "not_done", _("筛查还没有完成。")))
    one, held = screening_of(actor, number), book()
    rules = [line.rule for line in rule_lines(actor, held, one, lang) if line.counts]
    asked = next((rule for rule in rules if rule.name == filters.rule), None)
    if filters.rule is not None and asked is None:
        raise Http404
    kept = Kept(one)
    wanted = Wanted(q=filters.q or "", area=filters.area or "", state=filters.state or "")
    page = page_of(request, kept.places(wanted, asked), paging)
    said = said_of(kept, rules if asked is None else [asked], page["results"])
    page["results"] = [_firm(kept, place, said[place], lang) for place in page["results"]]
    return page


def _firm(kept: Kept, place: int, said: list[Said], lang: str) -> dict[str, Any]:
    line, sums = kept.line(place, None, lang), kept.firms["sum"]
    known = len(sums) == len(kept)
    return {
        "code": line.code, "name": line.name,
        "area": line.area.code if line.area else None,
        "park": line.park.key if line.park else None,
        "granted": line.granted, "unknown": line.unknown,
        "sum": _exact(sums[place], Type("money", 2, "CNY")) if known else None,
        "answers": [
            {"rule": one.rule.name, "state": one.state, "value": plain(one.value, one.rule.type)}
            for one in said
        ],
    }  # fmt: skip
