"""Files of procedures made into records: form, evidence, checks, conditions, and the whole."""

from dataclasses import replace

from fumao.packs.parts_fees import fee
from fumao.packs.parts_form import Vocabulary, all_of, form_field
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
from fumao.packs.parts_rules import citation, cited, parameter
from fumao.packs.row import Row
from fumao.procedures.definitions import (
    After,
    Appeal,
    Check,
    Condition,
    Evidence,
    Level,
    MoneyTerms,
    Procedure,
    ProcedureKind,
    Then,
)
from fumao.rules.definitions import Citation, Confidence


def procedure(row: Row, vocabulary: Vocabulary) -> Procedure:
    """Make a procedure; fields with `input` take label, type and bounds from the vocabulary."""
    form = tuple(all_of(row, "form", lambda one: form_field(one, vocabulary)))
    confidence: Confidence = row.choice("confidence", Confidence, "seen")
    kind: ProcedureKind = row.choice("kind", ProcedureKind)
    level: Level = row.choice("level", Level)
    basis = tuple(all_of(row, "basis", citation))
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
        evidence=tuple(all_of(row, "evidence", evidence)),
        route=tuple(all_of(row, "route", step)),
        areas=row.texts("areas"),
        need=row.text_or_none("need") or "",
        need_words=row.words_or_none("need_words"),
        checks=tuple(all_of(row, "checks", lambda one: check(one, main))),
        conditions=tuple(all_of(row, "conditions", lambda one: condition(one, main))),
        parameters=tuple(all_of(row, "parameters", parameter)),
        clock=clock(row),
        correction=correction(row),
        withdraw_until=row.text_or_none("withdraw_until") or "",
        promise=promise(row, main),
        outcome=outcome(row),
        after=tuple(all_of(row, "after", lambda one: _later(one, vocabulary, main))),
        appeal=_appeal(row),
        money=_money(row),
        fees=tuple(all_of(row, "fees", fee)),
        confidence=confidence,
        note=row.words_or_none("note"),
        spot=spot(row),
        spots=spots(row, "need", "owner", "areas", "withdraw_until"),
    )
    row.finish()
    return made


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
        row.text("key"), row.text("when"), then, row.words("words"), cited(row, main),
        spot(row), spots(row, "when"),
    )  # fmt: skip


def condition(row: Row, main: Citation) -> Condition:
    """Make a condition of the decision."""
    return Condition(
        row.text("key"),
        row.words("label"),
        row.text("holds"),
        cited(row, main),
        row.choice("confidence", Confidence, "seen"),
        spot(row),
        spots(row, "holds"),
    )


def _later(row: Row, vocabulary: Vocabulary, main: Citation) -> After:
    """Make a later case with the fields, papers, checks and conditions of its own."""
    return replace(
        after(row),
        extra=tuple(all_of(row, "extra", lambda one: form_field(one, vocabulary))),
        evidence=tuple(all_of(row, "evidence", evidence)),
        checks=tuple(all_of(row, "checks", lambda one: check(one, main))),
        conditions=tuple(all_of(row, "conditions", lambda one: condition(one, main))),
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
