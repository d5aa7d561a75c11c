"""Procedures written for tests, and a file to attach."""

from django.core.files.uploadedfile import SimpleUploadedFile

# The smallest PDF that is one: a header, an empty catalogue, a trailer.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def PAPER() -> SimpleUploadedFile:  # noqa: N802
    """A paper as it is uploaded."""
    return SimpleUploadedFile("材料.pdf", PDF, "application/pdf")


BASE = """
key: {key}
code: {code}
version: "1"
title_zh: 试点认定
title_en: Trial accreditation
summary_zh: 试点
summary_en: A trial
kind: accreditation
owner: commerce
level: city
basis:
  - {{document: xiamen-2016, clause: "1"}}
form:
  - {{key: name, label_zh: 名称, label_en: Name, type: text, required: always, public: true}}
  - {{key: amount, label_zh: 金额, label_en: Amount, type: money(CNY), required: always, least: 0}}
  - {{key: abroad, label_zh: 境外, label_en: Abroad, type: bool}}
  - {{key: country, label_zh: 国别, label_en: Country, type: text, visible: abroad, required: abroad}}
evidence:
  - {{key: plan, label_zh: 方案, label_en: Plan, accept: [pdf], required: always}}
  - {{key: identity, label_zh: 身份证明, label_en: Identity, accept: [pdf], required: always, promise: true}}
checks:
  - {{key: zero, when: amount = 0, then: warn, words_zh: 金额为零, words_en: The amount is zero}}
route:
{route}
clock: {{statutory: 20wd, service: 10wd, starts: accepted, stops_while: [correcting, panel, publicise, hearing], extend: 10wd, deemed_accepted: 5wd}}
correction: {{rounds: 2, within: 10wd}}
withdraw_until: decide
promise: {{verify_within: 30wd, on_false: revoke}}
outcome: {{name_zh: 认定证书, name_en: Certificate, number: "{{area}}-{{code}}-{{yyyy}}-{{seq:4}}", months: 36, public: [name]}}
after:
  - {{kind: change, title_zh: 变更, title_en: Change, form: [name], route: [accept, issue], statutory: 5wd}}
  - {{kind: recheck, title_zh: 年检, title_en: Re-check, form: [amount], route: [review], every: 12, fails: 2, on_fail: suspend}}
  - kind: revoke
    title_zh: 撤销
    title_en: Revocation
    route: [review, decide]
    grounds:
      - {{key: fraud, name_zh: 欺骗, name_en: Fraud}}
"""
PLAIN = """
  - {step: accept, title_zh: 受理, title_en: Acceptance, do: accept, by: [{function: commerce, role: handler}], within: 1wd, pass: review, refuse: refused, returns: true}
  - {step: review, title_zh: 审查, title_en: Review, do: review, by: [{function: commerce, role: checker}], within: 5wd, pass: decide, refuse: refused, returns: true}
  - {step: decide, title_zh: 决定, title_en: Decision, do: decide, by: [{function: commerce, role: leader}], within: 5wd, pass: issue, refuse: refused}
  - {step: issue, title_zh: 发证, title_en: Certificate, do: issue, by: system, pass: granted}
"""
PARALLEL = """
  - {step: accept, title_zh: 受理, title_en: Acceptance, do: accept, by: [{function: commerce, role: handler}], within: 1wd, pass: consult, refuse: refused, returns: true}
  - {step: consult, title_zh: 会审, title_en: Joint review, do: consult, by: [{function: science, role: handler, reads: [name]}, {function: tax, role: handler, reads: [amount]}], within: 5wd, pass: panel, returns: true, silent: agree}
  - step: panel
    title_zh: 评审
    title_en: Panel
    do: panel
    by: [{function: commerce, role: handler}]
    within: 10wd
    experts: 2
    pass_mark: 60
    criteria:
      - {key: plan, label_zh: 方案, label_en: Plan, most: 60}
      - {key: team, label_zh: 团队, label_en: Team, most: 40}
    pass: decide
    refuse: refused
  - {step: decide, title_zh: 决定, title_en: Decision, do: decide, by: [{function: commerce, role: leader}], within: 5wd, pass: public, refuse: refused}
  - {step: public, title_zh: 公示, title_en: Publicity, do: publicise, by: system, within: 5wd, pass: issue, refuse: refused}
  - {step: issue, title_zh: 发证, title_en: Certificate, do: issue, by: system, pass: granted}
"""


def text_of(key: str, code: str, route: str) -> str:
    """The YAML of a procedure with this route."""
    return BASE.format(key=key, code=code, route=route.strip("\n"))
