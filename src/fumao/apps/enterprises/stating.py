"""What every statement of a fact must say: source, day or period, how far it was checked."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from fumao.apps.enterprises.checks import not_later
from fumao.apps.enterprises.models import Confidence, Enterprise
from fumao.apps.enterprises.vocabulary import last_day
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.refusals import refusal

SOURCE = REASON = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said: the value as written, where it is from, its day or its period (one of both).

    The value of a child table is its rows: a list of fields by name, as written.
    """

    value: object
    source: str
    as_of: date | None = None
    period: str = ""
    confidence: str = Confidence.VERIFIED
    purpose: str = ""  # that of the vocabulary where empty


def own(said: Statement, department: int, enterprise: Enterprise) -> Statement:
    """Return the statement, as declared where the enterprise's own people make it."""
    if department != enterprise.unit_id or said.confidence != Confidence.VERIFIED:
        return said
    return replace(said, confidence=Confidence.DECLARED)


def clean_source(text: str) -> str:
    """Return where a value is from; raises ValidationError where that is not said."""
    source = " ".join(text.split())
    if not source or len(source) > SOURCE:
        raise refusal("source", _("请写明来源，不超过 %(n)s 字。"), n=SOURCE)
    return source


def clean_reason(text: str) -> str:
    """Return why a value is corrected; raises ValidationError where that is not said."""
    words = " ".join(text.split())
    if not words or len(words) > REASON:
        raise refusal("reason", _("请写明更正原因，不超过 %(n)s 字。"), n=REASON)
    return words


def when(actor: Actor, said: Statement) -> tuple[date | None, str, date]:
    """Return day, period and the day the value holds from: a period's value at its end."""
    if said.period.strip():
        if said.as_of is not None:
            raise refusal("period", _("数据日期和数据期只填一个。"))
        period, end = last_day(said.period)
        not_later(end, actor, "period")
        return None, period, end
    if said.as_of is None:
        raise refusal("as_of", _("请填写数据日期或数据期。"))
    not_later(said.as_of, actor, "as_of")
    return said.as_of, "", said.as_of
