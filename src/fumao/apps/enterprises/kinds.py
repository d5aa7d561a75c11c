"""How the events of enterprises are called in the log."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "enterprise_registered": _("登记企业"),
    "enterprise_renamed": _("企业更名"),
    "enterprise_moved": _("企业迁移"),
    "enterprise_merged": _("企业合并"),
    "enterprise_split": _("企业分立"),
    "enterprise_closed": _("企业注销"),
    "enterprise_reopened": _("恢复企业存续"),
    "fact_recorded": _("登记企业情况"),
    "fact_corrected": _("更正企业情况"),
    "rows_recorded": _("登记明细"),
    "rows_corrected": _("更正明细"),
    "contact_added": _("登记联系人"),
    "contact_ended": _("停用联系人"),
    "contact_revealed": _("查看联系方式"),
    "roll_taken": _("收到企业名册"),
    "roll_read": _("读完企业名册"),
    "roll_failed": _("未能读取企业名册"),
    "roll_row_decided": _("核对名册一行"),
    "roll_applied": _("企业名册入库"),
    "roll_discarded": _("放弃企业名册"),
    "enterprises_demo_loaded": _("载入演示企业"),
}
