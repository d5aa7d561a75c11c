"""What ties a workbook to its report: signed, so that another's or an altered one is told."""

import json
from dataclasses import asdict, dataclass

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.models import Filing

SHEET = "_fumao"  # hidden; its first cell holds the signed identity
_SIGNER = Signer(salt="surveys.template")


@dataclass(frozen=True, slots=True)
class Identity:
    """The report a workbook is for: the form and its version, the respondent, the period."""

    filing: int
    survey: str
    version: str
    respondent: str
    period: str

    @property
    def signed(self) -> str:
        """Return it as text with its checksum."""
        return _SIGNER.sign(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True))

    @property
    def number(self) -> str:
        """Return the number printed on the workbook: enough to tell two files apart."""
        return f"{self.survey}-{self.version}-{self.period}-{self.filing}"


def identity_of(filing: Filing) -> Identity:
    """Return the identity of a report's workbook."""
    version = filing.period.survey
    respondent = filing.enterprise.code if filing.enterprise else str(filing.department_id)
    return Identity(filing.pk, version.key, version.version, respondent, filing.period.code)


def require_same(signed: str, filing: Filing) -> None:
    """Refuse a workbook that was issued for another report, or whose identity was altered.

    Raises ValidationError that says which: form, respondent, period or version.
    """
    try:
        told = Identity(**json.loads(_SIGNER.unsign(signed)))
    except (BadSignature, ValueError, TypeError) as error:
        raise refusal(
            "file", _("这不是本系统下发的模板，或模板标识被改动过；请重新下载模板。")
        ) from error
    own = identity_of(filing)
    if told.survey != own.survey:
        raise refusal("file", _("这是另一张表（%(form)s）的模板。"), form=told.survey)
    if told.respondent != own.respondent:
        raise refusal("file", _("这是另一家单位（%(code)s）的模板。"), code=told.respondent)
    if told.period != own.period:
        raise refusal(
            "file",
            _("这是 %(told)s 的模板，现在填报的是 %(own)s。"),
            told=told.period,
            own=own.period,
        )
    if told.version != own.version:
        raise refusal(
            "file",
            _("模板版本是 %(told)s，现行版本是 %(own)s；请重新下载模板。"),
            told=told.version,
            own=own.version,
        )
    if told.filing != own.filing:
        raise refusal("file", _("这是另一份报表的模板；请重新下载模板。"))
