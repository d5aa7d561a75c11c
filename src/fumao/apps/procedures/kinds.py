"""How the events and the notices of procedures are called."""

from django.utils.translation import gettext_lazy as _

from fumao.apps.notices.service import NoticeKind

KINDS = {
    "procedure_published": _("发布办事事项"),
    "procedure_retired": _("停用办事事项"),
    "procedure_drafted": _("起草办事事项"),
    "case_submitted": _("提交申请"),
    "case_claimed": _("领办"),
    "case_released": _("退回待办"),
    "case_finished": _("办结环节"),
    "case_transferred": _("转办"),
    "case_signer_added": _("加签"),
    "case_experts_named": _("选定专家"),
    "case_recalled": _("撤回意见"),
    "case_corrected": _("补正"),
    "case_withdrawn": _("撤回申请"),
    "case_terminated": _("终止办理"),
    "case_extended": _("延长期限"),
    "case_stopped": _("暂停计时"),
    "case_resumed": _("恢复计时"),
    "case_deemed_accepted": _("逾期视为受理"),
    "case_deemed_renewed": _("到期未作决定，视为准予延续"),
    "case_calendar_loaded": _("载入放假安排，期限重算"),
    "case_correction_lapsed": _("逾期未补正"),
    "case_silence": _("逾期视为同意"),
    "case_publicity_ended": _("公示期满"),
    "case_objection_raised": _("提出异议"),
    "case_objection_settled": _("处理异议"),
    "case_issued": _("制发结果"),
    "case_fee_received": _("登记收费"),
    "case_fee_waived": _("减免收费"),
    "case_fee_refunded": _("登记退费"),
    "calendar_loaded": _("载入放假安排"),
    "outcome_issued": _("结果生效"),
    "outcome_deemed_renewed": _("到期未作决定，视为准予延续"),
    "outcome_suspended": _("结果暂停"),
    "outcome_restored": _("结果恢复"),
    "outcome_revoked": _("结果撤销"),
    "outcome_superseded": _("结果被替代"),
    "outcome_surrendered": _("结果注销"),
    "outcome_used": _("结果核验使用"),
    "duty_closed": _("核查承诺"),
    "opinion_template_kept": _("保存意见模板"),
    "opinion_template_removed": _("删除意见模板"),
    "procedures_demo_loaded": _("载入演示办件"),
}

NOTICES = {
    "case_to_do": NoticeKind(
        title=_("待办：%(title)s %(step)s"), body=_("%(number)s，%(applicant)s"), icon="inbox"
    ),
    "case_returned": NoticeKind(
        title=_("请补正：%(title)s"),
        body=_("%(number)s，共 %(defects)s 项，请在 %(within)s 内补正"),
        urgent=True,
        icon="arrow-back-up",
    ),
    "case_decided": NoticeKind(
        title=_("%(title)s：%(result)s"), body=_("编号 %(number)s"), urgent=True, icon="gavel"
    ),
    "case_extended": NoticeKind(
        title=_("办理期限延长：%(title)s"), body=_("%(number)s，延长 %(days)s 天：%(reason)s")
    ),
    "case_deemed_renewed": NoticeKind(
        title=_("视为准予延续：%(title)s"),
        body=_("%(number)s，%(applicant)s：有效期届满未作决定，依%(law)s视为准予延续"),
        urgent=True,
        icon="certificate",
    ),
    "case_stopped": NoticeKind(
        title=_("暂停计时：%(title)s"), body=_("%(number)s：%(reason)s")
    ),
    "case_due": NoticeKind(
        title=_("临近期限：%(title)s %(step)s"), body=_("%(number)s，应于 %(due)s 前办结"),
        icon="clock",
    ),
    "case_late": NoticeKind(
        title=_("逾期：%(title)s %(step)s"), body=_("%(number)s，应于 %(due)s 前办结"),
        urgent=True, icon="alert-triangle",
    ),
    "case_fee_due": NoticeKind(
        title=_("请缴费：%(title)s"), body=_("%(number)s，%(fees)s，缴清后接着办"),
        urgent=True, icon="coin",
    ),
    "case_fee_received": NoticeKind(
        title=_("已收到缴费：%(title)s"), body=_("%(number)s，%(fees)s，票据号 %(receipt)s"),
        icon="coin",
    ),
    "case_fee_waived": NoticeKind(
        title=_("已减免收费：%(title)s"), body=_("%(number)s，%(fees)s"), icon="coin"
    ),
    "case_fee_refunded": NoticeKind(
        title=_("已退费：%(title)s"), body=_("%(number)s，%(fees)s"), icon="coin"
    ),
    "outcome_changed": NoticeKind(
        title=_("%(name)s：%(state)s"), body=_("编号 %(number)s"), urgent=True, icon="certificate"
    ),
    "outcome_ending": NoticeKind(
        title=_("将到期：%(name)s"), body=_("编号 %(number)s，有效至 %(end)s"), icon="clock"
    ),
}  # fmt: skip
