"""What departments do, in words; the slugs are those of the packs."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fumao.packs.model import FunctionKind

LABELS: dict[FunctionKind, Promise] = {
    "commerce": _("商务"),
    "development": _("发展改革"),
    "industry": _("工业和信息化"),
    "science": _("科技"),
    "education": _("教育"),
    "finance": _("财政"),
    "tax": _("税务"),
    "hrss": _("人力资源和社会保障"),
    "health": _("卫生健康"),
    "statistics": _("统计"),
    "market": _("市场监管"),
    "intellectual_property": _("知识产权"),
    "police": _("公安"),
    "cyberspace": _("网信"),
    "customs": _("海关"),
    "foreign_exchange": _("外汇"),
    "insurance": _("出口信用保险"),
    "hmt_affairs": _("港澳台事务"),
}
