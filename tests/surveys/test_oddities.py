"""Unit slips and outliers by hand."""

from decimal import Decimal

import duckdb

from fumao.surveys.oddities import Figures, Odd, outliers, unit_slips

FIGURES = Figures("figures")


def base(rows: list[tuple[str, str, str, str]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE figures (filing TEXT, respondent TEXT, service_class TEXT, "
        "value DECIMAL(18,2))"
    )
    connection.executemany("INSERT INTO figures VALUES (?, ?, ?, ?)", rows)
    return connection


def months(values: list[str], who: str = "a") -> list[tuple[str, str, str, str]]:
    return [(f"{who}{n:02}", who, "ITO", value) for n, value in enumerate(values)]


def test_a_slip_of_ten_thousand_is_found_either_way() -> None:
    usual = ["100", "120", "90", "110"]
    assert unit_slips(base(months([*usual, "1050000"])), FIGURES) == [
        Odd("a04", Decimal("1050000.00"), Decimal(105))
    ]
    assert [one.filing for one in unit_slips(base(months([*usual, "0.01"])), FIGURES)] == ["a04"]


def test_what_grew_is_no_slip() -> None:
    for value in ("1000", "190000", "0"):  # tenfold, 1,900-fold, nothing
        assert unit_slips(base(months(["100"] * 4 + [value])), FIGURES) == []


def test_without_a_usual_nothing_is_said() -> None:
    assert unit_slips(base(months(["100"] * 3 + ["1000000"])), FIGURES) == []
    others = months(["100"] * 9, "b")
    assert unit_slips(base([*others, *months(["1000000"])]), FIGURES) == []


def test_a_figure_far_from_its_class() -> None:
    """Powers of e: median 4.5, distances 3.5 2.5 1.5 0.5 0.5 1.5 2.5 15.5, their median 2.

    15.5 is 5.2 times 2 x 1.4826.
    """
    powers = [1, 2, 3, 4, 5, 6, 7, 20]
    rows = [
        (f"f{n}", f"f{n}", "ITO", str(round(Decimal(power).exp(), 2)))
        for n, power in enumerate(powers)
    ]
    found = outliers(base(rows), FIGURES)
    assert [one.filing for one in found] == ["f7"]
    assert outliers(base(rows), FIGURES, far=6) == []
    assert outliers(base(rows[1:]), FIGURES) == []  # seven are too few
    assert outliers(base(months(["5"] * 9)), FIGURES) == []  # all alike
