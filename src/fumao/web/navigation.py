"""The side navigation: only entries whose page exists and which the actor may open."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import DELEGABLE, Role

WORKING = frozenset({Role.HANDLER, Role.CHECKER, Role.LEADER, Role.OFFICE, Role.EXPERT})
READING = frozenset({Role.CHECKER, Role.LEADER, Role.OFFICE, Role.READER})
LOG_ROLES = frozenset({Role.ADMIN, Role.OFFICE, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation; `also` names further pages that light it up.

    With `company` it is for people of enterprises alone, or for all others alone.
    """

    name: str
    label: str | Promise
    icon: str
    also: frozenset[str] = frozenset()
    roles: frozenset[Role] | None = None
    company: bool | None = None


SECTIONS: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    ("", (Entry("home", _("工作台"), "home"), Entry("notices", _("消息"), "bell"))),
    (
        _("政策落实"),
        (
            Entry(
                "documents",
                _("政策文件"),
                "file-text",
                frozenset(
                    {
                        "document",
                        "clause",
                        "import-new",
                        "import-review",
                        "import-facts",
                        "import-publish",
                    }
                ),
            ),
            Entry(
                "plans",
                _("工作方案"),
                "route",
                frozenset({"plan", "plan-version", "plan-add-task", "compare"}),
            ),
            Entry("tasks", _("任务台账"), "list-check", frozenset({"task"})),
            Entry("targets", _("目标进度"), "target", frozenset({"target"})),
        ),
    ),
    (
        _("办事"),
        (
            Entry("procedures", _("办事事项"), "books", frozenset({"procedure"})),
            Entry("my-cases", _("我的办件"), "folder", frozenset({"draft"}), company=True),
            Entry(
                "case-queue",
                _("办件待办"),
                "inbox",
                frozenset({"case", "opinion-templates"}),
                WORKING,
                company=False,
            ),
            Entry("cases", _("办件台账"), "list-details", roles=WORKING, company=False),
            Entry(
                "workload",
                _("办理情况"),
                "chart-bar",
                roles=frozenset({Role.HANDLER, Role.CHECKER, Role.LEADER, Role.OFFICE}),
                company=False,
            ),
            Entry(
                "designer",
                _("事项设计"),
                "pencil",
                frozenset({"designer-one", "designer-new"}),
                frozenset({Role.OFFICE}),
                company=False,
            ),
            Entry(
                "public-register",
                _("结果登记册"),
                "certificate",
                frozenset({"public-outcome", "outcome", "procedure-statistics"}),
            ),
            Entry("publicity", _("公示栏"), "speakerphone", frozenset({"publicity-case"})),
            Entry("verify", _("核验"), "shield-check"),
        ),
    ),
    (
        pgettext_lazy("栏目", "统计"),
        (
            Entry(
                "my-reports",
                _("我的报表"),
                "clipboard",
                frozenset({"report", "report-print"}),
                company=True,
            ),
            Entry(
                "review-queue",
                _("填报审核"),
                "clipboard-check",
                frozenset({"review", "review-approve-clean"}),
                frozenset({Role.CHECKER, Role.OFFICE}),
                company=False,
            ),
            Entry("items", _("待查项"), "alert-triangle", frozenset({"item"}), company=True),
            Entry(
                "items",
                _("待查项"),
                "alert-triangle",
                frozenset({"item"}),
                frozenset({Role.CHECKER, Role.OFFICE}),
                company=False,
            ),
            Entry(
                "surveys",
                _("报告期"),
                "calendar",
                frozenset({"period", "period-open", "period-tallies"}),
                READING,
                company=False,
            ),
            Entry(
                "key-enterprises",
                _("重点企业"),
                "messages",
                frozenset({"key-enterprise", "key-enterprise-new"}),
                READING | {Role.HANDLER},
                company=False,
            ),
            Entry(
                "key-enterprises",
                _("联系服务"),
                "messages",
                frozenset({"key-enterprise"}),
                company=True,
            ),
            Entry(
                "publications",
                _("数据发布"),
                "chart-bar",
                frozenset({"publication", "release", "release-version"}),
            ),
            Entry("analysis", _("数据分析"), "chart-line", frozenset({"analysis-views"})),
            Entry(
                "releases",
                _("发布管理"),
                "calendar-due",
                frozenset({"release-new", "release-office", "release-preview", "analysis-inside"}),
                frozenset({Role.OFFICE, Role.LEADER, Role.CHECKER}),
                company=False,
            ),
            Entry(
                "sharing",
                _("数据共享"),
                "transfer",
                frozenset(
                    {
                        "sharing-grant",
                        "sharing-grant-new",
                        "exchange",
                        "sharing-receipts",
                        "sharing-receipt",
                        "sharing-verify",
                        "sharing-pairs",
                    }
                ),
                frozenset({Role.OFFICE, Role.HANDLER, Role.LEADER, Role.CHECKER}),
                company=False,
            ),
        ),
    ),
    (
        _("政策兑现"),
        (
            Entry(
                "enterprises",
                _("企业名录"),
                "building-community",
                frozenset({"enterprise", "enterprise-new", "fact-correct", "rolls", "roll"}),
            ),
            Entry("calculator", _("能享受什么政策"), "calculator"),
            Entry("rules", _("政策规则"), "scale", frozenset({"rule"})),
            Entry(
                "screening",
                _("政策筛查"),
                "list-details",
                frozenset(
                    {
                        "screening-one",
                        "screening-firms",
                        "screening-firm",
                        "screening-cell",
                        "screening-needs",
                    }
                ),
                frozenset({Role.OFFICE, Role.LEADER}),
            ),
            Entry(
                "simulation",
                _("政策模拟"),
                "git-compare",
                frozenset({"simulation-one", "simulation-save"}),
                frozenset({Role.OFFICE, Role.LEADER}),
            ),
            Entry(
                "funds",
                _("专项资金"),
                "coin",
                frozenset(
                    {
                        "fund",
                        "fund-new",
                        "fund-call",
                        "fund-call-share",
                        "claim",
                        "claim-new",
                        "own-claims",
                        "batches",
                        "batch",
                        "batch-new",
                    }
                ),
            ),
            Entry(
                "feedback",
                _("兑现反馈"),
                "chart-bar",
                roles=frozenset({Role.OFFICE, Role.LEADER}),
            ),
        ),
    ),
    (
        _("设置"),
        (
            Entry(
                "departments",
                _("机构名录"),
                "building",
                frozenset({"department", "parks", "park"}),
            ),
            Entry(
                "people",
                _("组织与权限"),
                "users",
                frozenset({"person", "person-add"}),
                frozenset({Role.ADMIN}),
            ),
            Entry(
                "audit",
                _("操作日志"),
                "history",
                roles=frozenset({Role.ADMIN, Role.OFFICE, Role.LEADER}),
            ),
            Entry("deliveries", _("消息发送记录"), "mail", roles=LOG_ROLES),
            Entry("notice-preference", _("消息设置"), "adjustments"),
            Entry("delegations", _("委托代办"), "user-check", roles=DELEGABLE),
            Entry("tokens", _("接口令牌"), "key"),
        ),
    ),
)


type Section = tuple[str | Promise, list[dict[str, Any]]]


def navigation(actor: Actor, current: str) -> list[Section]:
    """Return [(section, [entry])] for the actor; needs no query."""
    roles = {position.role for position in actor.positions}
    company = any(position.of_company for position in actor.positions)
    sections: list[Section] = []
    for title, entries in SECTIONS:
        shown: list[dict[str, Any]] = [
            {"url": url, "label": e.label, "icon": e.icon, "here": current in {e.name, *e.also}}
            for e in entries
            if (e.roles is None or e.roles & roles)
            and e.company in (None, company)
            and (url := _address(e.name))
        ]
        if shown:
            sections.append((title, shown))
    return sections


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
