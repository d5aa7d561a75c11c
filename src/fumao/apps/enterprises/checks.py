"""Checks that several acts share; each raises ValidationError with the field as its code."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.refusals import FUTURE, NOT_ACTIVE
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.refusals import refusal, refused
from fumao.core.credit_code import CreditCode, CreditCodeError
from fumao.core.errors import CoreError
from fumao.core.schemes import CodeScheme
from fumao.packs import codes

NAME = 128
# The shipped list holds the classes service trade uses most: a code it does not hold may be lawful
# where it is a division (01 to 97), group or class.
_UNLISTED = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-7])\d{0,2}")
PLACES = (Area.Kind.CITY, Area.Kind.DISTRICT, Area.Kind.ZONE)


def clean_code(text: str) -> str:
    """Return a credit code as it is kept."""
    try:
        return CreditCode.parse(text).text
    except CreditCodeError as error:
        raise refused(error, "code") from error


def clean_name(text: str) -> str:
    """Return a name with single spaces."""
    name = " ".join(text.split())
    if not name:
        raise refusal("name", _("请填写企业名称。"))
    if len(name) > NAME or not name.isprintable():
        raise refusal("name", _("企业名称过长或含有不可见字符，最多 %(n)s 个字。"), n=NAME)
    return name


def industries(day: date) -> CodeScheme | None:
    """Return the edition of the industry scheme in use on a day."""
    try:
        return codes.scheme("industry", day)
    except CoreError:
        return None


def clean_industry(code: str, day: date) -> tuple[str, str]:
    """Return an industry's code and the edition it stands in; both empty for none."""
    code = code.strip().upper()
    if not code:
        return "", ""
    scheme = industries(day)
    if scheme is None or not (code in scheme or _UNLISTED.fullmatch(code)):
        raise refusal("industry", _("“%(code)s”不是行业代码，请填 GB/T 4754 的代码。"), code=code)
    return code, scheme.version


def clean_place(area: Area, park: Park | None) -> None:
    """Check that an enterprise can stand there: in a city or below it, the park in that city."""
    if area.kind not in PLACES:
        raise refusal("area", _("请选到市、区县或功能区。"))
    if park is not None and not park.area.path.startswith(city_path(area)):
        raise refusal("park", _("园区“%(park)s”不在这个城市。"), park=park.name)


def city_path(area: Area) -> str:
    """Return the path of the city an area lies in, its own where it is the city."""
    if area.kind == Area.Kind.CITY or area.parent is None:
        return area.path
    return area.parent.path


def not_later(day: date, actor: Actor, field: str = "on") -> None:
    """Refuse a day that has not come."""
    if day > actor.today:
        raise refusal(field, FUTURE, today=actor.today.isoformat())


def active(enterprise: Enterprise) -> None:
    """Refuse to act on an enterprise that is no more."""
    if enterprise.status != Enterprise.Status.ACTIVE:
        raise refusal("status", NOT_ACTIVE, name=enterprise.name)


def locked(enterprise: Enterprise) -> Enterprise:
    """Return the enterprise as it stands now, kept from others until the transaction ends."""
    return (
        Enterprise.objects.select_for_update(of=("self",))
        .select_related("area__parent", "park__area")
        .get(pk=enterprise.pk)
    )
