"""What respondents owe, worked out by the database for lists and counts.

The same answers as `fumao.surveys.duty.standing` gives for one filing; a test holds them together.
"""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fumao.apps.surveys.models import Filing, Reminder

# Every standing with its words and the kind of its mark, in the order of lists.
STANDINGS = {
    "ahead": (_("未到填报日"), "plain"),
    "open": (_("待报送"), "info"),
    "overdue": (_("逾期未报"), "bad"),
    "reminded": (_("已催报"), "wait"),
    "refused": (_("催报后仍未报"), "bad"),
    "in_review": (_("审核中"), "info"),
    "returned": (_("已退回"), "wait"),
    "return_overdue": (_("退回后逾期"), "bad"),
    "accepted": (_("已通过"), "ok"),
}
BREACHES = {"late": _("迟报"), "refused": _("经催报未在期限内报送")}
UNFILED = ("ahead", "open", "overdue", "reminded", "refused")
LATE = ("overdue", "reminded", "refused")


def with_standing(rows: QuerySet[Filing], today: date) -> QuerySet[Any]:
    """Return filings with `standing` (a key of STANDINGS) and `breach` ("", late, refused)."""
    phase, day = Filing.Phase, Value(today)
    # Only a reminder sent after the due day counts: before it nothing was owed yet.
    reminders = Reminder.objects.filter(filing=OuterRef("pk"), on__gt=OuterRef("period__due_on"))
    passed = Exists(reminders.filter(until__lt=Coalesce(OuterRef("first_filed_on"), day)))
    late = Q(period__due_on__lt=Coalesce(F("first_filed_on"), day))
    draft = Q(phase=phase.DRAFT)
    return rows.annotate(
        breach=Case(
            When(late & passed, then=Value("refused")),
            When(late, then=Value("late")),
            default=Value(""),
            output_field=CharField(),
        ),
        standing=Case(
            When(phase=phase.ACCEPTED, then=Value("accepted")),
            When(phase=phase.IN_REVIEW, then=Value("in_review")),
            When(phase=phase.RETURNED, again_by__lt=day, then=Value("return_overdue")),
            When(phase=phase.RETURNED, then=Value("returned")),
            When(draft & Q(period__opens_on__gt=day), then=Value("ahead")),
            When(draft & Q(period__due_on__gte=day), then=Value("open")),
            When(draft & passed, then=Value("refused")),
            When(draft & Exists(reminders), then=Value("reminded")),
            default=Value("overdue"),
            output_field=CharField(),
        ),
    )
