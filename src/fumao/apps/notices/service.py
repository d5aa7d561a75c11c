"""The public face of notices."""

from fumao.apps.notices.deliver import queue_delivery
from fumao.apps.notices.kinds import NoticeKind, name_notices
from fumao.apps.notices.notify import Seat, notify, worded, write_notices
from fumao.apps.notices.queries.inbox import bell as unread_words

__all__ = [
    "NoticeKind",
    "Seat",
    "name_notices",
    "notify",
    "queue_delivery",
    "unread_words",
    "worded",
    "write_notices",
]
