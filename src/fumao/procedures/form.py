"""The form of a procedure: its fields, papers and expressions over the definitions of the packs."""

from collections.abc import Mapping
from datetime import date

from fumao.forms.fields import ALWAYS
from fumao.forms.form import Codes, FieldForm, Reading
from fumao.procedures.definitions import Procedure
from fumao.procedures.expressions import definitions_for
from fumao.rules.definitions import Definitions
from fumao.rules.library import Library
from fumao.rules.types import Value


class Form(FieldForm):
    """The form of one procedure over the definitions of the packs; raises RuleError."""

    def __init__(
        self, procedure: Procedure, packs: Definitions | None = None, codes: Codes | None = None
    ) -> None:
        self.procedure = procedure
        self.packs = packs or Definitions()
        library = Library(definitions_for(procedure, self.packs))
        super().__init__(procedure.form, library, known=procedure.known, codes=codes)

    def variant(self, kind: str) -> "Form":
        """Return the form of a later case; raises KeyError for a kind that is not declared."""
        return Form(self.procedure.variant_for(kind), self.packs, self.codes)

    def evidence_required(
        self, reading: Reading, about: Mapping[str, Value], day: date
    ) -> frozenset[str]:
        """Return the papers that must be attached."""
        rules = self.on(day)
        return frozenset(
            one.key
            for one in self.procedure.evidence
            if one.required == ALWAYS
            or (
                one.required
                and self.is_true(rules, "paper", one.key, reading.values, reading.rows, about)
            )
        )
