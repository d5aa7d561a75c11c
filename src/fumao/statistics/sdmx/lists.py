"""The code lists of the standard that every data set uses, as far as they are used here.

Codes and meanings are those of the SDMX content-oriented guidelines (CL_FREQ, CL_OBS_STATUS,
CL_CONF_STATUS, CL_UNIT_MULT); the wording is our own.
"""

from fumao.core.errors import Words
from fumao.core.periods import HalfYear, Month, Period, Quarter, Year
from fumao.statistics.sdmx.codes import CodeList, Item

_FREQUENCIES: dict[type[Period], str] = {Month: "M", Quarter: "Q", HalfYear: "S", Year: "A"}

FREQ = CodeList(
    "CL_FREQ",
    Words("频度", "Frequency"),
    (
        Item("A", Words("年度", "Annual")),
        Item("S", Words("半年度", "Half-yearly, semester")),
        Item("Q", Words("季度", "Quarterly")),
        Item("M", Words("月度", "Monthly")),
    ),
)
# What a figure that is there may be, and why one is not.
PRESENT = frozenset("ABEFIPUV")
SUPPRESSED = "Q"
NOT_KNOWN = "O"
ABSENT = frozenset(("L", "M", NOT_KNOWN, SUPPRESSED))
OBS_STATUS = CodeList(
    "CL_OBS_STATUS",
    Words("观测值状态", "Observation status"),
    (
        Item("A", Words("正常值", "Normal value")),
        Item("B", Words("时间序列中断", "Time series break")),
        Item("E", Words("估计值", "Estimated value")),
        Item("F", Words("预测值", "Forecast value")),
        Item("I", Words("插补值", "Value imputed by a receiving agency")),
        Item("P", Words("初步数", "Provisional value")),
        Item("U", Words("可靠性低", "Low reliability")),
        Item("V", Words("未经审核", "Unvalidated value")),
        Item("L", Words("缺失：存在但未收集", "Missing value; data exist but were not collected")),
        Item("M", Words("缺失：不可能存在", "Missing value; data cannot exist")),
        Item("O", Words("缺失", "Missing value")),
        Item("Q", Words("缺失：不予公布", "Missing value; suppressed")),
    ),
)
FREE, PRIMARY, SECONDARY = "F", "C", "D"
CONF_STATUS = CodeList(
    "CL_CONF_STATUS",
    Words("保密状态", "Confidentiality status"),
    (
        Item(FREE, Words("可以公布", "Free, free for publication")),
        Item(PRIMARY, Words("保密统计信息", "Confidential statistical information")),
        Item(
            SECONDARY,
            Words(
                "次级保密，由发送方设定，不予公布",
                "Secondary confidentiality set by the sender, not for publication",
            ),
        ),
    ),
)
UNIT_MULT = CodeList(
    "CL_UNIT_MULT",
    Words("单位乘数", "Unit multiplier"),
    (
        Item("0", Words("个", "Units")),
        Item("3", Words("千", "Thousands")),
        Item("4", Words("万", "Tens of thousands")),
        Item("6", Words("百万", "Millions")),
        Item("8", Words("亿", "Hundreds of millions")),
        Item("9", Words("十亿", "Billions")),
    ),
)


def frequency(period: Period) -> str:
    """Return the code of CL_FREQ for the kind of a period."""
    return _FREQUENCIES[type(period)]


def time_code(period: Period) -> str:
    """Return a period in the time formats of the standard: 2016-09, 2016-Q3, 2016-S1, 2016.

    The half-year is the standard's semester; months and years are Gregorian periods.
    """
    if isinstance(period, HalfYear):
        return f"{period.year:04}-S{period.number}"
    return period.code
