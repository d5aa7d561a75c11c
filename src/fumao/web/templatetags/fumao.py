"""Tags and filters of every template; they are built in, so no template loads them.

Tags: icon, light, status, chip, due, sort, pager, excerpt, bullet. Filters: day, day_words,
day_full, weekday, moment, figure, days_words, filesize_words, local. Uses: docs/development.md.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from fumao.apps.plans.models import Clause, Light, ScheduleKind, Task
from fumao.apps.plans.models.documents import ADDED_LABEL
from fumao.apps.plans.terms import term
from fumao.web.icons import ICONS

register = template.Library()

LIGHT_ICONS = {
    Light.GREEN: "circle-check",
    Light.BLUE: "bell",
    Light.YELLOW: "alert-triangle",
    Light.RED: "alert-octagon",
    Light.GREY: "circle-dashed",
    Light.NONE: "database-off",
}
STATUS_ICONS = {
    "ok": "circle-check",
    "info": "info-circle",
    "wait": "clock",
    "bad": "alert-octagon",
    "plain": "circle-dot",
}


def english() -> bool:
    """Return whether the page is being written in English."""
    return (get_language() or "").startswith("en")


@lru_cache(maxsize=512)
def icon_markup(name: str, css: str = "") -> SafeString:
    """Return the markup of one icon, hidden from screen readers: the word beside it speaks."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"icon {name!r} is not in fumao.web.icons.ICONS")
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon: {% icon "bell" %}, {% icon "circle-check" "ok" %}."""
    return icon_markup(name, css)


@register.simple_tag
def light(value: str, size: str = "") -> SafeString:
    """Draw a light, icon, word and colour: {% light task.light %}, {% light "red" "big" %}."""
    return _light_markup(value, size, get_language() or "")


@lru_cache(maxsize=64)
def _light_markup(value: str, size: str, _language: str) -> SafeString:
    # A register draws a hundred lights of six kinds.
    kind = Light(value)
    css = f"{kind.value} {size}".strip()
    return format_html(
        '<span class="light {}">{}{}</span>', css, icon_markup(LIGHT_ICONS[kind]), kind.label
    )


@register.simple_tag
def status(kind: str, words: str, name: str = "") -> SafeString:
    """Draw any other status: {% status "wait" words %}; ok, info, wait, bad or plain."""
    return format_html(
        '<span class="st {}">{}{}</span>', kind, icon_markup(name or STATUS_ICONS[kind]), words
    )


def clause_words(clause: Clause) -> str:
    """Return how a clause is called: 第7项 for a bare number, else its printed label."""
    label = clause.label
    if label == ADDED_LABEL:
        return pgettext("条款", "追加")
    return _("第%(number)s项") % {"number": label} if label.isdigit() else label


@register.simple_tag
def chip(clause: Clause | None, words: str = "") -> SafeString | str:
    """Draw the clause chip, the red mark of what is anchored in a document."""
    if clause is None:
        return ""
    text = words or clause_words(clause)
    return format_html('<a class="chip" href="{}">{}</a>', _clause_address(clause.pk), text)


@lru_cache(maxsize=4096)
def _clause_address(pk: int) -> str:
    return reverse("clause", args=[pk])


@register.simple_tag
def due(task: Task) -> SafeString | str:
    """Say when a task is due and how far its next duty is: 2016-09-30 启动, 逾 7 个工作日."""
    kind = ScheduleKind(task.schedule_kind)
    verbs = {ScheduleKind.START_BY: _("启动"), ScheduleKind.FINISH_BY: _("完成")}
    verb = verbs.get(kind, _("更新"))
    words = f"{task.due.isoformat()} {verb}" if task.due else str(kind.label)
    if task.state != Task.State.OPEN or task.days_left is None:
        return format_html('<span class="nowrap">{}</span>', words)
    left = days_words(task.days_left)
    if task.due is not None and any(code.startswith("update") for code, _figures in task.light_why):
        left = _("更新：%(days)s") % {"days": left}  # the start is made: what counts is the news
    return format_html('<span class="nowrap">{}</span><span class="sub">{}</span>', words, left)


@register.filter
def days_words(days: int) -> str:
    """Say a number of working days left: 剩 3 个工作日, 今天到期, 逾 7 个工作日."""
    if days == 0:
        return _("今天到期")
    if days > 0:
        return ngettext("剩 %(n)s 个工作日", "剩 %(n)s 个工作日", days) % {"n": days}
    return ngettext("逾 %(n)s 个工作日", "逾 %(n)s 个工作日", -days) % {"n": -days}


@register.inclusion_tag("parts/sort.html", takes_context=True)
def sort(context: Context, key: str, words: str, css: str = "") -> dict[str, Any]:
    """Write a table head that sorts by ?sort=due or -due: {% sort "due" words %}."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"words": words, "css": css, "query": query.urlencode(), "order": order}


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Write the pager of a list: {% pager page %}; keeps the rest of the query."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "pages": list(pages), "query": query.urlencode()}


@register.inclusion_tag("parts/excerpt.html")
def excerpt(clause: Clause, source: bool = True, large: bool = False) -> dict[str, Any]:
    """Quote a clause from its document's text, or say that the original is not attached."""
    text = ""
    if clause.start is not None and clause.end is not None:
        text = clause.document.text[clause.start : clause.end]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return {"clause": clause, "lines": lines, "source": source, "large": large}


@register.inclusion_tag("parts/bullet.html")
def bullet(label: str, figures: Mapping[str, Decimal | None]) -> dict[str, Any]:
    """Draw a bullet of now, path, base, goal; an unknown one is left out, not drawn as 0."""
    goal = figures.get("goal")
    known = [v for v in figures.values() if v is not None]
    scale = 300 / (float(max(known)) * 1.15) if known and max(known) > 0 else 0
    marks = {k: round(float(v) * scale, 1) for k, v in figures.items() if v is not None}
    return {"label": label, "marks": marks, "goal": goal}


@register.filter
def day(value: date | None) -> str:
    """Write a date for a table: 2016-10-14."""
    return value.isoformat() if value else ""


@register.filter
def day_words(value: date | None) -> str:
    """Write a date in a sentence: 10月14日, 14 October."""
    if value is None:
        return ""
    return date_format(value, "j F") if english() else f"{value.month}月{value.day}日"


@register.filter
def day_full(value: date | None) -> str:
    """Write a date with its year: 2016年10月14日, 14 October 2016."""
    if value is None:
        return ""
    return date_format(value, "j F Y") if english() else f"{value.year}年{day_words(value)}"


@register.filter
def weekday(value: date) -> str:
    """Write the day of the week: 星期五, Friday."""
    return date_format(value, "l")


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment in China's time: 2016-10-14 09:12."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def figure(value: Decimal | int | None, digits: int | None = None) -> str:
    """Write a figure with thousands by comma; unknown is 空白, never 0."""
    if value is None:
        return _("空白")
    if digits is not None:
        return f"{value:,.{digits}f}".replace("-", "−")
    words = f"{Decimal(value):,f}".replace("-", "−")
    return words.rstrip("0").rstrip(".") if "." in words else words


@register.filter
def filesize_words(size: int) -> str:
    """Write a size in bytes: 812 B, 10.4 KB, 3.2 MB."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


@register.filter
def local(subject: Any, attribute: str = "title") -> str:
    """Return a stored text in the page's language: {{ plan|local:"title" }}."""
    if subject is None:
        return ""
    words = getattr(subject, f"{attribute}_en", "") if english() else ""
    return str(words or getattr(subject, attribute))


@register.filter(name="term")
def term_words(words: str) -> str:
    """Return a unit or a remark in the page's language: {{ target.unit|term }}."""
    return term(words)


@register.filter
def signed(value: int) -> str:
    """Write a whole number with a true minus sign: −7."""
    return f"−{-value}" if value < 0 else str(value)


@register.filter
def per_mille(value: float) -> str:
    """Write a place of a drawing 1000 wide as a share of its width: 43.2%."""
    return f"{value / 10:.1f}%"


@register.filter
def one_language(words: str) -> str:
    """Keep the page's half of words the reader gives twice: …（期末 / end of the period）."""
    head, bracket, rest = words.partition("（")
    chinese, slash, other = rest.removesuffix("）").partition(" / ")
    if not bracket or not slash:
        return words
    return f"{head} ({other})" if english() else f"{head}（{chinese}）"
