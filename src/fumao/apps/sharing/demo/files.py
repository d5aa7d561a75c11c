"""Invented aggregates as departments would hand them in: JSON, and nobody's figures."""

import json
from collections.abc import Mapping, Sequence
from random import Random

from django.core.files.base import ContentFile

from fumao.core.periods import Month

SEED = 20160810
NAME = "演示数据-{title}-{period}.json"
# Transaction codes with their usual size in 万美元: receipts, payments.
_TRADE = {
    "22201": (5200, 7400), "22202": (1800, 2600), "223010": (310, 460), "226000": (240, 150),
    "227020": (8600, 2100), "227030": (420, 180), "228010": (390, 520), "228021": (120, 90),
    "228023": (640, 710), "230000": (2900, 800), "231030": (60, 1300),
}  # fmt: skip
# 农业和采矿服务 leads to two classes of the other list: somebody has to choose one.
CHOSEN = "228033"
_SMALL = (14, 6)

type Lines = Sequence[Mapping[str, object]]


def fx_file(month: Month) -> ContentFile[bytes]:
    """Return the month's receipts and payments of services by transaction code."""
    rng = Random(f"{SEED}/fx/{month.code}")  # noqa: S311 - invented
    lines = []
    for code, sizes in (*_TRADE.items(), (CHOSEN, _SMALL)):
        for flow, size in zip(("receipts", "payments"), sizes, strict=True):
            amount = size * rng.randint(85, 115) / 100
            lines.append({
                "code": code, "flow": flow, "amount": f"{amount:.2f}",
                "entities": str(3 + size // rng.randint(20, 60)),
            })  # fmt: skip
    return _file("服务项下收支汇总", month, lines)


def customs_file(month: Month, areas: Sequence[str]) -> ContentFile[bytes]:
    """Return the month's fees under bond by district; one row is of no area there is."""
    rng = Random(f"{SEED}/customs/{month.code}")  # noqa: S311 - invented
    lines = [
        {
            "area": area, "service": service, "amount": f"{rng.randint(8_000, 90_000) / 100:.2f}",
            "entities": str(rng.randint(3, 40)),
        }
        for area in areas
        for service in ("processing", "repair")
    ]  # fmt: skip
    wrong = {"area": "000000", "service": "repair", "amount": "1.00", "entities": "3"}
    return _file("保税工缴费汇总", month, [*lines, wrong])


def _file(title: str, month: Month, lines: Lines) -> ContentFile[bytes]:
    body = json.dumps(lines, ensure_ascii=False).encode()
    return ContentFile(body, name=NAME.format(title=title, period=month.code))
