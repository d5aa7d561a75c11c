"""/api/v1/rules and /api/v1/parameters."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from fumao.apps.grants.api.schemas import (
    ParameterOut,
    ParameterPage,
    RuleDetail,
    RulePage,
    dated_out,
    type_words,
)
from fumao.apps.grants.book import Book, book
from fumao.apps.grants.queries.rule_list import Wanted, rule_rows
from fumao.apps.grants.words import language
from fumao.apps.orgs.request import actor_of
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Day, Key
from fumao.apps.rest.paging import Paging, page_of
from fumao.rules.definitions import Citation, Input, RuleKind, in_force
from fumao.rules.library import Version, direct_inputs

router = Router(tags=["rules"])
State = Annotated[str, Field(pattern="^(in_force|ended)$")]


class RuleFilter(Schema):
    """Which rules, and on which day."""

    on: Day | None = Field(None, description="the day; the business date where it is left out")
    kind: RuleKind | None = None
    document: Key | None = Field(None, description="key of the document or law cited")
    state: State | None = None
    q: str | None = Field(None, max_length=100, description="words of label or name")


def cite_out(held: Book, cite: Citation) -> dict[str, str]:
    """Return a citation as the API gives it."""
    title = held.law_title(cite).say(language())
    return {
        "document": cite.document, "number": held.law_number(cite), "title": title,
        "clause": cite.clause,
    }  # fmt: skip


def _rule(held: Book, version: Version, is_in_force: bool) -> dict[str, Any]:
    rule = version.rule
    return {
        "name": rule.name, "label": rule.label.zh, "label_en": rule.label.en, "kind": rule.kind,
        "type": type_words(rule.type), "unit": rule.type.unit,
        "pack": held.group_of[rule.name].key, "in_force": is_in_force,
        "valid_from": rule.valid_from, "valid_to": rule.valid_to,
        "cite": cite_out(held, rule.cite), "confidence": rule.confidence, "once": rule.once,
        "versions": len(held.library.versions[rule.name]),
    }  # fmt: skip


@router.get("/rules", response={200: RulePage, **error_responses()}, summary="Rules")
def list_rules(request: HttpRequest, paging: Query[Paging], filters: Query[RuleFilter]) -> Any:
    """Return the rules of all packs as they are on a day."""
    held = book()
    day = filters.on or actor_of(request).today
    wanted = Wanted(
        filters.q or "", filters.kind or "", filters.document or "", filters.state or ""
    )
    page = page_of(request, rule_rows(held, day, wanted, language()), paging)
    page["results"] = [
        _rule(held, held.version_shown(row.name, day), row.in_force) for row in page["results"]
    ]
    return page


@router.get("/rules/{name}", response={200: RuleDetail, **error_responses(404)}, summary="One rule")
def get_rule(request: HttpRequest, name: Path[Key], on: Day | None = None) -> Any:
    """Return a rule with its expression, what it reads, and all its versions."""
    held, lang = book(), language()
    if name not in held.names:
        raise Http404
    day = on or actor_of(request).today
    version = held.version_shown(name, day)
    rule, versions = version.rule, held.library.versions[name]
    return _rule(held, version, in_force(rule.valid_from, rule.valid_to, day)) | {
        "text": rule.text,
        "note": rule.note.say(lang) if rule.note else "",
        "ended": rule.ended.say(lang) if rule.ended else "",
        "evidence": [words.say(lang) for words in rule.evidence],
        "apply": rule.apply.say(lang) if rule.apply else "",
        "inputs": _inputs(held, versions, lang),
        "parameters": [one.name for one in held.parameters_of(versions)],
        "uses": sorted(held.library.used(name)),
        "used_by": list(held.users.get(name, ())),
        "history": [_version(held, one, lang) for one in versions],
    }


def _version(held: Book, version: Version, lang: str) -> dict[str, Any]:
    rule = version.rule
    return {
        "text": rule.text, "valid_from": rule.valid_from, "valid_to": rule.valid_to,
        "cite": cite_out(held, rule.cite), "confidence": rule.confidence,
        "note": rule.note.say(lang) if rule.note else "",
        "ended": rule.ended.say(lang) if rule.ended else "",
    }  # fmt: skip


def _inputs(held: Book, versions: tuple[Version, ...], lang: str) -> list[dict[str, Any]]:
    library = held.library
    names = {n.partition(".")[0] for one in versions for n in direct_inputs(library, one)}
    plain = [_input(one, lang) for name, one in library.inputs.items() if name in names]
    tables = [
        {
            "name": one.name, "label": one.label.zh, "label_en": one.label.en,
            "fields": [_input(field, lang) for field in one.fields],
        }
        for name, one in library.tables.items() if name in names
    ]  # fmt: skip
    return plain + tables


def _input(given: Input, lang: str) -> dict[str, Any]:
    return {
        "name": given.name, "label": given.label.zh, "label_en": given.label.en,
        "type": type_words(given.type), "unit": given.type.unit,
        "least": None if given.least is None else f"{given.least:f}",
        "most": None if given.most is None else f"{given.most:f}",
        "question": given.question.say(lang) if given.question else "",
        "source": given.source.say(lang),
    }  # fmt: skip


def _parameter(held: Book, name: str) -> dict[str, Any]:
    one = held.library.parameters[name]
    return {
        "name": name, "label": one.label.zh, "label_en": one.label.en,
        "type": type_words(one.type), "unit": one.type.unit, "shape": one.shape,
        "values": [dated_out(dated, one, cite_out(held, dated.cite)) for dated in one.values],
        "rules": list(held.uses_of_parameter(name)),
    }  # fmt: skip


@router.get("/parameters", response={200: ParameterPage, **error_responses()}, summary="Parameters")
def list_parameters(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Return every amount, rate and threshold with its values by date."""
    held = book()
    page = page_of(request, list(held.library.parameters), paging)
    page["results"] = [_parameter(held, name) for name in page["results"]]
    return page


@router.get(
    "/parameters/{name}",
    response={200: ParameterOut, **error_responses(404)},
    summary="One parameter",
)
def get_parameter(request: HttpRequest, name: Path[Key]) -> Any:
    """Return one parameter with its values by date."""
    held = book()
    if name not in held.library.parameters:
        raise Http404
    return _parameter(held, name)
