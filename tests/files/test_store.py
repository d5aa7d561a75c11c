"""Files are kept once, outside the web root, and seen only through policy."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from fumao.apps.files.models import Attachment, StoredFile
from fumao.apps.files.queries import open_file
from fumao.apps.files.service import keep_file, path_of
from fumao.apps.plans.actions.report_progress import report_progress
from fumao.apps.plans.models import Progress
from tests import factories
from tests.plans.city import City, evidence


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Keep files in a folder of the test."""
    settings.FILES_ROOT = tmp_path
    return tmp_path


def files_below(folder: Path) -> list[Path]:
    """All files kept."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_same_bytes_are_kept_once_under_a_random_name(city: City, folder: Path) -> None:
    one = keep_file(city.office, evidence("同样", "甲.txt"), "task:a", city.area.pk)
    two = keep_file(city.office, evidence("同样", "乙.txt"), "task:b", city.area.pk)
    assert one.file == two.file
    assert (one.name, two.name) == ("甲.txt", "乙.txt")
    kept = files_below(folder)
    assert [path.read_bytes() for path in kept] == ["同样".encode()]
    assert kept == [path_of(one.file)]
    assert one.file.sha256 not in str(kept[0])
    assert kept[0].stat().st_mode & 0o077 == 0


def test_a_refused_file_leaves_nothing(city: City, folder: Path) -> None:
    with pytest.raises(ValidationError) as error:
        keep_file(city.office, SimpleUploadedFile("a.exe", b"MZ"), "task:a", city.area.pk)
    assert error.value.code == "unknown_type"
    assert files_below(folder) == []
    assert not StoredFile.objects.exists()


def test_evidence_is_served_to_those_who_see_the_work_and_to_nobody_else(city: City) -> None:
    task = city.task()
    report_progress(city.lead, task, kind=Progress.Kind.PROGRESS, text="推进中", files=[evidence()])
    attachment = Attachment.objects.get()
    for actor in (city.lead, city.other, city.checker, city.office):
        opened = open_file(actor, attachment.pk)
        assert opened.path.read_bytes() == "会议纪要".encode()
        assert (opened.content_type, opened.inline) == ("application/octet-stream", False)
    elsewhere = factories.make_city("江口市")
    stranger = factories.actor_as("office", factories.make_department("市商务局", elsewhere))
    for nobody in (stranger, factories.actor(None)):
        with pytest.raises(Http404):
            open_file(nobody, attachment.pk)
