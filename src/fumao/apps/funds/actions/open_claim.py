"""申报: a draft with its expense lines, on an open call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.files.models import Attachment
from fumao.apps.funds.actions.open_call import BY_CASE
from fumao.apps.funds.amounts import LARGEST
from fumao.apps.funds.invoices import clean, invoice_key
from fumao.apps.funds.models import Call, Claim, ClaimLine, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked, locked_call, standing, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, Facts
from fumao.apps.orgs.refusals import refusal


@dataclass(frozen=True, slots=True)
class Line:
    """An expense line as claimed; `amount` in fen."""

    kind: str
    what: str
    invoice_number: str
    dated: date
    amount: int
    invoice_code: str = ""
    invoice_line: int = 1
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What an enterprise asks for; `case_number` is that of the case it was decided in."""

    asked: int
    purpose: str
    payee: str = ""  # the enterprise's own name where empty
    bank: str = ""
    account: str = ""
    case_number: str = ""


def open_claim(
    actor: Actor, call: Call, enterprise: Enterprise, wish: Wish, lines: Sequence[Line] = ()
) -> Claim:
    """Open a draft; the same case number again returns the claim it has.

    Raises PermissionDenied and ValidationError.
    """
    with within_limits(), transaction.atomic():
        held = locked_call(call)
        place = held.fund_year.fund.area
        reporter = frozenset([enterprise.unit_id] if enterprise.unit_id else [])
        department = standing(actor, Action.SUBMIT_CLAIM, Facts(place.path, reporter=reporter))
        if wish.case_number:
            known = Claim.objects.filter(
                case_number=wish.case_number, call=call, enterprise=enterprise
            ).first()
            if known is not None:
                return known
        _check(actor, held, enterprise, wish)
        held.claims_made += 1
        held.save(update_fields=["claims_made"])
        claim = Claim.objects.create(
            call=held, number=f"{held.number}-{held.claims_made:04}", enterprise=enterprise,
            case_number=wish.case_number, asked=wish.asked, purpose=wish.purpose.strip(),
            payee=wish.payee.strip() or enterprise.name, bank=wish.bank.strip(),
            account=clean(wish.account), made_on=actor.today,
        )  # fmt: skip
        for place_in_claim, line in enumerate(lines, 1):
            _add(claim, line, place_in_claim)
        tell(
            actor, claim, "claim_drafted", department,
            enterprise=enterprise.code, asked=wish.asked, lines=len(lines),
            case=wish.case_number,
        )  # fmt: skip
        return claim


def add_line(actor: Actor, claim: Claim, line: Line) -> ClaimLine:
    """Add a line to a draft; raises PermissionDenied and ValidationError."""
    with within_limits(), transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.SUBMIT_CLAIM, held)
        in_state(held, State.DRAFT)
        last = held.lines.order_by("-position").first()
        made = _add(held, line, last.position + 1 if last else 1)
        tell(
            actor, held, "claim_line_added", department,
            position=made.position, invoice=made.invoice_key, amount=made.amount,
        )  # fmt: skip
        return made


def remove_line(actor: Actor, claim: Claim, position: int) -> None:
    """Take a line out of a draft; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.SUBMIT_CLAIM, held)
        in_state(held, State.DRAFT)
        held.lines.filter(position=position).delete()
        tell(actor, held, "claim_line_removed", department, position=position)


def _check(actor: Actor, call: Call, enterprise: Enterprise, wish: Wish) -> None:
    if not call.opens <= actor.today <= call.closes:
        raise refusal(
            "call", _("该通知的申报期为 %(first)s 至 %(last)s。"),
            first=call.opens.isoformat(), last=call.closes.isoformat(),
        )  # fmt: skip
    if call.feeds == BY_CASE and not wish.case_number:
        raise refusal("call", _("该通知的申报随办件提出，请在“办事”中申请。"))
    if enterprise.status != Enterprise.Status.ACTIVE:
        raise refusal("enterprise", _("“%(name)s”已不存续，不能申报。"), name=enterprise.name)
    if not enterprise.area.path.startswith(call.fund_year.fund.area.path):
        raise refusal("enterprise", _("企业不在该资金的地区。"))
    if not 0 < wish.asked <= LARGEST:
        raise refusal("asked", _("请填写申请金额。"))
    if not wish.purpose.strip():
        raise refusal("purpose", _("请填写申请事由。"))


def _add(claim: Claim, line: Line, position: int) -> ClaimLine:
    if line.kind not in claim.call.kinds:
        raise refusal("kind", _("该通知没有“%(kind)s”这类费用。"), kind=line.kind)
    number = clean(line.invoice_number)
    if not number:
        raise refusal("invoice_number", _("请填写发票号码；没有发票的填合同或凭证号。"))
    if not 0 < line.amount <= LARGEST:
        raise refusal("amount", _("请填写金额。"))
    if not line.what.strip():
        raise refusal("what", _("请填写费用内容。"))
    key = invoice_key(line.invoice_code, line.invoice_number, line.invoice_line)
    if claim.lines.filter(invoice_key=key).exists():
        raise refusal("invoice_number", _("同一发票行在本件中只能填一次。"))
    return ClaimLine.objects.create(
        claim=claim, position=position, kind=line.kind, what=line.what.strip(),
        invoice_code=clean(line.invoice_code), invoice_number=number,
        invoice_line=line.invoice_line, invoice_key=key, dated=line.dated, amount=line.amount,
        attachment=line.attachment,
    )  # fmt: skip
