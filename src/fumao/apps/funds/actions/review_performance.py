"""绩效评价: what came of the money."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.models import Claim, PerformanceReview, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked, signed, standing, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


def review_performance(
    actor: Actor, claim: Claim, verdict: str, score: Decimal, text: str
) -> PerformanceReview:
    """Record a review of a paid claim; raises PermissionDenied and ValidationError."""
    with within_limits(), transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.REVIEW_FUND, held)
        in_state(held, State.PART_PAID, State.PAID, State.CLOSED)
        if verdict not in PerformanceReview.Verdict or not 0 <= score <= 100:
            raise refusal("score", _("得分应在 0 到 100 之间。"))
        if not text.strip():
            raise refusal("text", _("请写明评价意见。"))
        made = PerformanceReview.objects.create(
            claim=held, verdict=verdict, score=score, text=text.strip()[:500],
            **signed(actor, department),
        )  # fmt: skip
        tell(
            actor, held, "performance_reviewed", department,
            verdict=verdict, score=str(score),
        )  # fmt: skip
        return made
