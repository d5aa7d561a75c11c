"""What can be done with a claim: the forms, the words, who may and when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fumao.apps.files.service import keep_file
from fumao.apps.funds import forms
from fumao.apps.funds.actions.approve_claim import approve_claim, take_back
from fumao.apps.funds.actions.assess_claim import Cut, Judgement, assess_claim
from fumao.apps.funds.actions.import_results import return_payment
from fumao.apps.funds.actions.open_claim import Line, add_line
from fumao.apps.funds.actions.order_clawback import Order, order_clawback, record_repayment
from fumao.apps.funds.actions.publish_claims import close_claim, publish_claims
from fumao.apps.funds.actions.refuse_claim import refuse_claim
from fumao.apps.funds.actions.review_performance import review_performance
from fumao.apps.funds.actions.submit_claim import submit_claim, withdraw_claim
from fumao.apps.funds.amounts import plain, yuan
from fumao.apps.funds.evaluate import gates_of
from fumao.apps.funds.models import Call, Claim, Payment, State
from fumao.apps.funds.queries.claims import kind_words
from fumao.apps.funds.standing import area_of
from fumao.apps.grants.words import language
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may

S = State
_BEFORE = (S.DRAFT, S.SUBMITTED, S.ASSESSED)
_AFTER = (S.PART_PAID, S.PAID, S.CLOSED)
type Act = Callable[[Actor, Claim, Any], object]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to be done with a claim."""

    name: str
    words: str | Promise
    icon: str
    form: type[Form]
    act: Act
    action: Action
    states: tuple[State, ...]


def _line(actor: Actor, claim: Claim, form: forms.LineForm) -> None:
    given = dict(form.cleaned_data)
    file = given.pop("file")
    attachment = keep_file(actor, file, claim.stream, area_of(claim).pk) if file else None
    add_line(actor, claim, Line(**given, attachment=attachment))


def _assess(actor: Actor, claim: Claim, form: forms.AssessForm) -> None:
    given = form.cleaned_data
    cuts = {
        line.position: Cut(given[f"eligible_{line.position}"], given[f"cut_{line.position}"])
        for line in claim.lines.all()
    }
    decided = {
        name.removeprefix("gate_"): value
        for name, value in given.items()
        if name.startswith("gate_")
    }
    assess_claim(actor, claim, Judgement(cuts, decided, given.get("score")))


def _repay(actor: Actor, claim: Claim, form: forms.RepayForm) -> None:
    given = form.cleaned_data
    ordered = claim.clawbacks.get(pk=given["clawback"])
    record_repayment(actor, ordered, given["amount"], given["paid_on"], given["reference"])


def _return(actor: Actor, claim: Claim, form: forms.ReturnForm) -> None:
    given = form.cleaned_data
    return_payment(actor, claim.payments.get(pk=given["payment"]), given["reason"])


OFFERS = {
    offer.name: offer
    for offer in (
        Offer("line", _("添加明细"), "plus", forms.LineForm, _line,
              Action.SUBMIT_CLAIM, (S.DRAFT,)),
        Offer("submit", _("提交申报"), "send", forms.ConfirmForm,
              lambda a, c, _f: submit_claim(a, c), Action.SUBMIT_CLAIM, (S.DRAFT,)),
        Offer("assess", _("核定金额"), "calculator", forms.AssessForm, _assess,
              Action.ASSESS_CLAIM, (S.SUBMITTED, S.ASSESSED)),
        Offer("approve", _("批准金额"), "rubber-stamp", forms.ApproveForm,
              lambda a, c, f: approve_claim(a, c, **f.cleaned_data),
              Action.APPROVE_CLAIM, (S.ASSESSED,)),
        Offer("refuse", _("不予支持"), "circle-x", forms.RefuseForm,
              lambda a, c, f: refuse_claim(a, c, **f.cleaned_data),
              Action.REFUSE_CLAIM, (S.SUBMITTED, S.ASSESSED)),
        Offer("withdraw", _("撤回申报"), "arrow-back-up", forms.ReasonForm,
              lambda a, c, f: withdraw_claim(a, c, **f.cleaned_data),
              Action.SUBMIT_CLAIM, _BEFORE),
        Offer("publish", _("公示"), "speakerphone", forms.ConfirmForm,
              lambda a, c, _f: publish_claims(a, [c]), Action.MANAGE_FUND, (S.APPROVED,)),
        Offer("take-back", _("核减批准金额"), "replace", forms.TakeBackForm,
              lambda a, c, f: take_back(a, c, **f.cleaned_data),
              Action.APPROVE_CLAIM, (S.APPROVED, S.PUBLISHED, S.PART_PAID)),
        Offer("review", _("绩效评价"), "clipboard-check", forms.ReviewForm,
              lambda a, c, f: review_performance(a, c, **f.cleaned_data),
              Action.REVIEW_FUND, _AFTER),
        Offer("return", _("登记退汇"), "refresh", forms.ReturnForm, _return,
              Action.MANAGE_FUND, (S.PART_PAID, S.PAID)),
        Offer("clawback", _("责令退回"), "alert-octagon", forms.ClawbackForm,
              lambda a, c, f: order_clawback(a, c, Order(**f.cleaned_data)),
              Action.CLAW_BACK, _AFTER),
        Offer("repay", _("登记退款"), "coin", forms.RepayForm, _repay,
              Action.MANAGE_FUND, _AFTER),
        Offer("close", _("办结"), "circle-check", forms.ConfirmForm,
              lambda a, c, _f: close_claim(a, c), Action.MANAGE_FUND, (S.PAID,)),
    )
}  # fmt: skip


def offers_of(actor: Actor, claim: Claim) -> list[Offer]:
    """Return what the actor may do with a claim as it stands."""
    return [
        offer
        for offer in OFFERS.values()
        if claim.state in offer.states
        and may(actor, offer.action, claim)
        and not (offer.name == "repay" and claim.clawed <= claim.repaid)
        and not (offer.name == "return" and not claim.paid)
    ]


def form_of(actor: Actor, claim: Claim, offer: Offer, data: Any = None, files: Any = None) -> Form:
    """Return an offer's form with what the claim gives it to choose from."""
    lang = language()
    match offer.name:
        case "line":
            form: Form = forms.LineForm(data, files)
            form.fields["kind"].choices = [  # type: ignore[attr-defined]
                (kind, kind_words(claim, kind, lang)) for kind in claim.call.kinds
            ]
        case "assess":
            gates = gates_of(actor, claim, actor.today, lang)
            form = forms.AssessForm(
                data, lines=list(claim.lines.all()),
                gates=[(one.name, one.label) for one in gates if one.verdict == "unknown"],
                ranked=claim.call.sharing == Call.Sharing.RANK,
            )  # fmt: skip
        case "approve":
            most = min(claim.asked, claim.computed or 0)
            form = forms.ApproveForm(data, initial={"amount": plain(most)})
        case "refuse":
            form = forms.RefuseForm(data, initial={"rule": claim.call.rule})
        case "clawback":
            form = forms.ClawbackForm(data, initial={"rule": claim.call.rule})
        case "repay":
            form = forms.RepayForm(data)
            form.fields["clawback"].choices = [  # type: ignore[attr-defined]
                (one.pk, f"{one.on.isoformat()}　{yuan(one.amount)}")
                for one in claim.clawbacks.all()
            ]
        case "return":
            form = forms.ReturnForm(data)
            paid = claim.payments.filter(result=Payment.Result.PAID)
            form.fields["payment"].choices = [  # type: ignore[attr-defined]
                (one.pk, f"{one.paid_on.isoformat()}　{yuan(one.amount)}") for one in paid
            ]
        case _:
            form = offer.form(data)
    return form
