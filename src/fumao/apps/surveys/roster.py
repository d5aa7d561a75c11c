"""Who has to report: enterprises by what the register says, or the district offices of a city."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.models import Area, Department
from fumao.apps.orgs.service import districts, office_of
from fumao.apps.surveys.about import about_enterprise
from fumao.surveys.examine import SurveyForm


@dataclass(frozen=True, slots=True)
class Respondent:
    """One line of a roster: the enterprise or the department, and where it stands."""

    area: Area
    enterprise: Enterprise | None = None
    department: Department | None = None

    @property
    def code(self) -> str:
        """Return the credit code, or the key of the department."""
        if self.enterprise is not None:
            return self.enterprise.code
        return self.department.key if self.department is not None else ""

    @property
    def unit(self) -> int | None:
        """Return the unit whose people file."""
        if self.enterprise is not None:
            return self.enterprise.unit_id
        return self.department.pk if self.department is not None else None


def roster(form: SurveyForm, area: Area, day: date) -> Iterator[Respondent]:
    """Yield who has to report in an area by what is known on a day.

    A register with several filings a respondent (`each`) has no roster: they come as they arise.
    """
    if form.survey.each:
        return
    if form.survey.respondent == "district":
        yield from _districts(area, day)
        return
    firms = Enterprise.objects.filter(area__path__startswith=area.path)
    for firm in firms.select_related("area", "current").order_by("code"):
        if form.reports(about_enterprise(form, firm), day) is True:  # a blank is no duty
            yield Respondent(firm.area, enterprise=firm)


def _districts(city: Area, day: date) -> Iterator[Respondent]:
    for area in districts(city, day).order_by("path"):
        office = office_of("commerce", area, "district", day)
        if office is not None:
            yield Respondent(area, department=office)
