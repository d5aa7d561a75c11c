"""The one password of all demo accounts; without Django, so that a benchmark can sign in."""

PASSWORD = "fumao-demo-2022"  # noqa: S105 - printed at the start of every demo
