"""A reading as tables on the screen, in Chinese or English."""

from rich.console import Console
from rich.table import Table

from fumao.reading.model import Incentive, Reading, Schedule, Target

_WORDS = {
    "zh": {
        "tasks": "任务", "targets": "目标", "incentives": "激励", "findings": "提示", "no": "序号",
        "task": "任务", "lead": "牵头", "cooperating": "配合", "due": "时限", "indicator": "指标",
        "value": "数值", "year": "年份", "recipient": "对象", "kind": "类型", "amount": "最高",
        "code": "代码", "message": "说明", "number": "文号", "issuer": "发文机关", "date": "日期",
        "clauses": "条款", "untitled": "（无标题）", "unknown": "—",
    },
    "en": {
        "tasks": "Tasks", "targets": "Targets", "incentives": "Incentives", "findings": "Findings",
        "no": "No.", "task": "Task", "lead": "Lead", "cooperating": "Cooperating", "due": "Due",
        "indicator": "Indicator", "value": "Value", "year": "Year", "recipient": "Recipient",
        "kind": "Kind", "amount": "At most", "code": "Code", "message": "Message",
        "number": "Number", "issuer": "Issuer", "date": "Date", "clauses": "Clauses",
        "untitled": "(no title)", "unknown": "—",
    },
}  # fmt: skip
_KIND = {
    "zh": {"start_by": "启动", "finish_by": "完成", "continuous": "持续", "unscheduled": ""},
    "en": {"start_by": "start", "finish_by": "finish", "continuous": "ongoing", "unscheduled": ""},
}
_SIGN = {">": "> ", ">=": "≥ ", "<": "< ", "<=": "≤ ", "~": "≈ ", "=": "", "range": ""}


def show(reading: Reading, console: Console, language: str) -> None:
    """Print the document's data, then one table each of tasks, targets, incentives, findings."""
    key = "zh" if language.startswith("zh") else "en"
    words = _WORDS[key]
    meta = reading.meta
    console.print(meta.title or words["untitled"], style="bold", markup=False)
    facts = (
        (words["number"], meta.number),
        (words["issuer"], "、".join(meta.issuer) or None),
        (words["date"], meta.date.isoformat() if meta.date else None),
        (words["clauses"], str(sum(clause.kind != "row" for clause in reading.clauses))),
    )
    console.print("  ".join(f"{k} {v or words['unknown']}" for k, v in facts), markup=False)
    _print(
        console, f"{words['tasks']} {len(reading.tasks)}",
        [words[w] for w in ("no", "task", "lead", "cooperating", "due")],
        [
            [t.label, _short(t.text), "、".join(t.lead), "、".join(t.cooperating),
             _due(t.schedule, key)]
            for t in reading.tasks
        ],
    )  # fmt: skip
    _print(
        console, f"{words['targets']} {len(reading.targets)}",
        [words[w] for w in ("indicator", "value", "year")],
        [[t.indicator, _value(t), str(t.year or "")] for t in reading.targets],
    )  # fmt: skip
    _print(
        console, f"{words['incentives']} {len(reading.incentives)}",
        [words[w] for w in ("recipient", "kind", "amount")],
        [[_short(i.recipient), i.kind, _amount(i)] for i in reading.incentives],
    )  # fmt: skip
    _print(
        console, f"{words['findings']} {len(reading.findings)}",
        [words[w] for w in ("code", "message")],
        [[f.code, f.message_zh if key == "zh" else f.message_en] for f in reading.findings],
    )  # fmt: skip


def _print(console: Console, title: str, head: list[str], rows: list[list[str]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", show_lines=False)
    for name in head:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*[_safe(cell) for cell in row])
    console.print(table)


def _safe(cell: str) -> str:
    # square brackets are markup to rich, and control characters would move the cursor
    return "".join(char for char in cell if char.isprintable()).replace("[", r"\[")


def _short(words: str) -> str:
    bare = "".join(words.split())
    return bare if len(bare) <= 46 else bare[:45] + "…"


def _due(schedule: Schedule, key: str) -> str:
    kind = _KIND[key][schedule.kind]
    date = schedule.date.isoformat() if schedule.date else ""
    return " ".join(part for part in (schedule.text or "", kind, date) if part)


def _value(target: Target) -> str:
    upper = f"—{target.value_max}" if target.value_max is not None else ""
    return f"{_SIGN[target.comparator]}{target.value}{upper} {target.unit or ''}".strip()


def _amount(incentive: Incentive) -> str:
    money = f"{incentive.amount_max} {incentive.unit or ''}" if incentive.amount_max else ""
    rate = f"{incentive.rate_max}%" if incentive.rate_max is not None else ""
    return " ".join(part for part in (money, rate) if part)
