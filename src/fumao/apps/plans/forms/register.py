"""What the address of the register asks for, and which columns it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from fumao.apps.plans.models import Light, ScheduleKind, Task
from fumao.apps.plans.queries.register import PER_PAGE, Wanted

COLUMNS: dict[str, Promise] = {
    "plan": _("工作方案"),
    "clause": _("条款"),
    "category": _("类别"),
    "lead": _("牵头单位"),
    "cooperating": _("配合单位"),
    "upper": _("上级部门"),
    "light": _("任务灯"),
    "percent": _("进度"),
    "due": _("期限"),
    "contact": _("联系人"),
    "updated": _("最近更新"),
}
USUAL = ("clause", "lead", "light", "percent", "due")
COLUMN_COOKIE = "task_columns"

DUE: dict[str, Promise] = {
    "late": _("已逾期"),
    "today": _("今天到期"),
    "5": _("五日内到期"),
    "10": _("十日内到期"),
    "30": _("三十日内到期"),
    "none": _("没有日期"),
}
STATES: dict[str, Promise | str] = {
    "open": Task.State.OPEN.label,
    "closed": Task.State.CLOSED.label,
    "withdrawn": Task.State.WITHDRAWN.label,
    "all": _("全部状态"),
}
GROUPINGS: dict[str, Promise] = {
    "": _("不分组"),
    "plan": _("按工作方案"),
    "department": _("按牵头单位"),
    "category": _("按类别"),
    "light": _("按任务灯"),
    "kind": _("按进度类型"),
    "due": _("按期限"),
}
_ALIASES = {"near": "5"}  # the home page's word for the window
FILTERS = ("q", "plan", "department", "role", "category", "light", "kind", "due", "contact")


def wanted_of(query: QueryDict) -> Wanted:
    """Return what a query asks of the register; what it does not know, it leaves out."""
    words = {name: query.get(name, "").strip()[:200] for name in FILTERS}
    words["due"] = _ALIASES.get(words["due"], words["due"])
    return Wanted(
        **words | {"light": words["light"] if words["light"] in Light.values else ""},
        state=state if (state := query.get("state", "")) in STATES else "open",
        mine=query.get("mine") == "1",
        group=query.get("group", "") if query.get("group", "") in GROUPINGS else "",
        sort=query.get("sort", "")[:40],
        page=_number(query.get("page"), 1),
        per_page=_number(query.get("per_page"), PER_PAGE),
    )


def _number(words: str | None, otherwise: int) -> int:
    return int(words) if words and words.isdecimal() and len(words) < 7 else otherwise


SELECTED = SafeString(" selected")


@dataclass(frozen=True, slots=True)
class Option:
    """An entry of a filter."""

    value: str
    words: object
    chosen: bool


def options(words: Mapping[str, object], chosen: str) -> list[Option]:
    """Return the entries of a filter from a table of words."""
    return [Option(value, label, value == chosen) for value, label in words.items()]


def drawn_options(words: Mapping[str, str], chosen: str) -> SafeString:
    """Return the entries as markup: hundreds of them cost a template more than the table does."""
    return _drawn(tuple(words.items()), chosen)


@lru_cache(maxsize=64)
def _drawn(entries: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", label) for value, label in entries),
    )


def light_options(chosen: str) -> list[Option]:
    """Return the lights to choose from."""
    return options(dict(Light.choices), chosen)


def kind_options(chosen: str) -> list[Option]:
    """Return the kinds of schedule to choose from."""
    return options(dict(ScheduleKind.choices), chosen)


def columns_of(cookie: str | None) -> frozenset[str]:
    """Return the columns to show from the cookie's words; the usual ones without it."""
    if cookie is None:
        return frozenset(USUAL)
    return frozenset(cookie.split(".")) & COLUMNS.keys()
