"""From a table under disclosure control to observations: what is hidden stays so, and says why."""

from decimal import Decimal

from fumao.core.periods import Month
from fumao.statistics.disclosure import Record, Rules, Table, Tree, protect
from fumao.statistics.sdmx import observations

MONTH = Month(2016, 9)


def test_hidden_cells_come_without_figures_and_with_their_reason() -> None:
    """Two respondents are too few for a cell; another is hidden so that the total tells nothing."""
    parts = {"WB.ITO": 2, "WB.BPO": 4, "WB.KPO": 5}
    records = [
        Record((code,), f"{code}-{number}", Decimal(10 + number))
        for code, count in parts.items()
        for number in range(count)
    ]
    table = Table([Tree(dict.fromkeys(parts, "_T"))], records)
    found = {one.key[0]: one for one in observations(protect(table, Rules()), "EXECUTED", MONTH)}
    assert set(found) == {"_T", "WB_ITO", "WB_BPO", "WB_KPO"}
    ito = found["WB_ITO"]
    assert (ito.value, ito.status, ito.confidentiality) == (None, "Q", "C")
    second = [one for one in found.values() if one.confidentiality == "D"]
    assert [one.value for one in second] == [None]
    assert found["_T"].value == 21 + 46 + 60
    assert all(one.period == MONTH for one in found.values())
