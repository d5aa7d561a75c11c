"""How kinds of events are called; every app names its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "org_pack_loaded": _("载入机构资料包"),
    "person_added": _("开设账户"),
    "password_reset": _("重置口令"),
    "password_changed": _("修改口令"),
    "post_given": _("授予岗位"),
    "post_ended": _("结束岗位"),
    "delegation_given": _("委托代办"),
    "delegation_ended": _("结束委托"),
    "token_issued": _("签发接口令牌"),
    "token_revoked": _("吊销接口令牌"),
    "signed_in": _("登录"),
    "signed_out": _("退出"),
    "sign_in_locked": _("登录失败次数过多，已锁定"),
    "second_factor_added": _("启用两步验证"),
    "second_factor_removed": _("停用两步验证"),
    "log_exported": _("导出操作日志"),
    "register_exported": _("导出登记册"),
}


def name_kinds(kinds: Mapping[str, str | Promise]) -> None:
    """Add the names of an app's kinds of events; call it from `AppConfig.ready`."""
    KINDS.update(kinds)


def kind_words(kind: str) -> str:
    """Return how a kind of event is called, or its code where nobody named it."""
    return str(KINDS.get(kind, kind))
