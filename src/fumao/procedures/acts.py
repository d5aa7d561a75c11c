"""What may be done to a case now: each act returns the event, or raises CoreError saying why not.

Who holds which post is policy's affair; here stand the rules of the procedure itself: the state,
rounds of correction, separation of duties, what a verdict needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from fumao.core.errors import CoreError
from fumao.procedures.acting import Who, kept_apart, refusal
from fumao.procedures.acts_case import (
    correct,
    extend,
    raise_objection,
    resume,
    settle_objection,
    stop,
    terminate,
    withdraw,
)
from fumao.procedures.acts_fees import check_paid, receive_fee, refund_fee, waive_fee
from fumao.procedures.definitions import Correction, Procedure, Step
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState, Defect, Run, RunKey, Verdict

_LONGEST = 2000


def _named(key: RunKey) -> dict[str, Any]:
    return {"step": key.step, "branch": key.branch, "round": key.round}


def _open_run(state: CaseState, key: RunKey) -> Run:
    try:
        run = state.run(key)
    except KeyError:
        run = None
    # What the system holds open, publicity and issue, is nobody's to close.
    if run is None or not run.is_open or run.kind == "system":
        raise refusal(
            "not_open",
            "这一环节已经办完或已撤回，请刷新页面",
            "this step is no longer open: reload the page",
        )
    return run


def _taken() -> CoreError:
    return refusal(
        "claimed",
        "已由他人领办，可请其转办",
        "somebody else has taken it on; ask for a transfer",
    )


def claim(procedure: Procedure, state: CaseState, key: RunKey, who: Who) -> Happened:
    """Take a run on; raises CoreError where another has it or duties must be separate."""
    run = _open_run(state, key)
    if run.state == "claimed" and run.assignee != who.person:
        raise _taken()
    _separate(procedure, state, run, who)
    return who.event("claimed", **_named(key))


def release(state: CaseState, key: RunKey, who: Who) -> Happened:
    """Give a claimed run back to the office."""
    run = _open_run(state, key)
    if run.assignee not in who.persons:
        raise refusal("not_yours", "不是由您领办", "you have not taken it on")
    if run.kind == "expert":
        raise refusal(
            "expert",
            "评审任务不能退回，不便评审的请弃权并写明理由",
            "a task of a panel is not given back: abstain and say why",
        )
    return who.event("released", **_named(key))


def blocked(procedure: Procedure, state: CaseState, run: Run, who: Who) -> CoreError | None:
    """Return why a person may not take a run for reasons of separated duties, None where he may."""
    step = procedure.step(run.key.step)
    apart = kept_apart(procedure, step)
    for other in state.runs:
        if other.key.step not in apart or other.kind == "system":
            continue
        if who.persons & {p for p in (other.by, other.behalf) if p is not None}:
            title = procedure.step(other.key.step).title
            return refusal(
                "separation",
                f"“{title.zh}”由您办理，本环节须由他人办理（委托代办同样计算）",
                f'you took "{title.en}", so another person takes this one (delegates count too)',
            )
    if run.kind == "expert":
        return None
    for other in state.runs:
        if other.kind != "expert" or not who.persons & {other.assignee, other.by}:
            continue
        if other.key.step == run.key.step:
            return refusal(
                "separation", "评审专家不得主持本次评审", "an expert of the panel cannot lead it"
            )
        if step.do == "decide":
            return refusal(
                "separation", "评审专家不得作出决定", "an expert of the panel cannot decide"
            )
    return None


def _separate(procedure: Procedure, state: CaseState, run: Run, who: Who) -> None:
    error = blocked(procedure, state, run, who)
    if error is not None:
        raise error


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says in closing a run."""

    verdict: Verdict
    opinion: str = ""
    defects: Sequence[Defect] = ()
    scores: Mapping[str, Decimal] | None = None


def finish(procedure: Procedure, state: CaseState, key: RunKey, who: Who, word: Word) -> Happened:
    """Close a run with a verdict; raises CoreError that says what is missing."""
    run = _open_run(state, key)
    step = procedure.step(key.step)
    if run.state == "claimed" and run.assignee not in who.persons:
        raise _taken()
    if state.ordered_stop:
        raise refusal(
            "stopped",
            "本件因听证或检验暂停，恢复后再办理",
            "the case stands still; resume it first",
        )
    _separate(procedure, state, run, who)
    _check_word(procedure, state, step, run, word)
    check_paid(procedure, state, run, word.verdict)
    data: dict[str, Any] = {**_named(key), "verdict": word.verdict, "opinion": word.opinion.strip()}
    if word.defects:
        data["defects"] = [[one.key, one.words.strip()] for one in word.defects]
    if word.scores:
        data["scores"] = {name: f"{score:f}" for name, score in word.scores.items()}
    return who.event("finished", **data)


def _check_word(procedure: Procedure, state: CaseState, step: Step, run: Run, word: Word) -> None:
    if len(word.opinion) > _LONGEST:
        raise refusal("long", f"意见不超过 {_LONGEST} 字", f"at most {_LONGEST} characters")
    if word.verdict != "passed" and not word.opinion.strip():
        raise refusal("opinion", "请写明理由", "give the reason")
    if word.verdict == "abstained" and step.do not in ("consult", "panel"):
        raise refusal("abstain", "本环节不能弃权", "nobody can abstain in this step")
    if word.verdict == "returned":
        _check_return(procedure, state, step, run, word)
    if word.verdict == "refused" and step.do not in ("consult", "panel") and not step.refused:
        raise refusal("refuse", "本环节不能作出不予通过的决定", "this step cannot refuse")
    if run.kind == "expert" and word.verdict == "passed":
        _check_scores(step, word)
    elif step.do == "panel" and run.kind == "seat":
        _check_panel(step, state, word)


def _check_return(procedure: Procedure, state: CaseState, step: Step, run: Run, word: Word) -> None:
    if not step.returns or run.kind != "seat":
        raise refusal("return", "本环节不能退回补正", "this step cannot return for correction")
    terms = procedure.correction or Correction()
    if state.corrections >= terms.rounds:
        raise refusal(
            "rounds",
            f"补正已达 {terms.rounds} 次上限，请作出决定",
            f"{terms.rounds} corrections are the most; decide on the papers as they are",
        )
    if not word.defects:
        raise refusal(
            "defects",
            "请逐项列明须补正的内容，一次告知",
            "list every defect: the applicant is told once",
        )


def _check_scores(step: Step, word: Word) -> None:
    scores = word.scores or {}
    for criterion in step.criteria:
        score = scores.get(criterion.key)
        if score is None or not Decimal(0) <= score <= criterion.most:
            raise refusal(
                "score",
                f"“{criterion.label.zh}”请打 0–{criterion.most} 分",
                f'score "{criterion.label.en}" from 0 to {criterion.most}',
            )


def panel_mean(state: CaseState, step: Step) -> Decimal | None:
    """Return the mean of the experts' scores, to two digits; None while there is none."""
    scores = [
        run.score for run in state.latest(step.key).values()
        if run.kind == "expert" and run.state == "passed"
    ]  # fmt: skip
    if not scores:
        return None
    # Cut, not rounded: 69.997 does not reach 70.
    mean = sum(scores, Decimal(0)) / len(scores)
    return mean.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def _check_panel(step: Step, state: CaseState, word: Word) -> None:
    experts = [run for run in state.latest(step.key).values() if run.kind == "expert"]
    if word.verdict in ("returned", "abstained"):
        return
    scored = sum(run.state == "passed" for run in experts)
    if any(run.is_open for run in experts) or scored < step.experts:
        raise refusal(
            "experts",
            f"须有 {step.experts} 位专家打分，现有 {scored} 位",
            f"{step.experts} experts must have scored; {scored} have",
        )
    mean = panel_mean(state, step)
    if word.verdict == "passed" and step.pass_mark is not None and (mean or 0) < step.pass_mark:
        raise refusal(
            "pass_mark",
            f"平均 {mean} 分，未达 {step.pass_mark} 分",
            f"the mean is {mean}, below {step.pass_mark}",
        )


def _took_part(state: CaseState) -> frozenset[int]:
    return frozenset(p for r in state.runs for p in (r.by, r.behalf, r.assignee) if p is not None)


def _not_an_expert() -> CoreError:
    return refusal(
        "experts",
        "专家不得重复，也不得是经办过本件的人",
        "name each expert once, and nobody who took part in the case",
    )


def name_experts(
    procedure: Procedure, state: CaseState, key: RunKey, people: Sequence[int], who: Who
) -> Happened:
    """Give a panel's papers to experts; nobody twice, nobody who took part in the case."""
    run = _open_run(state, key)
    step = procedure.step(key.step)
    if step.do != "panel" or run.kind != "seat":
        raise refusal("panel", "本环节没有专家评审", "this step has no panel")
    taken = _took_part(state) | who.persons
    if not people or len(set(people)) < len(people) or set(people) & taken:
        raise _not_an_expert()
    return who.event("experts_named", step=step.key, people=list(people))


def add_signer(state: CaseState, key: RunKey, office: int, role: str, who: Who) -> Happened:
    """Ask one more office for its word on an open step (加签)."""
    run = _open_run(state, key)
    if run.kind != "seat":
        raise refusal("signer", "只能由环节承办人加签", "only the office of the step adds signers")
    if any(r.office == office and r.is_open for r in state.latest(key.step).values()):
        raise refusal("signer", "该单位已在本环节中", "that office is in this step already")
    return who.event("signer_added", step=key.step, office=office, role=role)


def transfer(procedure: Procedure, state: CaseState, key: RunKey, to: int, who: Who) -> Happened:
    """Hand an open run to a colleague (转办)."""
    run = _open_run(state, key)
    if run.assignee is not None and run.assignee not in who.persons:
        raise refusal("not_yours", "不是由您领办", "you have not taken it on")
    if run.kind == "expert" and to in _took_part(state):
        raise _not_an_expert()
    _separate(procedure, state, run, Who(to, who.on))
    return who.event("transferred", **_named(key), to=to)


def recall(procedure: Procedure, state: CaseState, key: RunKey, who: Who) -> Happened:
    """Take one's own verdict back while nobody has taken the next step on (撤回)."""
    try:
        run = state.run(key)
    except KeyError as error:
        raise refusal("not_open", "没有这一环节", "there is no such step") from error
    step = procedure.step(key.step)
    last = state.latest(key.step).get(key.branch)
    newer = [r for r in state.runs if r.opened >= (run.closed or who.on) and r.is_open]
    mine = run.by is not None and run.by in who.persons
    simple = step.do in ("review", "consult", "visit") and run.state == "passed"
    untouched = bool(newer) and all(
        r.state == "open" and r.kind == "seat" for r in newer if r.key.step != key.step
    )
    if not (state.is_open and mine and simple and last == run and untouched) or (
        state.phase != "in_review" or key.step in state.current
    ):
        raise refusal(
            "recall",
            "下一环节已有人领办或本件已有新进展，不能撤回",
            "the next step was taken on or the case has moved: it cannot be taken back",
        )
    return who.event("recalled", **_named(key))


__all__ = [
    "Who", "Word", "add_signer", "blocked", "claim", "correct", "extend", "finish", "name_experts",
    "panel_mean", "raise_objection", "recall", "receive_fee", "refund_fee", "refusal", "release",
    "resume", "settle_objection", "stop", "terminate", "transfer", "waive_fee", "withdraw",
]  # fmt: skip
