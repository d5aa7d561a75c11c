"""How the events and the notices of surveys are called."""

from django.utils.translation import gettext_lazy as _

from fumao.apps.notices.service import NoticeKind

KINDS = {
    "survey_published": _("发布调查表"),
    "survey_marked": _("补上法定标识"),
    "period_opened": _("开放报告期"),
    "respondent_added": _("补入填报单位"),
    "report_filed": _("报送"),
    "report_approved": _("审核通过"),
    "report_returned": _("退回报表"),
    "report_reopened": _("退回已通过的报表"),
    "report_reminded": _("催报"),
    "bulk_taken": _("收到批量文件"),
    "bulk_filed": _("批量文件入库"),
    "bulk_failed": _("批量文件未能处理"),
    "items_noted": _("列出待查项"),
    "item_explained": _("说明待查项"),
    "item_accepted": _("接受说明"),
    "item_refused": _("不接受说明"),
    "key_enterprise_named": _("确定重点企业"),
    "key_enterprise_ended": _("退出重点企业"),
    "key_enterprise_assigned": _("指定联系人"),
    "visit_recorded": _("登记走访"),
    "ticket_raised": _("提出问题"),
    "ticket_answered": _("答复问题"),
    "ticket_closed": _("办结问题"),
}

NOTICES = {
    "report_open": NoticeKind(
        title=_("请报送：%(title)s %(period)s"),
        body=_("请于 %(due)s 前报送"),
        icon="clipboard-check",
    ),
    "report_reminded": NoticeKind(
        title=_("催报：%(title)s %(period)s"),
        body=_("已过报送期限 %(due)s，请于 %(until)s 前报送"),
        urgent=True,
        icon="bell",
    ),
    "report_returned": NoticeKind(
        title=_("请重报：%(title)s %(period)s"),
        body=_("请于 %(until)s 前重报：%(words)s"),
        urgent=True,
        icon="arrow-back-up",
    ),
    "report_accepted": NoticeKind(
        title=_("已通过：%(title)s %(period)s"), body=_("各级审核已通过"), icon="circle-check"
    ),
    "ticket_raised": NoticeKind(
        title=_("企业问题：%(title)s"), body=_("请于 %(due)s 前答复"), icon="message"
    ),
    "ticket_answered": NoticeKind(
        title=_("问题已答复：%(title)s"), body=_("请查看答复"), icon="messages"
    ),
}
