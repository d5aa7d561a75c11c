"""What an action on cases refuses, in words."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from fumao.forms.form import Fault


class FormRefusedError(ValidationError):
    """A form that cannot be submitted yet; `faults` names every field and paper, for the page."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        language = get_language() or "zh"
        super().__init__(
            [ValidationError(one.words.say(language), code=one.key) for one in self.faults]
        )
