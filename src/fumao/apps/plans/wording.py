"""Reasons of a light put into sentences, Chinese and English: why this colour, what makes it green.

Sentences are made here and not in the message catalogue: each holds several dates and numbers whose
order differs between the languages.
"""

from collections.abc import Mapping, Sequence
from datetime import date

type Figures = Mapping[str, str | int | None]

_WHY: dict[str, tuple[str, str]] = {
    "closed": ("{on}销号，佐证已采信", "Closed out on {on}; its evidence was accepted"),
    "withdrawn": (
        "已从新一版计划中撤下",
        "Withdrawn: the newest version of the plan no longer holds it",
    ),
    "set_date_ahead": (
        "文件没有写时限，牵头单位应在{due}前定出日期",
        "The document names no date; the lead must set one by {due}",
    ),
    "set_date_near": (
        "文件没有写时限，牵头单位应在{due}前定出日期，还剩 {left} 个工作日",
        "The document names no date; the lead must set one by {due}, {left} working days left",
    ),
    "set_date_late": (
        "应在{due}前定出日期，至今未定，逾 {late} 个工作日",
        "A date was to be set by {due} and is not: {late} working days late",
    ),
    "propose_date_ahead": (
        "文件印发时（{printed}）原定日期{first}已过，请牵头单位在{due}前提出新的日期",
        "When the work began ({printed}) the date in the document, {first}, had passed; the lead "
        "is to propose a date by {due}",
    ),
    "propose_date_near": (
        "文件印发时（{printed}）原定日期{first}已过，请牵头单位在{due}前提出新的日期，"
        "还剩 {left} 个工作日",
        "When the work began ({printed}) the date in the document, {first}, had passed; the lead "
        "is to propose a date by {due}, {left} working days left",
    ),
    "propose_date_late": (
        "原定日期{first}在文件印发（{printed}）前已过；新的日期应在{due}前提出，逾 {late} 个工作日",
        "The date in the document, {first}, had passed when the work began ({printed}); a new one "
        "was due by {due}: {late} working days late",
    ),
    "start_ahead": (
        "应在{due}前启动，还有 {left} 个工作日",
        "To be started by {due}, {left} working days from now",
    ),
    "start_near": (
        "应在{due}前启动，只剩 {left} 个工作日，尚无启动记录",
        "To be started by {due}: {left} working days left and no start on record",
    ),
    "start_late": (
        "应在{due}前启动，至今没有采信的启动记录，逾 {late} 个工作日",
        "Was to be started by {due}; no accepted start on record, {late} working days late",
    ),
    "finish_ahead": (
        "应在{due}前完成，还有 {left} 个工作日，尚未启动",
        "To be finished by {due}, {left} working days from now; not started yet",
    ),
    "finish_begun": (
        "已启动，应在{due}前完成，还有 {left} 个工作日",
        "Started; to be finished by {due}, {left} working days from now",
    ),
    "finish_near": (
        "应在{due}前完成，只剩 {left} 个工作日，核验进度 {percent}",
        "To be finished by {due}: {left} working days left, verified progress {percent}",
    ),
    "finish_late": (
        "应在{due}前完成，至今未销号，逾 {late} 个工作日",
        "Was to be finished by {due} and is not closed out: {late} working days late",
    ),
    "no_figure": (
        "按计划应到 {expected}%，但没有经核验的进度，无法判断",
        "The plan expects {expected}% by now, but no verified figure exists: it cannot be judged",
    ),
    "behind_plan": (
        "核验进度 {percent}，按计划应到 {expected}%，落后 {gap} 个百分点",
        "Verified progress {percent}, the plan expects {expected}%: {gap} points behind",
    ),
    "on_plan": (
        "核验进度 {percent}，按计划应到 {expected}%，期限{due}",
        "Verified progress {percent}, the plan expects {expected}%; due {due}",
    ),
    "update_ahead": (
        "持续实施，每 {months} 个月须有新进展，首次应在{due}前",
        "Continuous: news with new evidence every {months} months, the first by {due}",
    ),
    "update_fresh": (
        "最近一次有效进展在{last}，下一次应在{due}前",
        "Last news with new evidence on {last}; the next by {due}",
    ),
    "update_near": (
        "下一次进展应在{due}前，只剩 {left} 个工作日；最近一次有效进展：{last}",
        "The next news is due by {due}, {left} working days left; last with new evidence: {last}",
    ),
    "update_late": (
        "每 {months} 个月须有新进展和新佐证，应在{due}前，逾 {late} 个工作日；最近一次：{last}",
        "News with new evidence is due every {months} months, was due by {due}: {late} working "
        "days late; last: {last}",
    ),
    "rejected_twice": (
        "连续 {times} 次佐证被退回，最近一次在{last}提交",
        "Evidence was returned {times} times in a row, the last handed in on {last}",
    ),
    "notice_unanswered": (
        "{on}发出的督办单应在{due}前答复，至今没有答复",
        "The reminder slip of {on} wanted a reply by {due}; there is none",
    ),
    "waits_for_unit": (
        "{asked}向{unit}提出的请求应在{due}前答复，至今没有答复，灯记在该单位名下",
        "{unit} was asked on {asked} to answer by {due} and has not: the light counts as theirs",
    ),
    "waits_for_check": (
        "{since}提交的进展正在核查，计时暂停",
        "The report of {since} is being checked; the clock stands",
    ),
    "extension_asked": ("已申请延期至{to}，待审批", "An extension to {to} is asked for, undecided"),
    "extended": (
        "已同意延期：原定{original}，现为{due}",
        "Extended: originally due {original}, now {due}",
    ),
}

_TURNS_RED = ("{red_on}起转红灯", "Turns red on {red_on}")

_CURE: dict[str, tuple[str, str]] = {
    "set_date": ("牵头单位定出日期", "the lead sets a date"),
    "propose_date": (
        "牵头单位提出新的日期，或提交已启动的佐证并通过核查",
        "the lead proposes a new date, or evidence of the start is accepted",
    ),
    "start": (
        "牵头单位提交启动佐证（会议纪要、印发文件或系统记录）并通过核查",
        "the lead hands in evidence of the start (minutes, a document issued or a system record) "
        "and it is accepted",
    ),
    "finish": (
        "提交完成佐证并经他人核查采信后销号，或延期获得同意",
        "evidence of completion is accepted by another person and the task closed out, or an "
        "extension is granted",
    ),
    "finish_near": (
        "核验进度达到 80%，或销号",
        "verified progress reaches 80%, or the task is closed out",
    ),
    "behind_plan": (
        "经核验的进度追到 {expected}% 的 10 个百分点以内",
        "verified progress comes within 10 points of {expected}%",
    ),
    "no_figure": ("提交带进度数的进展并通过核查", "a report with a figure of progress is accepted"),
    "update": (
        "提交有新内容、新佐证的进展（与上次雷同九成以上不算）",
        "news with new words and new evidence is handed in (90% the same as the last is none)",
    ),
    "rejected_twice": ("补齐佐证并通过核查", "complete evidence is handed in and accepted"),
    "notice_unanswered": ("答复督办单", "the slip is answered"),
    "waits_for_unit": ("{unit}答复请求", "{unit} answers the request"),
}


def day_words(iso: str | int | None, language: str) -> str:
    """Return a date as sentences print it: 10月14日 with its year, or 14 October 2016."""
    if not isinstance(iso, str):
        return "无" if language.startswith("zh") else "none"
    day = date.fromisoformat(iso)
    if language.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


_DATES = frozenset(
    {"on", "due", "printed", "first", "last", "asked", "since", "to", "original", "red_on"}
)


def _worded(figures: Figures, language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for key, value in figures.items():
        if key in _DATES:
            words[key] = day_words(value, language)
        elif key == "percent":
            unknown = "未知" if language.startswith("zh") else "unknown"
            words[key] = (
                unknown
                if value is None
                else f" {value}%".removeprefix("" if language.startswith("zh") else " ")
            )
        else:
            words[key] = str(value)
    return words


def why(reasons: Sequence[tuple[str, Figures]], language: str) -> list[str]:
    """Return one sentence a reason, in `language` ("zh…" or "en…"), the deciding one first."""
    which = 0 if language.startswith("zh") else 1
    sentences = []
    for code, figures in reasons:
        words = _worded(figures, language)
        sentence = _WHY[code][which].format_map(words)
        if figures.get("red_on"):
            joiner = "，" if which == 0 else ". "
            sentence += joiner + _TURNS_RED[which].format_map(words)
        sentences.append(sentence)
    return sentences


def cure(light: str, reasons: Sequence[tuple[str, Figures]], language: str) -> list[str]:
    """Return what would make the light green, one clause a step; empty where it is green."""
    if light == "green":
        return []
    which = 0 if language.startswith("zh") else 1
    steps: list[str] = []
    for code, figures in reasons:
        key = code if code in _CURE else code.rpartition("_")[0]
        if key in _CURE and (step := _CURE[key][which].format_map(_worded(figures, language))):
            steps.append(step)
    return list(dict.fromkeys(steps))


def codes() -> frozenset[str]:
    """Return every reason that has words; a test holds it against those that lights give."""
    return frozenset(_WHY)
