"""To whom a notice goes today, as people."""

from datetime import date

from django.db.models import Q

from fumao.apps.notices.models import Notice
from fumao.apps.orgs.models import Delegation, Post
from fumao.apps.orgs.service import valid_on, with_successors

Seat = tuple[int, str]


class Recipients:
    """Who holds which seat on a day; each seat is asked for once."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._holders: dict[Seat, frozenset[int]] = {}

    def of(self, notice: Notice) -> frozenset[int]:
        """Return the people (pk) that a notice is addressed to; holders who left do not count."""
        if notice.person_id is not None:
            return frozenset({notice.person_id})
        if notice.department_id is None:
            return frozenset()
        seat = (notice.department_id, notice.role)
        if seat not in self._holders:
            self._holders[seat] = self._of_seat(*seat)
        return self._holders[seat]

    def _of_seat(self, department: int, role: str) -> frozenset[int]:
        posts = Post.objects.filter(
            valid_on(self.day),
            department__in=with_successors(department, self.day),
            role=role,
            person__is_active=True,
        )
        acting = (
            Delegation.objects.filter(post__in=posts, to__is_active=True)
            .filter(valid_from__lte=self.day, valid_to__gte=self.day)
            .filter(Q(ended_on=None) | Q(ended_on__gt=self.day))
        )
        return frozenset(posts.values_list("person_id", flat=True)) | frozenset(
            acting.values_list("to_id", flat=True)
        )
