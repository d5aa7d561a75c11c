"""Rules over whole files: read, check, compute, write; a bad row is set aside, none is lost.

with Session() as session:
    request = Request(Files(Path("firms.csv"), key="统一社会信用代码"))
    done = run_file(session, library, date(2016, 10, 14), request, Path("out.parquet"))
"""

from fumao.rules.batch.intake import Files
from fumao.rules.batch.run import Done, Request, run_file
from fumao.rules.batch.session import Session

__all__ = ["Done", "Files", "Request", "Session", "run_file"]
