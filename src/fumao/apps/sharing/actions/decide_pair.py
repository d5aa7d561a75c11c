"""判定是否同一家企业: a person says so of a doubtful pair; it is remembered and not asked again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.sharing.models import NamePair


def decide_pair(actor: Actor, pair: NamePair, decision: str) -> NamePair:
    """Decide a pair, or take the decision back ("").

    Raises PermissionDenied, and ValidationError where the name is another enterprise's already.
    """
    if decision not in {"", *NamePair.Decision.values}:
        raise refusal("decision", _("请选择“同一家”或“不是同一家”。"))
    with transaction.atomic():
        rows = NamePair.objects.select_for_update(of=("self",))
        pair = rows.select_related("enterprise__area", "data__grant").get(pk=pair.pk)
        department = department_for(actor, Action.DECIDE_PAIR, pair)
        if department is None:
            raise PermissionDenied(REFUSALS[Action.DECIDE_PAIR])
        others = NamePair.objects.filter(match=pair.match, decision=NamePair.Decision.SAME)
        if decision == NamePair.Decision.SAME and others.exclude(pk=pair.pk).exists():
            raise refusal("decision", _("这个名称已判定为另一家企业；如有误，请先撤销那一项。"))
        before, pair.decision = pair.decision, decision
        pair.decided_by = actor.person if decision else None
        pair.decided_on = actor.today if decision else None
        pair.save(update_fields=["decision", "decided_by", "decided_on"])
        record(
            f"pair:{pair.pk}", "pair_decided", actor=actor, area=pair.data.grant.area_id,
            department=department,
            data={
                "name": pair.name, "enterprise": pair.enterprise.code, "score": str(pair.score),
                "before": before, "decision": decision,
            },
        )  # fmt: skip
    return pair
