"""What DuckDB and Spark write differently."""

from dataclasses import dataclass

NARROW = 2**63 - 1
WIDEST = 10**37  # both engines hold 38 digits


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words of one engine; `wide` is its type for whole numbers beyond 64 bits."""

    name: str
    quote: str
    wide: str
    text: str

    def column(self, name: str) -> str:
        """Return a quoted name."""
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def literal(self, text: str) -> str:
        """Return a text as a literal; texts hold no backslash."""
        return "'" + text.replace("'", "''") + "'"

    def number_type(self, low: int, high: int) -> str:
        """Return the type that holds every number from low to high."""
        return "BIGINT" if low >= -NARROW and high <= NARROW else self.wide

    def divide(self, over: str, under: str) -> str:
        """Return the whole quotient, cut towards zero."""
        return f"({over} // {under})" if self.name == "duckdb" else f"({over} div {under})"

    def add_days(self, day: str, days: str) -> str:
        """Return a day later by so many days."""
        if self.name == "duckdb":
            return f"({day} + CAST({days} AS INTEGER))"
        return f"date_add({day}, CAST({days} AS INT))"

    def add_months(self, day: str, months: str) -> str:
        """Return a day later by so many months, the last of a shorter one."""
        if self.name == "duckdb":
            return f"CAST({day} + to_months(CAST({months} AS INTEGER)) AS DATE)"
        return f"add_months({day}, CAST({months} AS INT))"

    def days_between(self, first: str, last: str) -> str:
        """Return the days from the first to the last."""
        if self.name == "duckdb":
            return f"CAST({last} - {first} AS BIGINT)"
        return f"CAST(datediff({last}, {first}) AS BIGINT)"

    def month(self, day: str) -> str:
        """Return the first day of the day's month."""
        if self.name == "duckdb":
            return f"CAST(date_trunc('month', {day}) AS DATE)"
        return f"trunc({day}, 'MM')"

    def starts_with(self, text: str, prefix: str) -> str:
        """Return whether the text begins with the prefix."""
        word = "starts_with" if self.name == "duckdb" else "startswith"
        return f"{word}({text}, {prefix})"


DUCKDB = Dialect("duckdb", '"', "HUGEINT", "VARCHAR")
SPARK = Dialect("spark", "`", "DECIMAL(38,0)", "STRING")
