"""The register as a spreadsheet; every cell is a text, none a formula. Contacts are not in it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from fumao.apps.enterprises.models import Enterprise
from fumao.core.sheet import sheet


def register_xlsx(rows: Iterable[Enterprise], *, english: bool) -> bytes:
    """Return enterprises as a spreadsheet whose heads an import understands."""
    heads = [
        _("统一社会信用代码"), _("企业名称"), _("英文名称"), _("地区代码"), _("地区"),
        _("园区"), _("行业代码"), _("企业类型"), _("成立日期"), _("状态"), _("终止日期"),
    ]  # fmt: skip
    return sheet(_("企业名录"), heads, (_cells(row, english) for row in rows))


def _cells(row: Enterprise, english: bool) -> list[str]:
    park = row.park
    return [
        row.code,
        row.name,
        row.name_en,
        row.area.code,
        (english and row.area.name_en) or row.area.name,
        ((english and park.name_en) or park.name) if park else "",
        row.industry,
        str(row.get_kind_display()),
        row.founded_on.isoformat() if row.founded_on else "",
        str(row.get_status_display()),
        row.ended_on.isoformat() if row.ended_on else "",
    ]
