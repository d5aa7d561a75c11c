"""Give a person a token for the API."""

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.limits import TOKEN, spend
from fumao.apps.orgs.models import ApiToken
from fumao.apps.orgs.tokens import LONGEST, SCOPES, SHOWN, digest_of, new_token


def issue_token(
    actor: Actor, name: str, scopes: Collection[str], days: int
) -> tuple[ApiToken, str]:
    """Issue a token for the actor and return it with its text, which is never shown again.

    Raises PermissionDenied without a post or for a caller that came by a token itself;
    ValidationError for a blank name, unknown scopes or a life that is not 1 to 366 days;
    TooOftenError.
    """
    if actor.person is None or actor.home is None or actor.scopes is not None:
        raise PermissionDenied(_("不能签发令牌：请以有岗位的账户登录网页办理。"))
    if not name.strip():
        raise ValidationError({"name": _("缺少名称：写明令牌给哪个系统用。")})
    if not scopes or not set(scopes) <= set(SCOPES):
        raise ValidationError({"scopes": _("权限范围不对：选择“读取”或“写入”。")})
    if not 1 <= days <= LONGEST.days:
        raise ValidationError({"days": _("有效期不对：填 1 到 366 天。")})
    spend(TOKEN, str(actor.person.pk))
    raw = new_token()
    with transaction.atomic():
        token = ApiToken.objects.create(
            person=actor.person,
            name=name.strip()[:64],
            prefix=raw[:SHOWN],
            digest=digest_of(raw),
            scopes=sorted(set(scopes)),
            expires_at=timezone.now() + timedelta(days=days),
        )
        tell(
            f"person:{actor.person.username}",
            "token_issued",
            actor=actor,
            area=actor.home.area_id,
            department=actor.home.department_id,
            data={"prefix": token.prefix, "scopes": token.scopes, "days": days},
        )
    return token, raw
