"""批量导入: a file of many reports is kept, and its reading queued; what is taken is not lost."""

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.files.service import keep_file
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.actions.read_bulk import read_bulk
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.bulk.candidates import candidates
from fumao.apps.surveys.models import BulkJob, ReportingPeriod
from fumao.surveys.bulk.layout import layout_of

MEDIA = frozenset({".xlsx", ".csv"})


def take_bulk(actor: Actor, period: ReportingPeriod, file: File[Any]) -> BulkJob:
    """Keep a file of reports of a period and queue its reading, in one transaction.

    Raises PermissionDenied where the actor may file nothing of it, and ValidationError where the
    survey takes no files, the period is not open, or the file is refused.
    """
    if layout_of(loaded(period.survey).survey) is None:
        raise refusal("period", _("该表不能用文件批量报送，请在“我的报表”中填报。"))
    if actor.today < period.opens_on:
        raise refusal("period", _("尚未开放：%(day)s 起可以报送。"), day=period.opens_on)
    with transaction.atomic():
        firms = candidates(actor, period)
        if not firms or actor.person is None:
            raise PermissionDenied(REFUSALS[Action.FILE_REPORT])
        if PurePosixPath(file.name or "").suffix.lower() not in MEDIA:
            raise refusal("file", _("请上传 XLSX 或 CSV 文件；XLS、ET 请先另存为 XLSX。"))
        office = firms[0].office
        kept = keep_file(actor, file, "bulk:new", period.area_id, office)
        job = BulkJob.objects.create(
            period=period, attachment=kept, by=actor.person, department_id=office,
            on=actor.today, taken_at=timezone.now(),
        )  # fmt: skip
        job.units.set({one.firm.unit_id for one in firms if one.firm.unit_id})
        kept.stream = job.stream
        kept.save(update_fields=["stream"])
        record(
            job.stream, "bulk_taken", actor=actor, area=period.area_id, department=office,
            data={"sha256": kept.file.sha256, "survey": period.key, "period": period.code},
        )  # fmt: skip
        read_bulk.enqueue(job.pk)
    return job
