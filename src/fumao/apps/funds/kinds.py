"""How the events of funds are called in the log."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "fund_opened": _("设立资金"),
    "budget_set": _("登记预算"),
    "call_opened": _("发布申报通知"),
    "claim_drafted": _("新建申报"),
    "claim_line_added": _("添加费用明细"),
    "claim_line_removed": _("删除费用明细"),
    "claim_submitted": _("提交申报"),
    "claim_assessed": _("核定金额"),
    "claim_approved": _("批准金额"),
    "approval_taken_back": _("核减批准金额"),
    "claim_refused": _("不予支持"),
    "claim_withdrawn": _("撤回申报"),
    "claim_published": _("公示"),
    "claim_ordered": _("列入拨付批次"),
    "claim_paid": _("拨付"),
    "payment_failed": _("付款失败"),
    "payment_returned": _("退汇"),
    "claim_closed": _("办结"),
    "call_shared": _("分配预算"),
    "batch_made": _("生成拨付批次"),
    "batch_exported": _("导出银行文件"),
    "results_imported": _("导入拨付结果"),
    "performance_reviewed": _("绩效评价"),
    "clawback_ordered": _("责令退回"),
    "repayment_recorded": _("登记退款"),
    "claims_exported": _("导出申报清单"),
    "funds_demo_loaded": _("载入演示资金"),
}
