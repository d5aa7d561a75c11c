"""What becomes of each report of a file: filed, filed one by one, unchanged, or left out."""

from collections.abc import Sequence
from datetime import date

from fumao.apps.surveys.bulk.opened import fill
from fumao.apps.surveys.register import MONTHLY
from fumao.core.errors import CoreError, Words
from fumao.surveys.bulk.cells import literal, quoted
from fumao.surveys.bulk.examine import Examination
from fumao.surveys.bulk.kept import data_sql
from fumao.surveys.review import FilingState, Review

FILE, SINGLY, UNCHANGED, LEFT = "file", "singly", "unchanged", "left"
LONGEST_EACH = 64
_OUTSIDE = Words(
    "企业所在地区不在本期的填报范围内", "the enterprise lies outside the period's areas"
)
_NO_DUTY = Words(
    "该企业不在本期的填报名单中：请联系本地商务部门补入",
    "the enterprise is not on the period's roster: ask the commerce office to add it",
)
_TOO_LONG = Words(
    f"编号最多 {LONGEST_EACH} 个字符", f"a number has at most {LONGEST_EACH} characters"
)
_HOLDS = Words(
    "这一份已填有明细，文件带不了明细：请在网页上填报",
    "it holds rows of a table that a file cannot carry: file it on its page",
)
_EXPLAIN = Words(
    "；数没有错的，在“情况说明”列写明原因", "; where it is right, explain it in the column"
)
_TWICE = ("本文件第 {} 行已有这一份", "row {} of this file is the same report")


def closed_words(review: Review) -> Words:
    """Return what is said of a report that is under review or accepted."""
    try:
        review.file(FilingState(phase="accepted"), 0, _NEVER)
    except CoreError as error:
        return error.words
    raise AssertionError("an accepted report may be filed")


def judge(found: Examination, review: Review) -> None:
    """Make the table `reports`, a row a report with its `verdict`; reasons go to `faults`.

    It has k, code, each, told, digest; of the filing there is: filing, phase, seq, events, head;
    area and park it stands in or would stand in, and the office in whose name it is filed.
    """
    run = found.connection.execute
    survey = found.form.survey
    figures = [one for one in found.form.fields if not one.is_table]
    each = f"coalesce(x.{quoted(survey.each)}, '')" if survey.each else "''"
    canonical = data_sql(found.layout, figures, canonical=True)
    run(
        f"CREATE TABLE reports AS SELECT c.k, c.code, {each} AS each, c.told, "
        "sha256(d.data) AS digest, "
        "f.enterprise, f.office, coalesce(s.area, f.area) AS area, f.park, f.unit, s.filing, "
        "s.phase, s.seq, s.digest AS last, s.said, coalesce(s.holds, FALSE) AS holds, s.events, "
        "s.head, (c.code, "
        f"{each}) IN (SELECT (code, each) FROM remembered) AS remembered, '' AS verdict "
        f"FROM cases c JOIN figures x USING (k) JOIN ({canonical}) d USING (k) "
        f"JOIN firms f ON f.code = c.code "
        f"LEFT JOIN standing s ON s.code = c.code AND s.each = {each}"
    )
    _refuse(found)
    _decide(found, closed_words(review))
    if found.layout.kind != "rows":
        _once_a_file(found)


def _refuse(found: Examination) -> None:
    """Add what keeps a report from being filed whatever it says, and what its checks found."""
    survey = found.form.survey
    key = survey.each or "code"
    open_ = "coalesce(phase, 'draft') IN ('draft', 'returned')"
    rules: list[tuple[str, Words, str]] = [(key, _HOLDS, f"holds AND {open_}")]
    if survey.each:
        rules.append((key, _TOO_LONG, f"length(each) > {LONGEST_EACH}"))
        rules.append(("code", _OUTSIDE, "filing IS NULL AND area NOT IN (SELECT area FROM route)"))
    else:
        rules.append(("code", _NO_DUTY, "filing IS NULL"))
    for place, words, condition in rules:
        _say(found, place, words, f"FROM reports WHERE {condition}")
    for check in survey.checks:
        cell = check.cells[0].rpartition(".")[2] if check.cells else check.key
        name = literal(check.key)
        if check.severity == "hard":
            _say(found, cell, check.words, f"FROM found WHERE name = {name}")
        elif check.severity == "soft":
            words = Words(check.words.zh + _EXPLAIN.zh, check.words.en + _EXPLAIN.en)
            unexplained = "FROM found JOIN reports USING (k) WHERE told IS NULL AND NOT remembered"
            _say(found, cell, words, f"{unexplained} AND name = {name}")


def _say(found: Examination, key: str, words: Words, where: str) -> None:
    found.connection.execute(f"INSERT INTO faults SELECT k, ?, ?, ?, k {where}", [key, *words])


_NEVER = date.min


def _decide(found: Examination, closed: Words) -> None:
    run = found.connection.execute
    compared = found.form.survey.key == MONTHLY  # with the register, report by report
    same = "digest = last"
    run(
        "UPDATE reports SET verdict = CASE "
        f"WHEN phase IN ('in_review', 'accepted') THEN CASE WHEN {same} THEN '{UNCHANGED}' "
        f"ELSE 'closed' END "
        f"WHEN phase = 'returned' AND {same} AND (told IS NULL OR told = said) THEN '{UNCHANGED}' "
        f"WHEN k IN (SELECT k FROM faults) THEN '{LEFT}' "
        f"WHEN phase = 'returned' OR remembered OR {compared} THEN '{SINGLY}' ELSE '{FILE}' END"
    )
    # A report that cannot be filed now says that alone: its cells are not to be mended.
    run("DELETE FROM faults WHERE k IN (SELECT k FROM reports WHERE verdict = 'closed')")
    run(f"DELETE FROM faults WHERE k IN (SELECT k FROM reports WHERE verdict = '{UNCHANGED}')")
    key = found.form.survey.each or "code"
    _say(found, key, closed, "FROM reports WHERE verdict = 'closed'")
    run(f"UPDATE reports SET verdict = '{LEFT}' WHERE verdict = 'closed'")


def _once_a_file(found: Examination) -> None:
    """Of rows that are the same report the first that can be filed is."""
    run = found.connection.execute
    run(
        "CREATE TABLE again AS SELECT k, digest, first_value(k) OVER w AS first, "
        "first_value(digest) OVER w AS told FROM reports "
        f"WHERE verdict IN ('{FILE}', '{SINGLY}') WINDOW w AS (PARTITION BY code, each ORDER BY k)"
    )
    run("DELETE FROM again WHERE k = first")
    run(
        f"UPDATE reports SET verdict = CASE WHEN a.digest = a.told THEN '{UNCHANGED}' "
        f"ELSE '{LEFT}' END FROM again a WHERE a.k = reports.k"
    )
    key = found.form.survey.each or "code"
    zh, en = (literal(words).replace("{}", "', first, '") for words in _TWICE)
    run(
        f"INSERT INTO faults SELECT k, {literal(key)}, concat({zh}), concat({en}), k FROM again "
        "WHERE digest <> told"
    )


def leave(found: Examination, problems: Sequence[tuple[int, int, str, str, str]]) -> None:
    """Leave reports out for what was found later: key k, the row, the column, the words."""
    fill(found.connection, "faults", [(n, key, zh, en, k) for k, n, key, zh, en in problems])
    keys = sorted({k for k, *_rest in problems})
    found.connection.execute(
        f"UPDATE reports SET verdict = '{LEFT}' WHERE k IN (SELECT unnest(?::BIGINT[]))", [keys]
    )
