"""提交申请: a draft becomes a case, once; what is wrong with it is said and the draft stays."""

import hashlib
import json
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.filing import Sent, earlier_of, read_filing, route_facts
from fumao.apps.procedures.happening import begin
from fumao.apps.procedures.models import (
    Case,
    CasePaper,
    Draft,
    Outcome,
    ProcedureVersion,
)
from fumao.apps.procedures.refusals import FormRefusedError
from fumao.apps.procedures.seating import seated
from fumao.procedures.events import Happened
from fumao.procedures.renewal import last_day


def submit_case(actor: Actor, draft: Draft) -> Case:
    """Submit a draft; sent a second time it answers with the case made the first time.

    Raises PermissionDenied, FormRefusedError with every fault (the draft stays as it is), and
    ValidationError where the procedure is not open to the applicant.
    """
    require(actor, Action.APPLY, draft.enterprise)
    papers = list(draft.papers.filter(current=True).values_list("key", flat=True))
    sent = Sent(draft.data, papers, draft.promised, earlier_of(draft))
    try:
        with transaction.atomic():
            case = open_case(actor, draft, sent)
            draft.papers.update(case=case, draft=None)
            CasePaper.objects.bulk_create(
                CasePaper(case=case, key=key, promised=True, added_on=actor.today)
                for key in draft.promised
            )
            # Its papers are the case's now: nothing is left for a cascade to look for.
            Draft.objects.filter(pk=draft.pk)._raw_delete(DEFAULT_DB_ALIAS)
    except (IntegrityError, ValidationError):
        # Sent before, or at the same time by another request: its papers and its key are taken.
        known = Case.objects.filter(submission_key=draft.key).select_related("procedure").first()
        if known is None:
            raise
        return known
    return case


def open_case(actor: Actor, draft: Draft, sent: Sent) -> Case:
    """Make the case of a draft in the caller's transaction; raises as submit_case does."""
    version, enterprise, today = draft.procedure, draft.enterprise, actor.today
    if version.state != ProcedureVersion.State.PUBLISHED and not draft.outcome_id:
        raise refusal("procedure", _("这一事项已停用或有新版本，请重新填写。"))
    held = loaded(version, draft.variant)
    filed = read_filing(held, enterprise, sent, today, today)
    if filed.faults:
        raise FormRefusedError(filed.faults)
    owner, seats = seated(held.procedure, enterprise.area, today)
    data = {
        **route_facts(filed),
        "offices": seats,
        "promised": sorted(sent.promised),
        "data_hash": digest(filed.reading.data),
        "version": version.version,
        **_renews(held, draft, today),
    }
    department = department_for(actor, Action.APPLY, enterprise)
    person = actor.person.pk if actor.person else None
    event = Happened("submitted", today, person, None, department, data)
    case = Case(
        procedure=version,
        variant=draft.variant,
        enterprise=enterprise,
        area=enterprise.area,
        owner=owner,
        outcome=draft.outcome,
        submission_key=draft.key,
        data=filed.reading.data,
        data_hash=data["data_hash"],
        submitted_on=today,
        by=actor.person,
        synthetic=enterprise.synthetic,
        seq=1,
    )
    begin(case, held, event, actor)
    return case


def _renews(held: Loaded, draft: Draft, today: date) -> dict[str, str]:
    """Return by when silence would grant a renewal; nothing where it would not."""
    outcome = draft.outcome
    if outcome is None or outcome.state != Outcome.State.ACTIVE:
        return {}
    day = last_day(held.procedure, outcome.valid_to, today, working_days().calendar)
    return {"renews": day.isoformat()} if day is not None else {}


def digest(data: dict[str, object]) -> str:
    """Return the SHA-256 of a form's data in canonical JSON."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
