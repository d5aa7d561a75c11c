"""Disclosure control (统计法 art. 28): no published table lets anybody work out one respondent.

`table` holds the figures with who is behind them, `sensitive` says which may not be shown,
`protect` hides as many more as are needed, `attack` then tries to work the hidden ones out.
"""

from fumao.statistics.disclosure.protect import Protected, protect
from fumao.statistics.disclosure.sensitive import Rules
from fumao.statistics.disclosure.table import Record, Table, Tree

__all__ = ["Protected", "Record", "Rules", "Table", "Tree", "protect"]
