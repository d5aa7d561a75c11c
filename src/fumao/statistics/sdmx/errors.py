"""A query the read interface refuses, with the status the standard gives it."""

from fumao.core.errors import CoreError


class QueryError(CoreError):
    """A query that is not answered: `status` is that of HTTP, `words` say what to mend.

    400 the query is not one of the standard, 404 there is no such flow or structure, 406 no such
    format, 422 the query is none for this data set, 501 a part of the standard that is left out.
    """

    def __init__(self, status: int, zh: str, en: str) -> None:
        super().__init__(f"sdmx_{status}", zh, en)
        self.status = status
