"""How the events of sharing are called."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "grant_given": _("授权数据共享"),
    "grant_revoked": _("撤销数据共享授权"),
    "exchange_taken": _("收到交换文件"),
    "exchange_read": _("读取交换文件"),
    "exchange_failed": _("交换文件未能读取"),
    "exchange_confirmed": _("确认数据交换"),
    "exchange_discarded": _("放弃交换文件"),
    "data_taken_away": _("取走共享数据"),
    "pair_decided": _("判定名称是否同一家企业"),
}
