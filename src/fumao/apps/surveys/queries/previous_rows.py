"""The rows that a respondent filed for the period before, to look at and to copy from."""

from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.models import Filing, FilingVersion
from fumao.surveys.definitions import Survey


def previous_rows(survey: Survey, filing: Filing) -> dict[str, list[dict[str, object]]]:
    """Return the rows of each table as they were filed last for the period before; none where
    nothing was.
    """
    before = period_of(filing.period).previous()
    version = (
        FilingVersion.objects.filter(
            filing__enterprise=filing.enterprise_id,
            filing__department=filing.department_id,
            filing__each=filing.each,
            filing__period__key=filing.period.key,
            filing__period__starts=before.start,
        )
        .order_by("-round")
        .first()
    )
    data = version.data if version is not None else {}
    return {one.key: data.get(one.key) or [] for one in survey.form if one.is_table}
