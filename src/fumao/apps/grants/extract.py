"""The register as files for `fumao rules run`: one row an enterprise, and the rows of child tables.

For whoever works on the server: no actor is asked, every active enterprise is written. What was
given for statistics is not (统计法 art. 28).
"""

import json
from datetime import date
from pathlib import Path

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.service import columns_of
from fumao.apps.grants.firms import ASKED_ON, Firms, firms_in
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Area
from fumao.core.errors import CoreError
from fumao.rules.batch.intake import Files
from fumao.rules.batch.session import Session, literal, quoted

KEY = "统一社会信用代码"


def extract_register(folder: Path, area: str | None, on: date | None) -> tuple[date, Files]:
    """Write the facts that hold on a day (the business date where None) into a folder.

    Return the day with the files; raises CoreError for an unknown area, or no enterprise in it.
    """
    day = on or today()
    found = None if area is None else Area.objects.filter(code=area).first()
    if area is not None and found is None:
        raise CoreError(
            "no_area", f"没有代码为“{area}”的地区。", f"There is no area of the code “{area}”."
        )
    active = Enterprise.objects.filter(status=Enterprise.Status.ACTIVE)
    if found is not None:
        active = active.filter(area__path__startswith=found.path)
    firms = firms_in(columns_of(active, day, today()))
    if not len(firms):
        raise CoreError(
            "no_enterprises",
            "这里还没有登记存续的企业。",
            "There is no active enterprise on record here.",
        )
    return day, _write(firms, folder)


def _write(firms: Firms, folder: Path) -> Files:
    """Write the texts of the facts; a column of a child table's name says whose rows are told."""
    columns = firms.columns
    told = [columns.values(place) for place in range(len(firms))]
    names = sorted({name for facts in told for name in facts} | {ASKED_ON})
    tables = sorted({name for held in firms.tables.values() for name in held})
    rows: list[dict[str, str]] = []
    for code, facts in zip(columns.codes, told, strict=True):
        own = firms.tables.get(code, {})
        # as in the screening: who has not said when it applied is taken to apply on the day
        values = {ASKED_ON: columns.day.isoformat()} | facts
        marks = {name: "true" if name in own else "false" for name in tables}
        rows.append({KEY: code, "企业名称": columns.names[len(rows)]} | values | marks)
    stem = f"register-{columns.day.isoformat()}"
    with Session() as session:
        main = folder / f"{stem}.parquet"
        _parquet(session, rows, [KEY, "企业名称", *names, *tables], main)
        children = {}
        for name in tables:
            lines = [
                {KEY: code} | row
                for code, held in sorted(firms.tables.items()) for row in held.get(name, ())
            ]  # fmt: skip
            fields = sorted({field for line in lines for field in line} - {KEY})
            children[name] = folder / f"{stem}-{name}.parquet"
            _parquet(session, lines, [KEY, *fields], children[name])
    return Files(main, KEY, children)


def _parquet(session: Session, rows: list[dict[str, str]], names: list[str], path: Path) -> None:
    """Write rows as columns of texts: exact, whatever their digits; an absent one is NULL."""
    form = json.dumps(dict.fromkeys(names, "VARCHAR"), ensure_ascii=False)
    listed = ", ".join(quoted(name) for name in names)
    session.connection.execute(
        f"COPY (SELECT {listed} FROM (SELECT unnest(json_transform(told, {literal(form)}))"  # noqa: S608
        f" FROM (SELECT unnest(CAST(? AS VARCHAR[])) AS told))) TO {literal(path)}"
        " (FORMAT parquet)",
        [[json.dumps(row, ensure_ascii=False) for row in rows]],
    )
