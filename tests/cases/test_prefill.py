"""What the register knows is filled in, but for what the form itself would refuse."""

from types import SimpleNamespace

import pytest

from fumao.apps.procedures.prefill import prefilled
from tests import shipped
from tests.cases.conftest import Publish


@pytest.mark.parametrize(("code", "known"), [("350203", True), ("350200-torch", False)])
def test_a_place_in_no_national_list_is_asked_for(
    town: SimpleNamespace, publish: Publish, code: str, known: bool
) -> None:
    """350203 is 思明区; a zone of a city has a local code only."""
    (written,) = [one for one in shipped.procedures() if one.procedure.key == "outsourcing-filing"]
    version = publish(written.text)
    town.firm.area.code = code
    data = prefilled(town.as_("reporter"), version, town.firm)
    assert data.get("district") == (code if known else None)
    assert data["enterprise_name"] == "甲市云桥软件有限公司"
