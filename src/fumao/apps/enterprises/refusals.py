"""What an action on enterprises refuses, in words."""

from django.utils.translation import gettext_lazy as _

NOT_ACTIVE = _("“%(name)s”已不存续，不能再办理；如系误登，请先恢复存续。")
FUTURE = _("日期不能晚于今天（%(today)s）。")
