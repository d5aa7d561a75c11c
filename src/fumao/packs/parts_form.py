"""The fields of a form made into records, for procedures and surveys."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fumao.forms.fields import Field, Option
from fumao.packs.parts_route import spot, spots
from fumao.packs.row import Row
from fumao.rules.definitions import Confidence, Input, Purpose
from fumao.rules.types import TEXT, Type, read_type

type Vocabulary = Mapping[str, Input]


def all_of[T](row: Row, name: str, build: Callable[[Row], T]) -> list[T]:
    """Make every row of a list, and note what a row has that is not asked for."""
    made = []
    for one in row.rows(name):
        made.append(build(one))
        one.finish()
    return made


def form_field(row: Row, vocabulary: Vocabulary, purpose: Purpose = "administration") -> Field:
    """Make a field; `type` is one of the rules', or choice, longtext, table.

    `purpose` is that of a field which does not say its own.
    """
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
    options = tuple(all_of(row, "options", _option))
    type_ = _type(row, kind)
    own: Purpose = row.choice("purpose", Purpose, purpose)
    made = Field(
        key=row.text("key"),
        label=row.words("label"),
        type=type_,
        options=options,
        columns=tuple(all_of(row, "columns", lambda one: form_field(one, vocabulary, own))),
        long=kind == "longtext",
        purpose=own,
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
