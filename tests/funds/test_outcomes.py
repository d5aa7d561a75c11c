"""What the feedback page says of the claims under a rule, counted by hand."""

from types import SimpleNamespace

import pytest

from fumao.apps.funds.actions.approve_claim import approve_claim
from fumao.apps.funds.actions.assess_claim import assess_claim
from fumao.apps.funds.actions.refuse_claim import refuse_claim
from fumao.apps.grants.outcomes import Outcome, outcomes
from tests.funds.conftest import submitted

pytestmark = pytest.mark.django_db
RULES = ("ex_certificate", "ex_fair")


def test_outcomes_of_a_rule(town: SimpleNamespace) -> None:
    approve_claim(town.leader, assess_claim(town.office, submitted(town, 20_000)))
    for basis in ("不在期间内", "不在期间内", "发票无效"):
        refuse_claim(town.office, submitted(town, 10_000), "ex_certificate", basis)
    submitted(town, 10_000)
    found = outcomes(town.office, town.area, RULES)
    # Nobody called for fairs; all decisions were made on the day of the submission.
    assert found == {
        "ex_certificate": Outcome(5, 1, 10_000, 0, 0, 3, ("不在期间内", "发票无效"), 0)
    }
    assert outcomes(town.stranger, town.area, RULES) == {}
    assert outcomes(town.office, town.other, RULES) == {}
