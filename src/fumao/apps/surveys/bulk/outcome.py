"""What a file came to: how many reports, and the rows that were left out with what is wrong."""

from dataclasses import dataclass
from pathlib import Path

from fumao.apps.surveys.bulk.copying import copy_rows, rows_for
from fumao.apps.surveys.bulk.verdicts import LEFT, UNCHANGED
from fumao.apps.surveys.models import BulkJob, BulkRow
from fumao.surveys.bulk.examine import Examination
from fumao.surveys.bulk.kept import json_text


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many reports were found, filed, unchanged and left out."""

    reports: int
    filed: int
    unchanged: int
    left: int


def outcome_of(found: Examination, filed: int) -> Outcome:
    """Return the counts; rows that were not taken up count as reports, by the one they name."""
    refused = "count(*)" if found.layout.table is None else "count(DISTINCT f.told)"
    row = found.connection.execute(
        f"SELECT (SELECT count(*) FROM reports), "
        f"(SELECT count(*) FROM reports WHERE verdict = '{UNCHANGED}'), "
        f"(SELECT count(*) FROM reports WHERE verdict = '{LEFT}'), "
        f"(SELECT {refused} FROM (SELECT DISTINCT n, zh AS told FROM refused) f)"
    ).fetchone()
    reports, unchanged, left, others = row or (0, 0, 0, 0)
    return Outcome(reports + others, filed, unchanged, left + others)


def keep_left(found: Examination, job: BulkJob, width: int, folder: Path) -> None:
    """Keep the rows left out, whole, so that they can be mended; inside the transaction.

    All rows of a report that is left out are kept, the one that is wrong with its problems.
    """
    run = found.connection.execute
    of_report = (
        "SELECT k AS n FROM reports WHERE verdict = 'left'" if found.layout.table is None
        else "SELECT x.n FROM kept x JOIN reports r USING (code) WHERE r.verdict = 'left'"
    )  # fmt: skip
    run(f"CREATE OR REPLACE TABLE out AS {of_report} UNION SELECT n FROM refused")
    one = (
        f"concat('{{\"key\":', {json_text('key')}, ',\"zh\":', {json_text('zh')}, ',\"en\":', "
        f"{json_text('en')}, '}}')"
    )
    run(
        "CREATE OR REPLACE TABLE problems AS SELECT n, "
        f"concat('[', string_agg({one}, ','), ']') AS told "
        "FROM (SELECT DISTINCT n, key, zh, en FROM (SELECT n, key, zh, en FROM faults UNION ALL "
        "SELECT n, key, zh, en FROM refused) ORDER BY n, key) GROUP BY n"
    )
    cells = ", ".join(json_text(f"coalesce(c{place}, '')") for place in range(width))
    columns = {
        "job_id": str(job.pk), "number": "o.n",
        "cells": f"concat('[', concat_ws(',', {cells}), ']')",
        "problems": "coalesce(p.told, '[]')",
    }  # fmt: skip
    source = "out o JOIN file USING (n) LEFT JOIN problems p ON p.n = o.n"
    copy_rows(found.connection, [rows_for(BulkRow, columns, source)], folder)
