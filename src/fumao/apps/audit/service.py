"""The public face of audit."""

from fumao.apps.audit.batch import Draft, heads_of, record_batch
from fumao.apps.audit.in_columns import digest_sql
from fumao.apps.audit.kinds import kind_words, name_kinds
from fumao.apps.audit.queries import history
from fumao.apps.audit.record import event_after, head_of, record
from fumao.apps.audit.taking_away import XLSX, sent, take_away
from fumao.apps.audit.triggers import protect_after_migrate
from fumao.apps.audit.verify import broken_links, broken_streams

__all__ = [
    "XLSX",
    "Draft",
    "broken_links",
    "broken_streams",
    "digest_sql",
    "event_after",
    "head_of",
    "heads_of",
    "history",
    "kind_words",
    "name_kinds",
    "protect_after_migrate",
    "record",
    "record_batch",
    "sent",
    "take_away",
]
