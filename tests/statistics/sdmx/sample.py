"""A small data set with everything in it: a hidden figure of either kind, one not known, a zero."""

from datetime import UTC, datetime
from decimal import Decimal

from fumao.core.errors import Words
from fumao.core.periods import HalfYear, Month, Quarter, Year
from fumao.statistics.sdmx import (
    Agency,
    Attribute,
    CodeList,
    DataSet,
    Dimension,
    Indicator,
    Item,
    Observation,
    hidden,
    shown,
    unknown,
)

AREAS = CodeList(
    "CL_AREA",
    Words("地区", "Areas"),
    (
        Item("_T", Words("全市", "Whole city")),
        Item("350203", Words("思明区", "Siming"), "_T"),
        Item("350205", Words("海沧区", "Haicang"), "_T"),
        Item("350206", Words("湖里区", "Huli"), "_T"),
    ),
)
CLASSES = CodeList(
    "CL_CLASS",
    Words("业务类别", "Service classes"),
    (
        Item("ITO", Words("信息技术外包", "Information technology")),
        Item("BPO", Words("业务流程外包", "Business process & more")),
    ),
)
EXECUTED = Indicator(
    "EXECUTED", Words("执行额", "Executed value"), Item("CNY", Words("元", "Yuan renminbi")), 4, 2
)
STAFF = Indicator("STAFF", Words("从业人数", "Employment"), Item("PS", Words("人", "Persons")))
SEPTEMBER = Month(2016, 9)
OBSERVATIONS = (
    shown("EXECUTED", ("_T", "ITO"), SEPTEMBER, Decimal("1234567890123456.78")),
    hidden("EXECUTED", ("350203", "ITO"), SEPTEMBER, primary=True),
    hidden("EXECUTED", ("350205", "ITO"), SEPTEMBER, primary=False),
    shown("EXECUTED", ("350206", "ITO"), SEPTEMBER, Decimal("95.68")),
    shown("EXECUTED", ("350206", "BPO"), SEPTEMBER, Decimal(0)),
    unknown("EXECUTED", ("350205", "BPO"), SEPTEMBER),
    shown("EXECUTED", ("350206", "ITO"), Month(2016, 10), Decimal("-5.52")),
    shown("EXECUTED", ("_T", "ITO"), Quarter(2016, 3), Decimal("101.20")),
    shown("EXECUTED", ("_T", "ITO"), HalfYear(2016, 1), Decimal("170.00")),
    Observation(
        "STAFF", ("_T", "ITO"), Year(2016), Decimal(1200), "P",
        attributes={"COMMENT": "初步数，“待核”, <1>"},
    ),
)  # fmt: skip
DATASET = DataSet(
    agency=Agency("XM_COMMERCE", Words("厦门市商务局", "Xiamen Municipal Bureau of Commerce")),
    id="OUTSOURCING",
    version="1.0.0",
    name=Words("服务外包", "Service outsourcing"),
    dimensions=(
        Dimension("AREA", Words("地区", "Area"), AREAS),
        Dimension("CLASS", Words("业务类别", "Service class"), CLASSES),
    ),
    indicators=(EXECUTED, STAFF),
    observations=OBSERVATIONS,
    vintage="2016-10/2",
    released=datetime(2016, 11, 15, 1, 0, tzinfo=UTC),
    attributes=(
        Attribute("COMMENT", Words("说明", "Comment")),
        Attribute("RULES", Words("保密规则", "Rules of disclosure control"), "dataset"),
    ),
    notes={"RULES": "n ≥ 3"},
)
