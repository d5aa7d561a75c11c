"""Checks of documents, clauses, tasks, targets, incentives, findings and parks."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fumao.packs.model import Document, Finding, Incentive, Park, Place, Target, Task
from fumao.packs.report import Report, View

NATION = "CN"
_NUMBER = re.compile(r"[\u4e00-\u9fff]+〔(?P<year>\d{4})〕[1-9]\d*号")

type Citing = Task | Target | Incentive | Finding | Park


def check_plan(view: View, report: Report) -> None:
    """Check the plan part of a pack."""
    _check_codes(view, report)
    _check_citations(view, report)
    for document in view.pack.documents:
        _check_document(document, view, report)
    for target in view.pack.targets:
        _check_target(target, report)
    for incentive in view.pack.incentives:
        _check_incentive(incentive, report)
    _check_demo(view, report)


def _check_document(document: Document, view: View, report: Report) -> None:
    number, day = document.number, document.dated
    parsed = _NUMBER.fullmatch(number) if number is not None else None
    if number is not None and (parsed is None or (day and int(parsed["year"]) != day.year)):
        report.add(
            "document_number",
            document.place,
            (
                f"文号“{number}”不合格式，或年份与日期不符",
                f'the number "{number}" has a wrong form, or another year than the date',
            ),
            (
                "写成 机关代字〔年份〕顺序号号，如 武政〔2016〕33号（GB/T 9704）",
                "write it as 武政〔2016〕33号 (GB/T 9704)",
            ),
        )
    if day is not None and document.printed is not None and document.printed < day:
        report.add(
            "document_days",
            document.place,
            ("印发日早于成文日", "the day of printing is before the date"),
            ("核对原文后改正", "compare with the document and correct it"),
        )
    if document.area not in view.registry.areas:
        report.unknown(("区划", "area"), document.area, document.place)
    for task in view.pack.tasks:
        if task.document == document.key:
            _check_task(task, document, view, report)
    for park in view.pack.parks:
        for code in (park.area, *park.districts):
            if code not in view.registry.areas:
                report.unknown(("区划", "area"), code, park.place)
        if park.document == document.key:
            _check_units(park.responsible, document, park.place, view, report)
    _check_totals(document, view, report)


def _check_codes(view: View, report: Report) -> None:
    coded: list[tuple[str, Place]] = []
    keyed: list[tuple[str, Place]] = []
    for pack in view.visible:
        coded += [(task.code, task.place) for task in pack.tasks]
        coded += [(target.code, target.place) for target in pack.targets]
        coded += [(incentive.code, incentive.place) for incentive in pack.incentives]
        coded += [(document.code, document.place) for document in pack.documents]
        keyed += [(document.key, document.place) for document in pack.documents]
        keyed += [(park.key, park.place) for park in pack.parks]
    report.repeated(("编号", "the code"), coded, lambda c: c[0], lambda c: c[1])
    report.repeated(("键", "the key"), keyed, lambda c: c[0], lambda c: c[1])
    clauses = [(f"{c.document} {c.ref}", c.place) for c in view.pack.clauses]
    report.repeated(("条款", "the clause"), clauses, lambda c: c[0], lambda c: c[1])


def _check_citations(view: View, report: Report) -> None:
    """Every definition cites a clause of its document; every clause hangs below an existing one."""
    pack = view.pack
    clauses = {(c.document, c.ref) for c in pack.clauses}
    citing: list[Citing] = [*pack.tasks, *pack.targets, *pack.incentives]
    citing += [*pack.findings, *pack.parks]
    cited: list[tuple[str, str, Place]] = [(r.document, r.clause, r.place) for r in citing]
    cited += [(t.document, ref, t.place) for t in pack.tasks for ref in t.related]
    cited += [(c.document, c.parent, c.place) for c in pack.clauses if c.parent is not None]
    documents = {document.key for document in pack.documents}
    for document, ref, place in cited:
        if document not in documents:
            report.unknown(("文件", "document"), document, place)
        elif (document, ref) not in clauses:
            report.unknown(("条款", "clause"), ref, place)
    tasks = {task.code for task in pack.tasks}
    for finding in pack.findings:
        for code in finding.tasks:
            if code not in tasks:
                report.unknown(("任务", "task"), code, finding.place)
        if finding.severity == "question" and not finding.choices:
            report.add(
                "no_choices",
                finding.place,
                ("需回答的疑点没有备选答案", "a finding that asks offers no answers"),
                ("加上 choices，或改为 warning", "add choices, or make it a warning"),
            )


def _check_units(
    names: Iterable[str], document: Document, place: Place, view: View, report: Report
) -> None:
    doubts = _doubts_raised(view.pack.findings, document.key)
    for name in names:
        found = view.registry.resolve(name, document.area, document.as_of)
        if found is None:
            report.unknown(("单位", "unit"), name, place)
        elif found.doubtful and name not in doubts:
            report.add(
                "doubt_not_raised",
                place,
                (
                    f"存疑的单位名称“{name}”没有列入疑点",
                    f'the doubtful unit "{name}" is in no finding',
                ),
                ("在 findings 中加上 doubtful_unit", "add it to a doubtful_unit finding"),
                warning=True,
            )


def _doubts_raised(findings: Iterable[Finding], document: str) -> set[str]:
    return {
        name
        for finding in findings
        if finding.document == document and finding.code == "doubtful_unit"
        for name, _ in finding.data
    }


def _check_task(task: Task, document: Document, view: View, report: Report) -> None:
    _check_units((*task.lead, *task.cooperating), document, task.place, view, report)
    for name in task.upper:
        if view.registry.resolve(name, NATION, document.as_of) is None:
            report.unknown(("单位", "unit"), name, task.place)
    asked = any(
        f.code == "no_lead" and task.code in f.tasks and f.severity == "question"
        for f in view.pack.findings
    )
    if not task.lead and not asked:
        report.add(
            "no_lead",
            task.place,
            (f"任务 {task.code} 没有牵头单位", f"task {task.code} has no lead"),
            ("写明 lead，或列入 no_lead 疑点", "add lead, or a no_lead finding that asks for it"),
        )
    schedule = task.schedule
    if (schedule.kind in ("start_by", "finish_by")) != (schedule.due is not None):
        report.add(
            "schedule",
            task.place,
            (
                f"任务 {task.code} 的时限种类 {schedule.kind} 与日期不合",
                f"the schedule {schedule.kind} of {task.code} does not fit its date",
            ),
            (
                "start_by、finish_by 须有 due，其余不写 due",
                "start_by and finish_by need due, the others have none",
            ),
        )


def _target_faults(target: Target) -> Iterable[tuple[str, str, str]]:
    """Yield (code, zh, en) for every figure of a target that cannot be right."""
    if (target.comparator == "range") != (target.value_max is not None):
        yield "range", "区间须有上限，其他不写", "a range has an upper value, others have none"
    if target.value_max is not None and target.value_max <= target.value:
        yield "range", "区间上限须大于下限", "the upper value of a range must exceed the lower"
    if target.recurring == (target.year is not None):
        yield "year", "须有年份，每年重复的则不写", "it has a year unless it recurs every year"
    if target.baseline is None and target.baseline_year is not None:
        yield "baseline", "有基期年份而无基期值", "there is a baseline year without a value"
    share = any(word in target.indicator.zh for word in ("占", "比重", "比例", "占比"))
    limit = Decimal(100) if share else Decimal(1000)
    if target.unit == "%" and not all(
        0 <= value <= limit
        for value in (target.value, target.value_max, target.baseline)
        if value is not None
    ):
        yield "percentage", "百分数超出范围", "the percentage is out of range"


def _check_target(target: Target, report: Report) -> None:
    for code, zh, en in _target_faults(target):
        report.add(
            f"target_{code}",
            target.place,
            (f"目标 {target.code}：{zh}", f"target {target.code}: {en}"),
            ("核对原文后改正", "compare with the document and correct it"),
        )


def _check_incentive(incentive: Incentive, report: Report) -> None:
    rate, amount = incentive.rate_max, incentive.amount_max
    wrong_rate = rate is not None and not 0 <= rate <= 100
    if wrong_rate or (amount is not None) != (incentive.unit is not None):
        report.add(
            "incentive",
            incentive.place,
            (
                f"激励 {incentive.code} 的比例须在 0—100，金额须有单位",
                f"incentive {incentive.code}: a rate lies within 0–100, an amount has a unit",
            ),
            ("核对原文后改正", "compare with the document and correct it"),
        )


def _check_totals(document: Document, view: View, report: Report) -> None:
    """A printed total that is not the sum of its column must be raised by a column_sum finding."""
    sums: dict[tuple[int | None, str], Decimal] = defaultdict(Decimal)
    totals: dict[tuple[int | None, str], tuple[Decimal, Place]] = {}
    for target in view.pack.targets:
        if target.document != document.key:
            continue
        for year, value in ((target.year, target.value), (target.baseline_year, target.baseline)):
            if value is None:
                continue
            if target.is_total:
                totals[year, target.unit] = (value, target.place)
            else:
                sums[year, target.unit] += value
    raised = {f.code for f in view.pack.findings if f.document == document.key}
    for (year, unit), (total, place) in totals.items():
        if sums[year, unit] != total and "column_sum" not in raised:
            report.add(
                "column_sum",
                place,
                (
                    f"{year} 年各项之和 {sums[year, unit]}，合计 {total}",
                    f"{year}: the items add up to {sums[year, unit]}, the total is {total}",
                ),
                ("核对原文；原文如此则加 column_sum 疑点", "compare; if printed so, add a finding"),
            )


def _check_demo(view: View, report: Report) -> None:
    demo = view.pack.demo
    if demo is None:
        return
    known = {document.key: document.as_of for pack in view.visible for document in pack.documents}
    for key in demo.plans:
        if key not in known:
            report.unknown(("文件", "document"), key, demo.place)
    started: date = max((known[key] for key in demo.plans if key in known), default=date.min)
    if not demo.first_day < demo.last_day or started > demo.last_day:
        report.add(
            "demo_days",
            demo.place,
            ("演示的起止日期不合", "the days of the demo do not fit"),
            (
                "起日早于止日，止日不早于各文件日期",
                "the first day before the last, no document after it",
            ),
        )
