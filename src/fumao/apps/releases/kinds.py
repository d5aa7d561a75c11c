"""How the events of releases are called in the log."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "release_planned": _("列入发布日历"),
    "release_moved": _("调整发布时间"),
    "release_compile_asked": _("提交编制"),
    "release_compiled": _("编制完成"),
    "release_compile_failed": _("编制没能完成"),
    "release_approved": _("批准发布"),
    "release_withdrawn": _("撤回已编制或已发布的版次"),
    "analysis_view_saved": _("保存分析视图"),
    "analysis_view_changed": _("更改分析视图"),
    "analysis_view_deleted": _("删除分析视图"),
    "analysis_view_restored": _("恢复分析视图"),
    "analysis_exported": _("导出内部分析"),
}
