"""The linter: a sound procedure has nothing to lint; each fault is found, with place and mend."""
# ruff: noqa: E501 - lines of YAML

from dataclasses import replace

import pytest

from fumao.packs.procedures import pack_rules, read_procedure
from fumao.procedures.golden import GoldenCase
from fumao.procedures.lint import lint
from fumao.procedures.lint_notes import Known, Note
from tests.procedures import registration

_KNOWN = Known(
    functions=frozenset({"commerce", "tax"}),
    documents=frozenset({"xiamen-2020"}),
    clauses=frozenset({("xiamen-2020", "（三）/28")}),
    laws=frozenset({"mofcom-2009-3"}),
    areas=frozenset({"350200"}),
    schemes=frozenset({"country"}),
)


def noted(text: str, known: Known = _KNOWN) -> list[Note]:
    return list(lint(read_procedure(text, "registration.yaml"), pack_rules(), known))


def sentences(text: str, known: Known = _KNOWN) -> list[str]:
    return [note.problem.sentence("en") for note in noted(text, known)]


def changed(old: str, new: str, times: int = 1) -> str:
    text = registration.text()
    assert text.count(old) >= 1, old
    return text.replace(old, new, times)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_procedure_has_nothing_to_lint() -> None:
    assert sentences(registration.text()) == []


_ACCEPT = "do: accept, by: [{function: commerce, role: handler}], within: 1wd, pass: review"
_REVIEW = "do: review, by: [{function: commerce, role: checker}], within: 1wd, pass: decide"
_DECIDE = "do: decide, by: [{function: commerce, role: leader}], within: 1wd, pass: issue"
_ISSUE = "do: issue, by: system, pass: granted"
_PANEL = (
    "do: panel, by: [{function: commerce, role: checker}], within: 1wd, experts: 2,"
    " criteria: [{key: plan, label_zh: 计划, label_en: Plan, most: 100}], pass_mark: 60, pass: decide"
)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # the route
        ("pass: decide, refuse", "pass: decision, refuse", 'there is no step "decision"'),
        (_REVIEW, _REVIEW.replace("pass: decide", "pass: issue"), 'no step leads to "decide"'),
        ("pass: issue, refuse", "pass: review, refuse", '"decide" leads back to "review"'),
        ("pass: issue, refuse: refused", "pass: issue, refuse: refused, hold: issue",
         "only a step of the system holds a case"),
        (_ISSUE, "do: issue, by: system, pass: granted, refuse: refused", "issuing says neither"),
        (_ISSUE, "do: issue, by: system, pass: granted, returns: true", "the system returns nothing"),
        (_ISSUE, "do: issue, by: system, pass: refused", "no step leads to granted"),
        (_DECIDE, _DECIDE + ", when: chinese", "no condition may skip it"),
        (_REVIEW, _REVIEW.replace("pass: decide", "when: chinese, pass: refused"), "leads nowhere"),
        (_REVIEW, _REVIEW + ", apart: [window]", 'there is no step "window"'),
        ("withdraw_until: decide", "withdraw_until: final", 'there is no step "final"'),
        (_DECIDE, _DECIDE.replace("pass: issue", "pass: granted"), "without issuing the outcome"),
        (_DECIDE, _DECIDE.replace("do: decide", "do: review"), "no fault"),
        ("step: accept, title_zh: 受理, title_en: Acceptance, do: accept",
         "step: accept, title_zh: 受理, title_en: Acceptance, do: decide",
         '"accept" has decided: "review" cannot follow'),
        # who takes it
        ("role: leader", "role: checker", "revoke: nobody else has accepted"),
        ("role: handler", "role: leader", "no fault"),
        ("function: commerce, role: checker", "function: commerse, role: checker",
         'there is no function "commerse"'),
        (_REVIEW, _REVIEW.replace("role: checker}]", "role: checker}, {function: commerce, role: checker}]"),
         'two parallel seats of "review" are the same'),
        (_REVIEW, _REVIEW.replace("role: checker}]", "role: checker}, {function: tax, role: handler}]")
         + ", mode: quorum, quorum: 3", "has 2 seats, but the quorum is 3"),
        (_REVIEW, _REVIEW + ", quorum: 1", "quorum belongs to mode: quorum"),
        (_REVIEW, _REVIEW.replace("role: checker}", "role: checker, reads: [price]}"),
         'there is no field or paper "price"'),
        (_REVIEW, _REVIEW + ", experts: 2", "is no panel"),
        (_REVIEW, _PANEL.replace("experts: 2", "experts: 0"), "at least one expert"),
        (_REVIEW, _PANEL.replace("pass_mark: 60", "pass_mark: 101"), "the pass mark is 101"),
        (_DECIDE, _DECIDE + ", silent: agree", 'silence cannot stand for "decide"'),
        (_ISSUE, "do: issue, by: [{function: commerce, role: handler}], pass: granted",
         '"issue" is taken by the system'),
        (_REVIEW, _REVIEW.replace("by: [{function: commerce, role: checker}]", "by: []"),
         'nobody takes "review"'),
        # terms
        (_REVIEW, _REVIEW.replace("within: 1wd, ", ""), '"review" has no limit'),
        (_ISSUE, _ISSUE + ", within: 1wd", '"issue" is done at once'),
        ("within: 1wd, pass: issue", "within: 4wd, pass: issue", "4wd, alone is over the statutory"),
        ("within: 1wd, pass: decide", "within: 3wd, pass: decide", "sum to 4, over the statutory 3wd"),
        ("within: 1wd, pass: decide", "within: 6cd, pass: decide", "alone is over the statutory 3wd"),
        ("statutory: 3wd, service: 2wd", "statutory: 3wd, service: 5wd", "longer than the statutory"),
        ("statutory: 3wd, service: 2wd", "statutory: 6mo", "in months cannot be stopped"),
        ("deemed_accepted: 5wd", "deemed_accepted: 5wd, extend: 2cd", "other units"),
        ("stops_while: [correcting]", "stops_while: [panel]", "no step of kind panel stops"),
        ("stops_while: [correcting]", "stops_while: [lunch]", 'there is no ground to stop "lunch"'),
        # the form
        ("key: country,", "key: contract_no,", 'the field or paper "contract_no" is given twice'),
        ("{key: translation,", "{key: amount,", 'the field or paper "amount" is given twice'),
        ("{key: export, name_zh: 出口", "{key: import, name_zh: 出口", 'the option "import" is given'),
        ("key: country,", "key: today,", '"today" is a fact the system knows'),
        ("visible: payment = 'royalty'", "visible: ends > effective", "does not stand above it"),
        ("check: effective <= submitted_on", "check: effective <= submited_on", "submited_on"),
        ("check: effective <= submitted_on", "check: effective <= 60", 'the number "60" stands'),
        (", check_zh: 合同生效日不能晚于提交日, check_en: The contract must be in force already", "",
         "an applicant is not told what is wrong"),
        ("least: 0, public: true", "least: 5, most: 1", 'least of "amount" is above most'),
        ("least: 0, public: true", "prefill: registry", 'prefill "registry" is not understood'),
        ("type: code(country)", "type: code(planets)", 'there is no code list "planets"'),
        ("accept: [pdf, docx]", "accept: [pdf, exe]", 'there is no kind of file "exe"'),
        (", promise: true}", "}", "the promise replaces no paper"),
        ("> registration_days", "> 0", 'the parameter "registration_days" is not used'),
        ("need_words_zh: 申请人须为存续企业\nneed_words_en: The applicant must be an active enterprise\n",
         "", "need has no words"),
        # clauses
        ("clause: （三）/28", "clause: （三）/99", 'there is no clause "xiamen-2020 （三）/99"'),
        ("document: mofcom-2009-3, clause: 第二条", "document: mofcom-2010, clause: 第二条",
         'there is no document or law "mofcom-2010"'),
        # outcome and later cases
        ('"{area}-{code}-{yyyy}-{seq:5}"', '"{area}-{code}-{yyyy}"', "needs one {seq:N}"),
        ('"{area}-{code}-{yyyy}-{seq:5}"', '"{org}-{code}-{seq:5}"', "is not understood"),
        ("until: ends", "until: country", 'until "country" is no date'),
        ("until: ends", "until: finish", 'there is no field "finish"'),
        ("until: ends", "until: ends\n  months: 12", "write until or months, not both"),
        ("public: [direction", "public: [price, direction", 'there is no field "price"'),
        ("country, amount, ends]", "country, amount, end]", 'there is no field "end"'),
        ("route: [review, decide]", "route: [review, decision]", 'there is no step "decision"'),
        ("route: [review, decide]", "route: [decide, review]", "in another order"),
        ("route: [review, decide]", "route: [decide]", "revoke: nobody else has accepted"),
        ("route: [review, decide]", "route: [review, decide, issue]", "brings no new outcome"),
        ("route: [accept, review, issue], statutory: 3wd}",
         "route: [accept, review], statutory: 3wd}", "without issuing the outcome"),
        ("kind: revoke", "kind: recheck", "recheck has no every"),
        ("amount, ends], route", "amount, ends], keep_evidence: [plan], route",
         'there is no paper "plan"'),
        ("amount, ends], route", "amount, ends], keep_checks: [late], route",
         'there is no check "late"'),
        ("amount, ends], route", "amount, ends], keep_conditions: [good], route",
         'there is no condition "good"'),
        ("amount, ends], route",
         "amount, ends], evidence: [{key: contract, label_zh: 甲, label_en: A}], route",
         '"contract" is a paper of the procedure already'),
        ("amount, ends], route",
         "amount, ends], conditions: [{key: big, label_zh: 大, label_en: Big, holds: amonut > 0}], route",
         "change: "),
        ("amount, ends], route",
         "amount, ends], checks: [{key: big, when: amount > 0, then: warn, words_zh: 大, words_en: Big, document: nowhere, clause: '1'}], route",
         'there is no document or law "nowhere"'),
        ("form: [base_formed, amount], route: [accept, review, issue]", "keep_evidence: [contract]",
         "is the whole procedure again"),
        ("form: [base_formed, amount], route",
         "deemed: {within: 30cd, document: mofcom-2009-3, clause: 第六条}, form: [amount], route",
         "the outcome has no months"),
        ("form: [base_formed, amount], route",
         "before: 20cd, deemed: {within: 30cd, document: mofcom-2009-3, clause: 第六条}, form: [amount], route",
         "too late to leave 30cd"),
        ("form: [base_formed, amount], route",
         "deemed: {within: 30cd, document: no-law, clause: 第五十条}, form: [amount], route",
         'there is no document or law "no-law"'),
        ("form: [foreign_party, country, amount, ends], route",
         "deemed: {within: 30cd, document: mofcom-2009-3, clause: 第六条}, form: [amount], route",
         "deemed belongs to renew"),
        ("kind: registration\n", "kind: registration\nareas: ['999999']\n",
         'there is no area "999999"'),
        ("appeal: {", "money: {rule: no_such_grant}\nappeal: {", 'there is no rule "no_such_grant"'),
    ],
)  # fmt: skip
def test_each_fault_is_found_with_its_place(old: str, new: str, said: str) -> None:
    text = changed(old, new)
    found = sentences(text)
    if said == "no fault":
        assert found == []
        return
    assert any(said in sentence for sentence in found), found
    assert all(sentence.startswith("registration.yaml:") for sentence in found)


def test_a_later_case_knows_values_of_the_case_before_but_no_rows() -> None:
    table = (
        "form:\n  - {key: lots, label_zh: 批, label_en: Lots, type: table, columns: "
        "[{key: size, label_zh: 量, label_en: Size, type: int}]}\n"
    )
    condition = "conditions: [{{key: big, label_zh: 大, label_en: Big, holds: {}}}], route"

    def later(holds: str) -> list[str]:
        text = changed("amount, ends], route", f"amount, ends], {condition.format(holds)}")
        return sentences(text.replace("form:\n", table, 1))

    assert later("effective <= submitted_on") == []
    [said] = later("count_of(lots) = 0")
    assert 'the rows of "lots" belong to the case before' in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("table: rows", "table: people", 'there is no table "people"'),
        ("number: no,", "number: nr,", 'there is no column "nr"'),
        ("given: day", "given: no", 'given "no" is no date'),
        ("show: []", "show: [name]", 'the column "name" is sensitive'),
        ("show: []", "show: [], link: no", "link, within and key are written together"),
    ],
)
def test_what_the_public_may_look_up_is_there_and_not_sensitive(
    old: str, new: str, said: str
) -> None:
    table = (
        "extra: [{key: rows, label_zh: 行, label_en: Rows, type: table, columns: ["
        "{key: no, label_zh: 号, label_en: No, type: text},"
        "{key: day, label_zh: 日, label_en: Day, type: date},"
        "{key: name, label_zh: 名, label_en: Name, type: text, sensitive: true}]}], "
        "lookup: {name_zh: 证, name_en: Paper, table: rows, number: no, given: day, show: []}, route"
    )
    text = changed("amount, ends], route", f"amount, ends], {table}")
    assert sentences(text) == []
    assert text.count(old) == 1
    [sentence] = sentences(text.replace(old, new))
    assert said in sentence


def test_a_fault_of_an_expression_names_line_and_column() -> None:
    text = changed("check: effective <= submitted_on", "check: effective <= submited_on")
    line = line_of(text, "check: effective")
    column = text.split("\n")[line - 1].index("submited_on") + 1
    [sentence] = sentences(text)
    assert sentence.startswith(f"registration.yaml:{line}:{column}: ")


def test_figures_given_for_statistics_decide_nothing() -> None:
    """统计法 art. 28: a field given for statistics cannot stand in a check."""
    text = changed("key: catalogue", "key: catalogue\n    purpose: statistics")
    assert any("statistics" in sentence for sentence in sentences(text))


def test_a_route_without_limit_and_term_can_stall() -> None:
    text = changed("within: 1wd, pass: decide", "pass: decide")
    text = text.replace("statutory: 3wd, service: 2wd, ", "").replace(", statutory: 3wd", "")
    assert any("a case can stall" in sentence for sentence in sentences(text))


def test_checks_that_nobody_heeds_are_found() -> None:
    """System, then issue: the check that refuses would be passed over."""
    text = changed(
        f"{_ACCEPT}, refuse: refused, returns: true", "do: accept, by: system, pass: issue"
    )
    assert any("nobody heeding the checks" in sentence for sentence in sentences(text))


def test_a_term_that_is_too_short_for_the_longest_way_is_found_by_its_steps() -> None:
    text = changed("within: 1wd, pass: decide", "within: 3wd, pass: decide")
    [sentence] = sentences(text)
    assert "review 3wd + decide 1wd" in sentence


def test_acceptance_does_not_count_where_the_term_starts_with_it() -> None:
    assert sentences(changed("within: 1wd, pass: review", "within: 5wd, pass: review")) == []
    text = changed("within: 1wd, pass: review", "within: 2wd, pass: review")
    assert sentences(text.replace("starts: accepted", "starts: submitted"))


def test_two_procedures_with_one_number_are_found() -> None:
    text = changed('"{area}-{code}-{yyyy}-{seq:5}"', '"N{yyyy}{seq:5}"')
    other = replace(read_procedure(text), key="other")
    known = replace(_KNOWN, procedures={"other": other})
    assert any('may be one of "other"' in sentence for sentence in sentences(text, known))


def test_a_prefill_from_another_procedure_is_looked_up() -> None:
    text = changed("least: 0, public: true", "prefill: outcome:other.price")
    known = replace(_KNOWN, procedures={"other": registration.procedure()})
    assert any('there is no field "price"' in sentence for sentence in sentences(text, known))


def test_all_five_kinds_of_golden_cases_are_asked_for() -> None:
    cases = [one for name, one in registration.cases().items() if name != "withdrawn"]

    def missing(found: list[GoldenCase]) -> list[str]:
        notes = lint(registration.procedure(), pack_rules(), _KNOWN, found)
        return [note.problem.sentence("en") for note in notes]

    [sentence] = missing(cases)
    assert 'no golden case "withdrawn"' in sentence
    assert missing([*cases, replace(cases[0], name="withdrawn-late")]) == []


def test_mends_are_in_both_languages() -> None:
    for note in noted(changed("pass: decide, refuse", "pass: decision, refuse")):
        problem = note.problem
        assert all((problem.said.zh, problem.said.en, problem.mend.zh, problem.mend.en))
