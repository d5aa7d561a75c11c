"""What is done on the page of a case: each button to its action, then back to the page."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fumao.apps.orgs.acting import done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.actions import pass_step, run_case, take_step
from fumao.apps.procedures.actions.close_duty import close_duty
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.raise_objection import settle_objection
from fumao.apps.procedures.models import Case, Duty
from fumao.apps.procedures.views.case import case_response
from fumao.apps.procedures.views.fee_acts import FEE_ACTS
from fumao.apps.procedures.views.request import refused_by
from fumao.procedures.acts import Word
from fumao.procedures.state import Defect, RunKey

type _Act = Callable[[Actor, int, QueryDict], object]


def key_of(sent: QueryDict) -> RunKey:
    """Return the run a form is about; raises ValidationError for one that is none."""
    step, branch, number = (*sent.get("run", "").split("."), "", "")[:3]
    if not (branch.isdecimal() and number.isdecimal()):
        raise ValidationError(_("这一环节已经办完或已撤回，请刷新页面"))
    return RunKey(step, int(branch), int(number))


def _finish(actor: Actor, case: int, sent: QueryDict) -> object:
    verdict = sent.get("verdict", "")
    if verdict not in ("passed", "returned", "refused", "abstained"):
        raise ValidationError(_("请选择办理结果。"))
    defects = [
        Defect(name.removeprefix("defect."), words[:200])
        for name in sent
        if name.startswith("defect.") and (words := sent.get(name, "").strip())
    ]
    word = Word(verdict, sent.get("opinion", ""), defects, _scores(sent))  # type: ignore[arg-type]
    return finish_step(actor, case, key_of(sent), word)


def _scores(sent: QueryDict) -> dict[str, Decimal]:
    scores = {}
    for name in sent:
        if name.startswith("score.") and (text := sent.get(name, "").strip()):
            try:
                scores[name.removeprefix("score.")] = Decimal(text)
            except InvalidOperation:
                raise ValidationError(_("分数请填数字。")) from None
    return scores


def _transfer(actor: Actor, case: int, sent: QueryDict) -> object:
    return pass_step.transfer_step(actor, case, key_of(sent), _number(sent, "to"))


def _signer(actor: Actor, case: int, sent: QueryDict) -> object:
    office = get_object_or_404(
        visible_to(actor, Department.objects.all()), pk=_number(sent, "office")
    )
    return pass_step.add_signer(actor, case, key_of(sent), office)


def _experts(actor: Actor, case: int, sent: QueryDict) -> object:
    people = [int(pk) for pk in sent.getlist("expert") if pk.isdecimal()]
    return pass_step.name_experts(actor, case, key_of(sent), people)


def _number(sent: QueryDict, name: str) -> int:
    text = sent.get(name, "")
    if not text.isdecimal():
        raise ValidationError(_("请先选择。"))
    return int(text)


def _settle(actor: Actor, case: int, sent: QueryDict) -> object:
    upheld = sent.get("upheld") == "1"
    return settle_objection(actor, case, _number(sent, "objection"), upheld, sent.get("why", ""))


def _duty(actor: Actor, case: int, sent: QueryDict) -> None:
    found = get_object_or_404(
        visible_to(actor, Duty.objects.filter(case=case)), pk=_number(sent, "duty")
    )
    close_duty(actor, found, sent.get("kept") == "1", sent.get("finding", ""))


# What a form may do: the act, and what is said once it is done.
ACTS: dict[str, tuple[_Act, Promise]] = {
    "finish": (_finish, gettext_lazy("已办结本环节。")),
    "claim": (lambda a, c, s: take_step.claim_step(a, c, key_of(s)), gettext_lazy("已领办。")),
    "release": (
        lambda a, c, s: take_step.release_step(a, c, key_of(s)),
        gettext_lazy("已退回待办。"),
    ),
    "recall": (
        lambda a, c, s: pass_step.recall_step(a, c, key_of(s)),
        gettext_lazy("已撤回，可重新办理。"),
    ),
    "transfer": (_transfer, gettext_lazy("已转办。")),
    "signer": (_signer, gettext_lazy("已请该单位签署意见。")),
    "experts": (_experts, gettext_lazy("已送专家评审。")),
    "extend": (
        lambda a, c, s: run_case.extend_case(a, c, s.get("why", "")),
        gettext_lazy("已延长期限，并已告知申请人。"),
    ),
    "stop": (
        lambda a, c, s: run_case.stop_case(a, c, s.get("reason", ""), s.get("why", "")),
        gettext_lazy("已暂停计时，并已告知申请人。"),
    ),
    "resume": (lambda a, c, _s: run_case.resume_case(a, c), gettext_lazy("已恢复计时。")),
    "terminate": (
        lambda a, c, s: run_case.terminate_case(a, c, s.get("why", "")),
        gettext_lazy("已终止办理。"),
    ),
    "withdraw": (
        lambda a, c, s: run_case.withdraw_case(a, c, s.get("why", "")),
        gettext_lazy("已撤回申请。"),
    ),
    "settle": (_settle, gettext_lazy("已处理异议。")),
    "duty": (_duty, gettext_lazy("已登记核查结果。")),
    **FEE_ACTS,
}


@login_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a form on the page asks; a refusal shows the page again with what was typed."""
    name = request.POST.get("do", "")
    if name not in ACTS:
        raise Http404
    run, words = ACTS[name]
    actor = actor_of(request)
    try:
        errors = refused_by(lambda: run(actor, pk, request.POST))
    except Case.DoesNotExist as error:
        raise Http404 from error
    if errors:
        typed = {**request.POST.dict(), "errors": errors}
        return case_response(request, pk, name, typed)
    return done(request, str(words), reverse("case", args=[pk]))
