"""A filing taken in hand to be filed: all that is needed to decide, in one query on PostgreSQL."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from fumao.apps.audit.service import head_of
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.policy.surveys import is_own
from fumao.apps.orgs.prepared import rows_of
from fumao.apps.surveys.models import Filing, FilingVersion, ReportingPeriod, SurveyVersion


@dataclass(frozen=True, slots=True)
class InHand:
    """A filing with its period, survey and respondent; the end of its chain of events; what was
    filed before with the same key, whichever filing's."""

    row: Filing
    head: tuple[int, str]
    known: FilingVersion | None = None


def locked(actor: Actor, filing: int) -> Filing:
    """Return a filing kept from others until the transaction ends; raises Filing.DoesNotExist."""
    rows = Filing.objects.select_for_update(of=("self",)).select_related(
        "period__survey", "enterprise__area", "enterprise__current", "area", "version"
    )
    return visible_to(actor, rows).get(pk=filing)


def take_in_hand(actor: Actor, filing: int, key: str | None) -> InHand:
    """Return a filing the actor sees; raises Filing.DoesNotExist.

    SQLite keeps it from others in the caller's transaction. PostgreSQL does not: what is written
    has to name the `seq` of the filing it was decided on (writing.py).
    """
    if connection.vendor != "postgresql":
        row = locked(actor, filing)
        known = FilingVersion.objects.filter(key=key).first() if key is not None else None
        return InHand(row, head_of(row.stream), known)
    found = _read(filing, key)
    if not is_own(actor, found.row):  # what is of others is seen by more rules than one
        visible_to(actor, Filing.objects.all()).get(pk=filing)
    return found


class _Part:
    """The columns of one model in a statement, and its object made of them."""

    def __init__(self, alias: str, model: type[Model], *only: str) -> None:
        fields = [
            field for field in model._meta.concrete_fields
            if not only or field.name in only
        ]  # fmt: skip
        self.model = model
        self.names = [field.attname for field in fields]
        self.json = [n for n, f in enumerate(fields) if f.get_internal_type() == "JSONField"]
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in fields)

    def made(self, values: Sequence[Any]) -> Any:
        """Return the object; None where the key is null."""
        if values[0] is None:
            return None
        told = list(values)
        for place in self.json:
            told[place] = None if told[place] is None else json.loads(told[place])
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, told)


_PARTS = (
    _Part("filing", Filing),
    _Part("period", ReportingPeriod, "id", "survey", "key", "code", "starts", "opens_on"),
    # Not its text: it is read once a process (book.py).
    _Part("survey", SurveyVersion, "id", "key", "period", "digest"),
    _Part("area", Area, "id", "code", "path"),
    _Part("firm", Enterprise, "id", "code", "kind", "status", "unit", "area"),
    _Part("place", Area, "id", "code", "path"),
    _Part("known", FilingVersion),
)
_SQL = f"""
SELECT head.seq, head.digest, {", ".join(part.sql for part in _PARTS)}
FROM surveys_filing filing
JOIN surveys_reportingperiod period ON period.id = filing.period_id
JOIN surveys_surveyversion survey ON survey.id = period.survey_id
JOIN orgs_area area ON area.id = filing.area_id
LEFT JOIN enterprises_enterprise firm ON firm.id = filing.enterprise_id
LEFT JOIN orgs_area place ON place.id = firm.area_id
LEFT JOIN surveys_filingversion known ON known.key = %s
LEFT JOIN LATERAL (
    SELECT seq, digest FROM audit_event WHERE stream = 'report:' || filing.id
    ORDER BY seq DESC LIMIT 1
) head ON true
WHERE filing.id = %s
"""  # noqa: S608 - names of our own columns


def _read(filing: int, key: str | None) -> InHand:
    rows = rows_of(_SQL, [key, filing])
    if not rows:
        raise Filing.DoesNotExist
    seq, digest, *values = rows[0]
    made, start = [], 0
    for part in _PARTS:
        end = start + len(part.names)
        made.append(part.made(values[start:end]))
        start = end
    row, period, survey, area, firm, place, known = made
    row.period, period.survey, row.area, row.enterprise = period, survey, area, firm
    if firm is not None:
        firm.area = place
    return InHand(row, (seq or 0, digest or ""), known)
