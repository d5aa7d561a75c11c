"""Reports of a file that are filed one by one: again after a return, or with what is remembered."""

import json
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import override

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.surveys.actions.begin_filing import begin_filing
from fumao.apps.surveys.actions.file_report import Channel, file_report
from fumao.apps.surveys.bulk.storing import Storing
from fumao.apps.surveys.bulk.verdicts import SINGLY, leave
from fumao.apps.surveys.refusals import ReportRefusedError
from fumao.core.errors import Words
from fumao.surveys.bulk.kept import data_sql

type Row = tuple[int, int | None, int, str, str | None, str]


def file_singly(one: Storing) -> int:
    """File them in the caller's transaction and return how many; a refused one is left out."""
    figures = [field for field in one.found.form.fields if not field.is_table]
    data = data_sql(one.found.layout, figures, canonical=False)
    rows: list[Row] = one.found.connection.execute(
        f"SELECT r.k, r.filing, r.enterprise, r.each, r.told, d.data FROM reports r "
        f"JOIN ({data}) d USING (k) WHERE r.verdict = '{SINGLY}' ORDER BY r.k"
    ).fetchall()
    problems = []
    for row in rows:
        try:
            with transaction.atomic():
                _file(one, row)
        except ValidationError as refused:
            told = [(key, words) for key, words in _said(one, row, refused)]
            problems += [(row[0], row[0], key, *words) for key, words in told]
    if problems:
        leave(one.found, problems)
    return len(rows) - len({k for k, *_rest in problems})


def _file(one: Storing, row: Row) -> None:
    _k, filing, enterprise, each, told, data = row
    if filing is None:
        firm = Enterprise.objects.select_related("area", "current").get(pk=enterprise)
        filing = begin_filing(one.actor, one.period, firm, each).pk
    checks = one.found.form.survey.checks
    explained: Mapping[str, str] = (
        {check.key: told for check in checks if check.severity == "soft"} if told else {}
    )
    file_report(one.actor, filing, json.loads(data), explained, channel=Channel.BULK)


def _said(one: Storing, row: Row, refused: ValidationError) -> Iterator[tuple[str, Words]]:
    if isinstance(refused, ReportRefusedError):
        examined = refused.examined
        for fault in (*examined.faults, *refused.also):
            yield fault.key.rpartition(".")[2], fault.words
        for finding in examined.findings:
            check = finding.check
            if check.severity == "hard" or check.key in examined.unexplained:
                cell = check.cells[0] if check.cells else check.key
                yield cell.rpartition(".")[2], check.words
        return
    english = refused.messages[0]
    with override("en"):
        try:
            with transaction.atomic():
                _file(one, row)
        except ValidationError as again:
            english = again.messages[0]
    yield one.found.form.survey.each or "code", Words(refused.messages[0], english)
