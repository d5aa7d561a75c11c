"""Run inside the installation after kills: every contradiction between cases and their events."""

import json
import sys
from collections import Counter

import django

django.setup()

# Only now: models need what setup does.
# ruff: noqa: E402
from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_streams
from fumao.apps.notices.models import Notice
from fumao.apps.procedures.happening import refold
from fumao.apps.procedures.models import Case, Draft, Outcome
from fumao.apps.procedures.stored import state_of

# What time brings to a case once; a silence is one a step, branch and round.
ONCE = (
    "case_deemed_accepted",
    "case_deemed_renewed",
    "case_correction_lapsed",
    "case_publicity_ended",
    "case_silence",
)


def contradictions(case: Case) -> list[str]:
    """Return what is wrong with one case."""
    wrong = []
    events = list(Event.objects.filter(stream=case.stream).order_by("seq"))
    if [one.seq for one in events] != list(range(1, case.seq + 1)):
        wrong.append(f"{case.stream}: {len(events)} events, the row says {case.seq}")
    kept, folded = state_of(case), refold(case)
    by_key = {run.key: run for run in folded.runs}
    if {run.key: run for run in kept.runs} != by_key or kept.accounts != folded.accounts:
        wrong.append(f"{case.stream}: rows are not what the chain folds to")
    if (kept.phase, kept.closed) != (folded.phase, folded.closed):
        wrong.append(f"{case.stream}: {kept.phase}, the chain says {folded.phase}")
    fired = Counter(
        (one.kind, one.data.get("step"), one.data.get("branch"), one.data.get("round"))
        for one in events
        if one.kind in ONCE
    )
    wrong += [f"{case.stream}: {key} fired {n} times" for key, n in fired.items() if n > 1]
    if Outcome.objects.filter(case=case).exists() != (case.phase == Case.Phase.GRANTED):
        wrong.append(f"{case.stream}: {case.phase}, and its outcome does not fit")
    return wrong


def main() -> None:
    """Print one JSON object: the cases, what was decided, what is wrong."""
    cases = list(Case.objects.select_related("procedure"))
    wrong = [words for case in cases for words in contradictions(case)]
    wrong += [f"chain of {stream} is broken at {at}" for stream, at in broken_streams().items()]
    sent = set(Draft.objects.values_list("key", flat=True)) & {c.submission_key for c in cases}
    wrong += [f"draft {key} stands beside its case" for key in sent]
    claims = Counter(Notice.objects.exclude(claim=None).values_list("claim", flat=True))
    wrong += [f"notice {claim} written {n} times" for claim, n in claims.items() if n > 1]
    verdicts = [
        [int(one.stream.removeprefix("case:")), one.data["step"]]
        for one in Event.objects.filter(kind="case_finished")
    ]
    fired = Event.objects.filter(kind__in=ONCE).count()
    json.dump(
        {"cases": [case.pk for case in cases], "verdicts": verdicts, "fired": fired,
         "wrong": wrong},
        sys.stdout,
    )  # fmt: skip


main()
