"""Evidence as pictures: drawn in a child process within limits, kept by hash, through policy."""

import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from fumao.apps.files import previews
from fumao.apps.files.models import Attachment
from fumao.apps.files.queries import OpenedFile, open_file
from fumao.apps.orgs.models import Person
from fumao.apps.plans.actions.report_progress import report_progress
from fumao.apps.plans.models import Progress
from fumao.core.errors import CoreError
from tests import factories
from tests.plans.city import City


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Keep files and previews in a folder of the test."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.PREVIEWS_ROOT = tmp_path / "previews"
    return tmp_path


def pdf(*sizes: tuple[float, float]) -> bytes:
    """A PDF with blank pages of these sizes, in points."""
    document = pdfium.PdfDocument.new()
    for width, height in sizes:
        document.new_page(width, height)
    buffer = BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def picture(width: int, height: int) -> bytes:
    """A red PNG."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), "red").save(buffer, "PNG")
    return buffer.getvalue()


def opened(folder: Path, body: bytes, media: str = "pdf") -> OpenedFile:
    """A file as policy would hand it over."""
    path = folder / "file"
    path.write_bytes(body)
    return OpenedFile(path, f"a.{media}", "", True, f"{hash(body) & 0xFFFFFFFF:064x}", 1, media)


def refused(one: OpenedFile, page: int = 1, **limits: Any) -> str:
    """The code with which a page is refused."""
    with pytest.raises(CoreError) as error:
        previews.preview(one, page, **limits)
    assert error.value.message("zh")
    assert error.value.message("en")
    return error.value.code


def test_pages_are_drawn_at_one_width(folder: Path) -> None:
    one = opened(folder, pdf((595, 842), (842, 595)))
    upright, lying = previews.preview(one, 1), previews.preview(one, 2)
    assert (upright.pages, upright.width, upright.height) == (2, 1200, 1699)  # 1200 × 842 / 595
    assert (lying.width, lying.height) == (1200, 848)
    with Image.open(upright.path) as drawn:
        assert drawn.size == (1200, 1699)
    assert stat.S_IMODE(upright.path.stat().st_mode) == 0o600


def test_a_page_as_a_ribbon_stays_small(folder: Path) -> None:
    found = previews.preview(opened(folder, pdf((10, 14000))), 1)
    assert (found.width, found.height) == (3, 3600)  # three widths high, and no more


def test_a_page_is_drawn_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = opened(folder, pdf((100, 100)))
    first = previews.preview(one, 1)
    monkeypatch.setattr(previews, "_draw", lambda *_: pytest.fail("drawn again"))
    assert previews.preview(one, 1) == first
    assert previews.is_drawn(one, 1)
    assert not previews.is_drawn(one, 2)


def test_pictures_are_shown_smaller(folder: Path) -> None:
    found = previews.preview(opened(folder, picture(2400, 600), "png"), 1)
    assert (found.pages, found.width, found.height) == (1, 1200, 300)


def test_what_cannot_be_shown_says_why(folder: Path) -> None:
    assert refused(opened(folder, b"%PDF-1.7 nonsense")) == "preview_damaged"
    assert refused(opened(folder, b"\x89PNG\r\n\x1a\nnonsense", "png")) == "preview_damaged"
    assert refused(opened(folder, b"PK", "docx")) == "preview_media"
    one = opened(folder, pdf((100, 100)))
    for page in (0, 2, 501):
        assert refused(one, page) == "preview_no_such_page"


def test_limits_end_the_child(folder: Path) -> None:
    one = opened(folder, picture(7000, 8000), "png")  # 56 million pixels of 3 bytes are 168 MB
    assert refused(one, seconds=0.001) == "preview_failed"
    assert refused(one, memory=128 * 1024**2) == "preview_too_large"
    other = opened(folder, picture(7000, 7999), "png")
    assert previews.preview(other, 1).width == 1200


def test_a_picture_that_unpacks_to_too_much_is_refused(folder: Path) -> None:
    bomb = picture(9000, 9000)  # 81 million pixels
    assert len(bomb) < 1_000_000
    assert refused(opened(folder, bomb, "png")) == "preview_too_large"


def test_the_viewer_is_for_those_who_see_the_file(city: City, settings: Any) -> None:
    settings.TODAY = factories.DAY
    file = SimpleUploadedFile("方案.pdf", pdf((200, 100), (200, 100)))
    report_progress(
        city.lead, city.task(), kind=Progress.Kind.PROGRESS, text="推进中", files=[file]
    )
    pk = Attachment.objects.get().pk
    view, image = reverse("attachment-view", args=[pk]), reverse("attachment-page", args=[pk, 1])
    client = Client()
    assert city.office.person is not None
    client.force_login(Person.objects.get(pk=city.office.person.pk))
    page = client.get(view).content.decode()
    assert "第 1 页，共 2 页" in page
    assert f'src="{image}"' in page
    assert 'data-key="arrowright"' in page
    part = client.get(view, {"page": "2"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'data-key="arrowleft"' in part
    reply = client.get(image)
    assert reply.headers["Content-Type"] == "image/png"
    assert reply.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(reply.streaming_content).startswith(b"\x89PNG")
    assert client.get(reverse("attachment-page", args=[pk, 3])).status_code == 404
    assert "没有这一页" in client.get(view, {"page": "3"}).content.decode()
    elsewhere = factories.make_city("江口市")
    stranger = factories.make_person("office", factories.make_department("商务局", elsewhere))
    other = Client()
    other.force_login(stranger)
    for address in (view, image):
        assert other.get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert open_file(city.office, pk).media == "pdf"
