"""Files of procedures made into records: form, evidence, checks, conditions, and the whole."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import get_args

from fumao.core.errors import Words
from fumao.packs.parts_fees import fee
from fumao.packs.parts_route import (
    after,
    clock,
    correction,
    duration,
    outcome,
    promise,
    spot,
    spots,
    step,
)
from fumao.packs.parts_rules import parameter
from fumao.packs.row import Row
from fumao.procedures.definitions import (
    After,
    Appeal,
    Check,
    Condition,
    Evidence,
    Field,
    Level,
    MoneyTerms,
    Option,
    Procedure,
    ProcedureKind,
    Then,
)
from fumao.rules.definitions import Citation, Confidence, Input, Purpose
from fumao.rules.types import TEXT, Type, read_type

type Vocabulary = Mapping[str, Input]


def procedure(row: Row, vocabulary: Vocabulary) -> Procedure:
    """Make a procedure; fields with `input` take label, type and bounds from the vocabulary."""
    form = tuple(_all(row, "form", lambda one: form_field(one, vocabulary)))
    confidence: Confidence = row.choice("confidence", Confidence, "seen")
    kind: ProcedureKind = row.choice("kind", ProcedureKind)
    level: Level = row.choice("level", Level)
    basis = tuple(_all(row, "basis", _citation))
    main = basis[0] if basis else Citation("", "")
    made = Procedure(
        key=row.text("key"),
        code=row.text("code"),
        version=row.text("version"),
        title=row.words("title"),
        summary=row.words("summary"),
        kind=kind,
        owner=row.text("owner"),
        level=level,
        basis=basis,
        form=form,
        evidence=tuple(_all(row, "evidence", evidence)),
        route=tuple(_all(row, "route", step)),
        areas=row.texts("areas"),
        need=row.text_or_none("need") or "",
        need_words=row.words_or_none("need_words"),
        checks=tuple(_all(row, "checks", lambda one: check(one, main))),
        conditions=tuple(_all(row, "conditions", lambda one: condition(one, main))),
        parameters=tuple(_all(row, "parameters", parameter)),
        clock=clock(row),
        correction=correction(row),
        withdraw_until=row.text_or_none("withdraw_until") or "",
        promise=promise(row, main),
        outcome=outcome(row),
        after=tuple(_all(row, "after", lambda one: _later(one, vocabulary, main))),
        appeal=_appeal(row),
        money=_money(row),
        fees=tuple(_all(row, "fees", fee)),
        confidence=confidence,
        note=row.words_or_none("note"),
        spot=spot(row),
        spots=spots(row, "need", "owner", "areas", "withdraw_until"),
    )
    row.finish()
    return made


def _all[T](row: Row, name: str, build: Callable[[Row], T]) -> list[T]:
    made = []
    for one in row.rows(name):
        made.append(build(one))
        one.finish()
    return made


def _citation(row: Row) -> Citation:
    return Citation(row.text("document"), row.text("clause"))


def _cited(row: Row, main: Citation) -> Citation:
    """Return the row's own citation, or the main one of the procedure."""
    if row.has("document"):
        return _citation(row)
    return main


def form_field(row: Row, vocabulary: Vocabulary) -> Field:
    """Make a field; `type` is one of the rules', or choice, longtext, table."""
    given = row.text_or_none("input") or ""
    source = vocabulary.get(given)
    if given and source is None:
        row.fault(
            "input",
            f"词表里没有“{given}”",
            f'the vocabulary has no "{given}"',
            ("改正名称，或写 key 和 type", "correct the name, or write key and type"),
        )
    if source is not None:
        return _given_field(row, source)
    kind = row.text_or_none("type") or ""
    options = tuple(_all(row, "options", _option))
    type_ = _type(row, kind)
    made = Field(
        key=row.text("key"),
        label=row.words("label"),
        type=type_,
        options=options,
        columns=tuple(_all(row, "columns", lambda one: form_field(one, vocabulary))),
        long=kind == "longtext",
        purpose=row.choice("purpose", Purpose, "administration"),
        least=row.number_or_none("least"),
        most=row.number_or_none("most"),
    )
    return _asked(row, made)


def _given_field(row: Row, source: Input) -> Field:
    made = Field(
        key=row.text_or_none("key") or source.name,
        label=row.words_or_none("label") or source.label,
        type=source.type,
        given=source.name,
        purpose=source.purpose,
        least=source.least,
        most=source.most,
    )
    return _asked(row, made)


def _asked(row: Row, made: Field) -> Field:
    """Return the field with what every field may have."""
    return replace(
        made,
        required=row.text_or_none("required") or "",
        visible=row.text_or_none("visible") or "",
        check=row.text_or_none("check") or "",
        check_words=row.words_or_none("check"),
        prefill=row.text_or_none("prefill") or "",
        unique=row.flag("unique"),
        public=row.flag("public"),
        sensitive=row.flag("sensitive"),
        hint=row.words_or_none("hint"),
        confidence=row.choice("confidence", Confidence, "seen"),
        spot=spot(row),
        spots=spots(row, "required", "visible", "check", "prefill"),
    )


def _type(row: Row, kind: str) -> Type | None:
    if kind == "table":
        return None
    if kind in ("choice", "longtext"):
        return TEXT
    found = read_type(kind, row.text_or_none("unit"))
    if found is None:
        row.fault(
            "type",
            f"没有类型“{kind}”",
            f'there is no type "{kind}"',
            (
                "写 bool、int、dec(2)、money(CNY)、text、date、code(代码表)、"
                "choice、longtext 或 table",
                "write bool, int, dec(2), money(CNY), text, date, code(scheme), choice, longtext "
                "or table",
            ),
        )
    return found or TEXT


def _option(row: Row) -> Option:
    return Option(row.text("key"), row.words("name"))


def evidence(row: Row) -> Evidence:
    """Make a paper to be attached."""
    return Evidence(
        key=row.text("key"),
        label=row.words("label"),
        accept=row.texts("accept") or ("pdf", "jpg", "png"),
        required=row.text_or_none("required") or "",
        later=duration(row, "later"),
        promise=row.flag("promise"),
        sensitive=row.flag("sensitive"),
        source=row.text_or_none("from") or "",
        spot=spot(row),
        spots=spots(row, "required", "later"),
    )


def check(row: Row, main: Citation) -> Check:
    """Make a check on the form."""
    then: Then = row.choice("then", Then)
    return Check(
        row.text("key"), row.text("when"), then, row.words("words"), _cited(row, main),
        spot(row), spots(row, "when"),
    )  # fmt: skip


def condition(row: Row, main: Citation) -> Condition:
    """Make a condition of the decision."""
    return Condition(
        row.text("key"),
        row.words("label"),
        row.text("holds"),
        _cited(row, main),
        row.choice("confidence", Confidence, "seen"),
        spot(row),
        spots(row, "holds"),
    )


def _later(row: Row, vocabulary: Vocabulary, main: Citation) -> After:
    """Make a later case with the fields, papers, checks and conditions of its own."""
    return replace(
        after(row),
        extra=tuple(_all(row, "extra", lambda one: form_field(one, vocabulary))),
        evidence=tuple(_all(row, "evidence", evidence)),
        checks=tuple(_all(row, "checks", lambda one: check(one, main))),
        conditions=tuple(_all(row, "conditions", lambda one: condition(one, main))),
    )


def _appeal(row: Row) -> Appeal:
    part = row.part("appeal")
    if part is None:
        return Appeal()
    plain = Appeal()
    made = Appeal(
        duration(part, "reconsider") or plain.reconsider,
        duration(part, "litigate") or plain.litigate,
    )
    part.finish()
    return made


def _money(row: Row) -> MoneyTerms | None:
    part = row.part("money")
    if part is None:
        return None
    columns = {str(k): str(v) for k, v in part.plain("columns").items()}
    made = MoneyTerms(
        part.text("rule"), part.text_or_none("lines") or "", tuple(sorted(columns.items())),
        spot(part),
    )  # fmt: skip
    part.finish()
    return made


KINDS = get_args(ProcedureKind)
__all__ = ["KINDS", "Words", "duration", "form_field", "procedure"]
