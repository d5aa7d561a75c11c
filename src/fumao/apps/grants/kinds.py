"""How the events of grants are called in the log."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "screening_asked": _("提交政策筛查"),
    "screening_run": _("政策筛查"),
    "screening_failed": _("政策筛查没能完成"),
    "screening_exported": _("导出筛查结果"),
    "simulation_saved": _("保存政策模拟"),
}
