"""A new procedure begun: commented YAML of a kind that lints clean and is made one's own.

A funding procedure is warned of until its rule of money is named.
"""
# ruff: noqa: E501 - lines of the YAML that is written

from dataclasses import dataclass

from fumao.core.errors import CoreError
from fumao.procedures.definitions import ProcedureKind


@dataclass(frozen=True, slots=True)
class _Shape:
    """What differs between kinds: titles, route, terms, what may be left out."""

    title_zh: str
    title_en: str
    paper_zh: str
    paper_en: str
    decided: bool = True
    published: bool = False
    consulted: bool = False
    months: int | None = 36
    statutory: str = "20wd"


_SHAPES: dict[ProcedureKind, _Shape] = {
    "filing": _Shape("某事项备案", "Filing of a matter", "备案证明", "Proof of filing",
                     decided=False, months=None, statutory="5wd"),
    "registration": _Shape("某合同登记", "Registration of a contract", "登记证书",
                           "Certificate of registration", months=None, statutory="5wd"),
    "accreditation": _Shape("某企业认定", "Accreditation of an enterprise", "认定证书",
                            "Certificate of accreditation", published=True, consulted=True),
    "recognition": _Shape("示范单位评选", "Choice of model units", "示范单位证书",
                          "Certificate of a model unit", published=True, statutory="45wd"),
    "funding": _Shape("某项补助", "A subsidy", "补助决定书", "Notice of the subsidy",
                      published=True, months=None, statutory="45wd"),
    "writeoff": _Shape("账册核销", "Write-off of an account", "核销通知书", "Notice of write-off",
                       months=None, statutory="10wd"),
    "assessment": _Shape("某项自评估", "A self-assessment", "评估回执", "Receipt of an assessment",
                         months=24, statutory="10wd"),
    "licence": _Shape("某项许可", "A licence", "许可证", "Licence", consulted=True),
}  # fmt: skip

_HEAD = """\
# {title_zh}：改成您的办法；每一行后面的说明读完可以删去。写法见 docs/guide/procedures-writing.md。
# 试：fumao procedures lint {key}　　看：fumao procedures show {key}
key: {key}                      # 与文件名相同；发布以后不改
code: {code}                      # 编号里的代号，各办法不同
version: "1"                    # 改了内容就升；已受理的案件仍按旧版办完
title_zh: {title_zh}
title_en: {title_en}
summary_zh: 一句话说明谁可以申请、得到什么
summary_en: One sentence on who may apply and what it brings
kind: {kind}                    # filing registration accreditation recognition funding writeoff assessment licence
owner: commerce                 # 主办部门的职能
level: city                     # 主办层级：district city province nation
basis:                          # 依据：每个办法至少一条；document 是包内的文件或法规
  - {{document: {document}, clause: {clause}}}
need: applicant_active          # 谁可以申请：一个真假表达式
need_words_zh: 申请人须为存续企业
need_words_en: The applicant must be an active enterprise
form:                           # 表格：从上到下；下面的字段可以看上面的
  - {{key: subject, label_zh: 事项名称, label_en: Name of the matter, type: text, required: always, public: true}}
  - key: mode
    label_zh: 办理方式
    label_en: Way
    type: choice                # bool int dec(2) money(CNY) text longtext date code(代码表) choice table
    options:
      - {{key: first, name_zh: 首次, name_en: First time}}
      - {{key: again, name_zh: 再次, name_en: Again}}
    required: always
  - {{key: began, label_zh: 开始日期, label_en: Began on, type: date, required: always, check: began <= submitted_on, check_zh: 开始日期不能晚于提交日, check_en: It cannot begin after the day of submission}}
  - {{key: before, label_zh: 前次编号, label_en: Number of the last time, type: text, visible: mode = 'again', required: always}}
{form}evidence:                       # 材料
  - {{key: proof, label_zh: 证明材料, label_en: Proof, accept: [pdf, jpg, png], required: always, sensitive: true}}
  - {{key: earlier, label_zh: 前次结果, label_en: The last outcome, accept: [pdf], required: mode = 'again', later: 5wd}}   # later：可容缺后补
parameters:                     # 数字只写在这里，各有依据和起止日；表达式里只能出现 0 和 1
  - name: {prefix}_days
    label_zh: 开始后应提出的期限
    label_en: Days to apply after it began
    type: int
    unit: day
    values:
      - {{value: 60, from: 2020-01-01, document: {document}, clause: {clause}, confidence: low}}
checks:                         # 检查：refuse 应不予通过，hold 须人工看，warn 只提醒
  - {{key: late, when: "days_between(began, submitted_on) > {prefix}_days", then: warn, words_zh: 已超过期限, words_en: It is late}}
"""
_FUNDING_FORM = """\
  - key: lines
    label_zh: 费用明细
    label_en: Expenses
    type: table
    columns:
      - {key: invoice, label_zh: 发票号码, label_en: Invoice, type: text, required: always}
      - {key: dated, label_zh: 开票日期, label_en: Dated, type: date, required: always}
      - {key: amount, label_zh: 金额, label_en: Amount, type: money(CNY), required: always}
    required: always
"""
_CONDITIONS = """\
conditions:                     # 作出决定的条件，逐条给申请人和经办人看
  - {key: in-time, label_zh: 在期限内提出, label_en: Applied in time, holds: "days_between(began, submitted_on) <= PREFIX_days", confidence: low}
"""
_ACCEPT = """\
route:                          # 环节：只往后走；pass 通过，refuse 不予通过，returns 可退回补正
  - {{step: accept, title_zh: 受理, title_en: Acceptance, do: accept, by: [{{function: commerce, role: handler}}], within: 1wd, pass: review, refuse: refused, returns: true}}
  - {{step: review, title_zh: 审查, title_en: Review, do: review, by: [{{function: commerce, role: checker}}], within: 2wd, pass: {after_review}, refuse: refused, returns: true}}
"""
_CONSULT = """\
  - step: consult
    title_zh: 征求意见
    title_en: Consultation
    do: consult
    by:                         # 并行：各单位同时办；reads 是其意见所看的字段，补正没动这些字段的不重办
      - {function: science, role: handler, reads: [subject]}
      - {function: tax, role: handler, reads: [began]}
    mode: all                   # all any quorum
    silent: agree               # 逾期视为同意
    within: 5wd
    pass: AFTER
"""
_DECIDE = """\
  - {{step: decide, title_zh: 决定, title_en: Decision, do: decide, by: [{{function: commerce, role: leader}}], within: 2wd, pass: {after_decide}, refuse: refused, apart: [accept, review]}}
"""
_PUBLICISE = """\
  - {step: publicise, title_zh: 公示, title_en: Publicity, do: publicise, by: system, within: 5wd, pass: decide, refuse: refused}
"""
_TAIL = """\
  - {{step: issue, title_zh: 发证, title_en: Issue, do: issue, by: system, pass: granted}}
# fees:                         # 收费：不写就是不收费。due 这一环节及其后，缴清才能通过；金额写参数和表格字段的算式
#   - {{key: charge, title_zh: 登记费, title_en: Registration fee, amount: {prefix}_fee, words_zh: 每件一个标准, words_en: One rate for each case, due: issue, document: {document}, clause: {clause}}}
clock: {{statutory: {statutory}, starts: accepted, stops_while: [correcting], deemed_accepted: 5wd}}   # wd 工作日 cd 自然日
correction: {{rounds: 2, within: 10wd}}   # 最多退回几次，每次给几天
withdraw_until: {last}          # 这一环节办完以前可以撤回
outcome:
  name_zh: {paper_zh}
  name_en: {paper_en}
  number: "{{area}}-{{code}}-{{yyyy}}-{{seq:5}}"
{validity}  public: [subject]           # 公开的字段
after:
{renew}  - kind: revoke
    title_zh: 撤销
    title_en: Revocation
    route: [{revoke}]
    grounds:
      - {{key: fraud, name_zh: 以欺骗手段取得, name_en: Obtained by fraud}}
appeal: {{reconsider: 60cd, litigate: 6mo}}
confidence: low                 # seen 见于文件；high medium low 凭记忆或暂定，待核
"""

_RENEW = """\
  - kind: renew
    title_zh: 延续许可
    title_en: Renewal
    before: 90cd                # 到期前多久可以办
    deemed: {within: 30cd, document: licence-law, clause: 第五十条}   # 提前这么久提出、到期未作决定的，视为准予延续
"""


def scaffold(key: str, kind: str, document: str, clause: str) -> str:
    """Return the YAML of a new procedure; raises CoreError for a kind that does not exist."""
    shape = next((shape for name, shape in _SHAPES.items() if name == kind), None)
    if shape is None:
        raise CoreError(
            "kind",
            f"没有类别“{kind}”，应为 {'、'.join(_SHAPES)}",
            f'there is no kind "{kind}": {", ".join(_SHAPES)}',
        )
    words = {
        "key": key, "kind": kind, "document": document, "clause": clause,
        "title_zh": shape.title_zh, "title_en": shape.title_en, "paper_zh": shape.paper_zh,
        "paper_en": shape.paper_en, "statutory": shape.statutory, "code": code_of(key),
        "prefix": code_of(key).lower(), "form": _FUNDING_FORM if kind == "funding" else "",
        "after_review": _after_review(shape), "after_decide": "issue",
        "validity": f"  months: {shape.months}                  # 有效几个月\n" if shape.months else "",
        "renew": _RENEW if kind == "licence" else "",
        "last": "decide" if shape.decided else "review",
        "revoke": "review, decide" if shape.decided else "review",
    }  # fmt: skip
    parts = [_HEAD.format(**words)]
    if shape.decided:
        parts.append(_CONDITIONS.replace("PREFIX", words["prefix"]))
    parts.append(_ACCEPT.format(**words))
    if shape.consulted:
        parts.append(_CONSULT.replace("AFTER", "publicise" if shape.published else "decide"))
    if shape.published:
        parts.append(_PUBLICISE)
    if shape.decided:
        parts.append(_DECIDE.format(**words))
    parts.append(_TAIL.format(**words))
    return "".join(parts)


def _after_review(shape: _Shape) -> str:
    if shape.consulted:
        return "consult"
    if shape.published:
        return "publicise"
    return "decide" if shape.decided else "issue"


def code_of(key: str) -> str:
    """Return a code made of the first letters of a key: tech-contract becomes TEC."""
    letters = [one for one in key.upper() if one.isalnum()]
    return "".join(letters[:3]) or "NEW"
