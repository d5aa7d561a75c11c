"""A trainee's certificate, looked up by its two numbers, as an employer does it."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visit

# The demo's training bodies have told of no certificate yet: one yearly check that was passed.
TOLD = """
import django
django.setup()
from uuid import uuid4
from fumao.apps.orgs.clock import today
from fumao.apps.procedures.models import Case, Outcome
title = Outcome.objects.filter(procedure="training-institution", state="active").first()
day = title.valid_from.isoformat()
data = {
    "cohorts": [{"number": "1", "course": "软件测试"}],
    "trainees": [{"certificate": "WZ-0001", "name": "张*", "cohort": "1", "score": "88.5",
                  "given": day, "employer": "录用公司"}],
}
Case.objects.create(
    procedure=title.case.procedure, variant="recheck", enterprise=title.enterprise,
    area=title.area, owner=title.office, outcome=title, submission_key=uuid4(), data=data,
    data_hash="", phase="granted", submitted_on=today(), closed_on=today(),
)
print(title.number)
"""


@pytest.fixture(scope="module")
def title(site: Site) -> str:
    """The number of a training body's title."""
    command = [sys.executable, "-c", TOLD]
    done = subprocess.run(command, env=site.environment, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


def test_from_the_verification_page_without_scripts(plain: Visit, title: str) -> None:
    page = plain.open("/verify/")
    page.get_by_role("link", name="核验结业证书").click()
    page.get_by_label("培训机构认定证书编号").fill(title)
    page.get_by_label("结业证书编号").fill("WZ-0001")
    page.keyboard.press("Enter")
    expect(page.locator(".note-box.good")).to_contain_text("机构报送过这张证书")
    expect(page.locator("dl.facts")).to_contain_text("软件测试")
    for kept in ("张*", "88.5", "录用公司"):
        assert kept not in page.content()
    page.get_by_label("培训机构认定证书编号").fill(title)
    page.get_by_label("结业证书编号").fill("WZ-0002")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有查到")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_answer_is_in_order_on_screen_and_phone(
    visit: Visit, phone: Visit, title: str, language: str
) -> None:
    for window, theme in ((visit, "light"), (phone, "dark")):
        window.set(django_language=language, theme=theme)
        for asked in ("", f"?n={title}&c=WZ-0001", f"?n={title}&c=WZ-0002", f"?n={title}"):
            window.open(f"/verify/certificate/{asked}")
            assert window.serious() == []
            assert window.sideways() <= 0
