"""How the levels of review are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVELS: dict[str, str | Promise] = {
    "park": _("园区审核"),
    "district": _("区级审核"),
    "city": _("市级审核"),
    "province": _("省级审核"),
    "nation": _("国家审核"),
}
