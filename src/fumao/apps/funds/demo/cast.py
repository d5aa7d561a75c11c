"""The funds and calls of the demo's cities; every name says that it is invented."""

from dataclasses import dataclass, replace

from fumao.apps.funds.models import Call, Fund, Level


@dataclass(frozen=True, slots=True)
class CallPlan:
    """A call to be: its rule, the kind of expense, how much of the claims it gets."""

    slug: str
    name: str
    name_en: str
    rule: str
    kind: str
    claims: int
    costs: tuple[int, int]  # yuan of a line, from and to
    sharing: str = Call.Sharing.PRO_RATA


@dataclass(frozen=True, slots=True)
class FundPlan:
    """A fund to be: where it stands written, whose money it is in parts, its calls."""

    slug: str
    name: str
    name_en: str
    purpose: str
    purpose_en: str
    clause: str
    sources: tuple[tuple[Level, int], ...]
    calls: tuple[CallPlan, ...]
    kind: str = Fund.Kind.SUBSIDY


CITIES = {  # area code: prefix, document, clause of the fund
    "350200": ("xm", "xiamen-2016", "附件1/9"),
    "420100": ("wh", "wuhan-2016", "附件/28"),
    "330300": ("wz", "wenzhou-2012", "六/19"),
    "120000": ("tj", "tianjin-2020", "四/（三）"),
}
_TRADE = (
    CallPlan("cert", "国际认证补助（演示）", "Certificates (demo)", "ex_certificate",
             "certificate", 34, (20_000, 400_000)),
    CallPlan("fair", "参展补助（演示）", "Trade fairs (demo)", "ex_fair", "fair", 26,
             (8_000, 90_000)),
    CallPlan("train", "培训补助（演示）", "Training (demo)", "ex_training", "training", 20,
             (10_000, 120_000), Call.Sharing.RANK),
)  # fmt: skip
_PLATFORM = (
    CallPlan("platform", "公共平台使用费补助（演示）", "Platform costs (demo)", "ex_platform",
             "platform", 22, (15_000, 200_000)),
    CallPlan("line", "国际专线补助（演示）", "Leased lines (demo)", "ex_line", "line", 18,
             (30_000, 500_000)),
)  # fmt: skip


# The city's own rule takes the place of the example: half of what platforms cost (二/6).
_WENZHOU = replace(_PLATFORM[0], rule="wz_platform_fee_subsidy", kind="wz_platform_fee")


def plans(area: str, clause: str) -> tuple[FundPlan, ...]:
    """Return the funds of a city."""
    calls = (_WENZHOU, _PLATFORM[1]) if area == "330300" else _PLATFORM
    return (
        FundPlan(
            "trade", "服务贸易创新发展专项资金（演示）", "Service trade fund (demo)",
            "支持企业取得国际认证、参展和培训", "Certificates, trade fairs and training", clause,
            ((Level.NATIONAL, 3), (Level.CITY, 4), (Level.DISTRICT, 4)), _TRADE,
        ),
        FundPlan(
            "platform", "服务外包平台与专线资金（演示）", "Platforms and leased lines (demo)",
            "支持使用公共平台和国际专线", "Use of public platforms and leased lines", clause,
            ((Level.PROVINCIAL, 2), (Level.CITY, 5), (Level.DISTRICT, 3)), calls,
        ),
    )  # fmt: skip


def of_cases(clause: str) -> FundPlan:
    """Return the fund of a city whose claims are decided in cases."""
    return FundPlan(
        "cases", "服务贸易事项补助资金（演示）", "Subsidies decided in cases (demo)",
        "支付经办件决定的补助：每一元都有申请、发票、规则和决定",
        "Subsidies decided in cases: an application, invoices, a rule and a decision for each yuan",
        clause, ((Level.CITY, 6), (Level.DISTRICT, 4)), (),
    )  # fmt: skip


# Of a hundred claims, how many stand where; the order is that of the numbers.
SHARES = (
    ("closed", 14), ("paid", 26), ("part_paid", 6), ("published", 12), ("approved", 10),
    ("assessed", 12), ("submitted", 8), ("refused", 8), ("withdrawn", 2), ("draft", 2),
)  # fmt: skip
