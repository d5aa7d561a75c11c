"""When: the words of a schedule column or sentence as a typed schedule."""

import calendar
import datetime
import re

from fumao.reading.model import Schedule, Span
from fumao.reading.plain import chinese_number

_CONTINUOUS = re.compile(
    r"持续|长期|常态|每年|按年度|逐年|每季|每月|每半年|定期|经常性|全年|年度(?:推进|实施)|适时|贯穿|一直|滚动"
)
_RECURRING = re.compile(r"每(?:年|半年|季度|月)")
_START = re.compile(r"启动|开始|起步|开工|着手")
_BEFORE = re.compile(r"前|之前|以前|底|末")
_HAN = "〇○零一二三四五六七八九十"
_YEAR = re.compile(rf"(?P<y>20\d\d|二[{_HAN}]{{3}})\s*年")
_PLAN = re.compile(r"[“\"]?(十[一二三四五六七八九]五|十五五)[”\"]?(?:期间|时期|期末|末)?")
_PLAN_END = {
    "十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035,
}  # fmt: skip
_DAY = re.compile(rf"(\d{{1,2}}|[{_HAN}]{{1,3}})月(?:份)?(\d{{1,2}}|[{_HAN}]{{1,3}})[日号]")
_MONTH = re.compile(rf"(\d{{1,2}}|[{_HAN}]{{1,3}})月")
_QUARTER = re.compile(r"第?([一二三四1-4])个?季度")
_HALF = re.compile(r"(上|下)半年")
_DOTTED = re.compile(r"(20\d\d)[./-](\d{1,2})(?:[./-](\d{1,2}))?")
DUE = re.compile(
    rf"(?:到|至|于|在|力争(?:于|到|在)?)?(?:20\d\d|二[{_HAN}]{{3}}|今|本|当|明)年"
    rf"(?:\s*(?:第?[一二三四1-4]季度|[上下]半年|年?[底末中初]|[\d{_HAN}]{{1,3}}月(?:份)?(?:[\d{_HAN}]{{1,3}}[日号])?))?"
    r"(?:[底末初中旬])?(?:之前|以前|前)?"
)


def read_schedule(
    printed: str | None, matching: str, span: Span | None, year: int | None
) -> Schedule:
    """Type the words of a schedule; `year` is that of the document, for 年底前 without a year."""
    words = re.sub(r"\s+", "", matching)
    if not words or words in ("-", "—", "/", "无"):
        return Schedule()
    if _RECURRING.match(words) and not _YEAR.search(words):
        return Schedule("continuous", printed, None, None, span)
    due, other = _dates(words, year)
    if _START.search(words) and not re.search(r"完成|建成|启动并完成", words):
        return Schedule("start_by", printed, due, other, span)
    if _CONTINUOUS.search(words) and not re.search(r"前完成|底前|月前", words):
        return Schedule("continuous", printed, None, None, span)
    if due is not None:
        return Schedule("finish_by", printed, due, other, span)
    return Schedule("unscheduled", printed, None, None, span)


def is_ambiguous(schedule: Schedule) -> bool:
    """Tell whether the words have two defensible dates (三季度前: by its end, or before it)."""
    return schedule.alternative is not None


def _dates(words: str, year: int | None) -> tuple[datetime.date | None, datetime.date | None]:
    dotted = _DOTTED.search(words)
    if dotted:
        day = int(dotted[3]) if dotted[3] else None
        return _date(int(dotted[1]), int(dotted[2]), day), None
    years = [chinese_number(match["y"]) for match in _YEAR.finditer(words)]
    numbers = [number for number in years if number]
    plan = _PLAN.search(words)
    if numbers:
        year = numbers[-1]
    elif plan and plan[1] in _PLAN_END:
        return _date(_PLAN_END[plan[1]], 12, None), None
    elif re.search(r"明年", words) and year:
        year += 1
    if year is None or not (numbers or re.search(r"年底|年末|年内|季度|半年|月|年中|年前", words)):
        return None, None
    return _within(words, year)


def _within(words: str, year: int) -> tuple[datetime.date | None, datetime.date | None]:
    tail = words[[m.end() for m in _YEAR.finditer(words)][-1] :] if _YEAR.search(words) else words
    before = bool(re.search(r"(?:季度|半年|月份?|年)(?:之|以)?前", tail))
    day, month = _DAY.search(tail), _MONTH.search(tail)
    if day:
        return _date(year, chinese_number(day[1]), chinese_number(day[2])), None
    quarter, half = _QUARTER.search(tail), _HALF.search(tail)
    if quarter:
        number = chinese_number(quarter[1]) or 1
        end = _date(year, number * 3, None)
        return end, _day_before(year, number * 3 - 2) if before else None
    if half:
        end = _date(year, 6 if half[1] == "上" else 12, None)
        return end, _day_before(year, 1 if half[1] == "上" else 7) if before else None
    if month:
        number = chinese_number(month[1]) or 12
        vague = before and not re.search(r"月份?[底末]", tail)
        return _date(year, number, None), _day_before(year, number) if vague else None
    middle = "年中" in words and re.search(r"年?中(?:旬)?(?:前|$)", tail) is not None
    vague = re.search(r"^(?:之|以)?前", tail) is not None
    return _date(year, 6 if middle else 12, None), _day_before(year, 1) if vague else None


def _date(year: int, month: int | None, day: int | None) -> datetime.date | None:
    if month is None or not 1 <= month <= 12 or not 1990 <= year <= 2100:
        return None
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(day or last, last))


def _day_before(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, 1) - datetime.timedelta(days=1)
