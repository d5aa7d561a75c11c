"""The functions an expression may call, each with one fixed meaning.

| function | meaning |
|---|---|
| min_of(a, b, …), max_of(a, b, …) | the least, the greatest; unknown where any is unknown |
| round2(x), round_to(x, n) | half up (away from zero) to 2, to n digits |
| per_cent(x, p) | p per cent of x, half up to x's own digits |
| share(part, whole) | only to be compared, exactly; a share of nothing compares false |
| quotient(a, b, n) | a ÷ b half up to n digits; unknown where b is 0 |
| or_else(x, y) | y where x is unknown |
| is_known(x) | whether x is known; itself always known |
| tier(x, table) | the value of the last tier whose lower bound x reaches |
| in_list(x, list) | whether a text or code is in a list parameter |
| starts_with(x, prefix) | whether a text or code begins so: codes of GB/T 4754 below L72 |
| days_between(a, b) | days from a to b |
| months_between(a, b), years_between(a, b) | whole months, years from a to b |
| add_days(d, n), add_months(d, n) | a later day; the last of a shorter month; unknown after 9999 |
| year_of(d), month_of(d) | the year, the month of a day |
| prior(rule) | the value of the rule in the year before |
| received(rule) | whether the entity was paid by the rule before |

Over rows of a child table: sum_of(t.x, where), count_of(t, where), any_of(t, where),
all_of(t, where).
"""

from dataclasses import dataclass

MANY = 20


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: how many arguments it takes."""

    arity: tuple[int, int]


FUNCTIONS = {
    "min_of": Function((2, MANY)),
    "max_of": Function((2, MANY)),
    "round2": Function((1, 1)),
    "round_to": Function((2, 2)),
    "per_cent": Function((2, 2)),
    "share": Function((2, 2)),
    "quotient": Function((3, 3)),
    "or_else": Function((2, 2)),
    "is_known": Function((1, 1)),
    "tier": Function((2, 2)),
    "in_list": Function((2, 2)),
    "starts_with": Function((2, 2)),
    "days_between": Function((2, 2)),
    "months_between": Function((2, 2)),
    "years_between": Function((2, 2)),
    "add_days": Function((2, 2)),
    "add_months": Function((2, 2)),
    "year_of": Function((1, 1)),
    "month_of": Function((1, 1)),
    "prior": Function((1, 1)),
    "received": Function((1, 1)),
}
