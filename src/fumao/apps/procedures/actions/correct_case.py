"""补正: the applicant answers a return; the mended papers stand beside the old ones."""

from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.acting import in_hand
from fumao.apps.procedures.actions.submit_case import digest
from fumao.apps.procedures.filing import Sent, earlier_of, read_filing, route_facts
from fumao.apps.procedures.models import CasePaper, Draft
from fumao.apps.procedures.refusals import FormRefusedError
from fumao.procedures import acts
from fumao.procedures.state import CaseState


def correct_case(actor: Actor, draft: Draft) -> CaseState:
    """Send the mended papers of a returned case.

    Raises PermissionDenied, FormRefusedError with every fault (the draft stays), ValidationError.
    """
    if draft.case_id is None:
        raise refusal("draft", _("这份草稿不是补正。"))
    with in_hand(actor, draft.case_id) as hand:
        who = hand.who_for(Action.APPLY)
        case = hand.case
        old = set(case.papers.filter(current=True).values_list("key", flat=True))
        new = set(draft.papers.filter(current=True).values_list("key", flat=True))
        sent = Sent(draft.data, old | new, draft.promised, earlier_of(draft))
        filed = read_filing(hand.held, case.enterprise, sent, case.submitted_on, actor.today, case)
        if filed.faults:
            raise FormRefusedError(filed.faults)
        changed = _changed(case.data, filed.reading.data) | new
        event = acts.correct(
            hand.state,
            who,
            changed,
            **route_facts(filed),
            promised=sorted(draft.promised),
            data_hash=digest(filed.reading.data),
            old={key: case.data.get(key) for key in changed if key in case.data},
        )
        case.data, case.data_hash = filed.reading.data, digest(filed.reading.data)
        CasePaper.objects.filter(case=case, key__in=new, current=True).update(current=False)
        draft.papers.update(case=case, draft=None)
        state = hand.happen(event)
        Draft.objects.filter(pk=draft.pk).delete()
        return state


def _changed(old: dict[str, object], new: dict[str, object]) -> set[str]:
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
