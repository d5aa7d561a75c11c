"""The marks of a form (统计法 art. 17): those of its pack, and those that an office has given."""

from dataclasses import replace
from datetime import date

from fumao.apps.orgs.models import Area
from fumao.apps.surveys.models import GivenMarks
from fumao.core.errors import Words
from fumao.surveys.definitions import Marks, Survey


def marked(survey: Survey, area: Area) -> Survey:
    """Return the survey with the marks that the area's office has given, where it lacks any."""
    if survey.marks is None or not survey.marks.missing:
        return survey
    given = GivenMarks.objects.filter(key=survey.key, area=area).first()
    if given is None:
        return survey
    return survey.marked(
        replace(
            survey.marks,
            approval=given.approval,
            valid_from=given.valid_from,
            valid_to=given.valid_to,
        )
    )


def told_marks(marks: Marks | None) -> dict[str, str] | None:
    """Return marks as a period keeps them."""
    if marks is None or marks.valid_from is None or marks.valid_to is None:
        return None
    return {
        "table": marks.table,
        "authority": marks.authority.zh,
        "authority_en": marks.authority.en,
        "approval": marks.approval,
        "valid_from": marks.valid_from.isoformat(),
        "valid_to": marks.valid_to.isoformat(),
    }


def marks_of(told: dict[str, str] | None) -> Marks | None:
    """Return the marks that a period keeps; None for a register, which has none."""
    if told is None:
        return None
    return Marks(
        told["table"],
        Words(told["authority"], told["authority_en"]),
        told["approval"],
        date.fromisoformat(told["valid_from"]),
        date.fromisoformat(told["valid_to"]),
    )
