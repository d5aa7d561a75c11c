"""The public face of notices."""

from fumao.apps.notices.kinds import NoticeKind, name_notices
from fumao.apps.notices.notify import Seat, notify

__all__ = ["NoticeKind", "Seat", "name_notices", "notify"]
