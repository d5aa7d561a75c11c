"""What an action refuses, in words; the interface shows them, the API answers 422 with the code."""

from django.utils.translation import gettext_lazy as _

NOT_OPEN = _("任务 %(task)s 已销号或已撤下，不能再办理；请查看任务经过。")
EMPTY_TEXT = _("内容为空，请写明情况。")
ALREADY_DECIDED = _("这一项已经办理过，请刷新页面查看结果。")
