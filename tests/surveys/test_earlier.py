"""What a filing is compared with, by hand."""

from decimal import Decimal

from fumao.core.periods import Month
from fumao.packs.surveys import load_surveys
from fumao.surveys.earlier import Figures, earlier_data

(MONTHLY,) = [one.survey for one in load_surveys() if one.survey.key == "outsourcing-monthly"]
MAY = Month(2022, 5)


def data(values: dict[Month, int | None], period: Month = MAY) -> dict[str, str]:
    filed: dict[Month, Figures] = {
        month: {"executed_usd": None if value is None else Decimal(value)}
        for month, value in values.items()
    }
    found = earlier_data(MONTHLY, period, dict(filed))
    return {kind: texts["executed_usd"] for kind, texts in found.items() if "executed_usd" in texts}


def test_four_months_and_last_year() -> None:
    year = {Month(2022, n): n * 100 for n in range(1, 5)}
    assert data({**year, Month(2021, 5): 70, Month(2022, 6): 999}) == {
        "previous": "400.00",
        "year_ago": "70.00",
        "so_far": "1000.00",
        "usual": "200.00",  # of 70, 100, 200, 300, 400; what came later is no part of it
        "lately": "200.00",
    }


def test_a_month_not_filed_is_unknown_and_not_zero() -> None:
    year = {Month(2022, 1): 100, Month(2022, 3): 300, Month(2022, 4): 400}
    assert data(year) == {"previous": "400.00"}
    assert data({**year, Month(2022, 2): None}) == {"previous": "400.00"}
    # Zero was filed: it belongs to the sum, and to no usual.
    assert data({**year, Month(2022, 2): 0}) == {
        "previous": "400.00", "so_far": "800.00", "lately": "0.00",
    }  # fmt: skip


def test_before_january_the_year_has_nothing() -> None:
    assert data({}, Month(2022, 1)) == {"so_far": "0.00"}


def test_whole_numbers_stay_whole() -> None:
    filed: dict[Month, Figures] = {Month(2022, 4): {"contracts": Decimal(3)}}
    assert earlier_data(MONTHLY, MAY, dict(filed))["previous"] == {"contracts": "3"}
