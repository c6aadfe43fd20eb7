"""The calculator's form: any number of sentences, and what moves them."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, FormField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from casework.inputs.rules import keep, read
from casework.laws.rules import Law
from casework.sentences.models import AdjustmentKind, SentenceKind
from casework.sentences.rules import Imposed, Moved, OldLaw
from kernel.forms import BaseForm, DateField, EnumSelectField, RowForm
from kernel.i18n import _l

_MANY = [Optional(), NumberRange(0, 99_999, _l("Write a number of 0 or more."))]


class SentenceRow(RowForm):
    """One sentence."""

    imposed_on = DateField(_l("Day of sentence"), [InputRequired(_l("Write the day of sentence."))])
    kind = EnumSelectField(_l("Kind"), [InputRequired(_l("Choose the kind."))], kind=SentenceKind)
    years = IntegerField(_l("Years"), _MANY)
    months = IntegerField(_l("Months"), _MANY)
    weeks = IntegerField(_l("Weeks"), _MANY)
    days = IntegerField(_l("Days"), _MANY)
    extension_months = IntegerField(_l("Extension in months"), _MANY)
    follows = IntegerField(
        _l("Follows sentence number"), [Optional(), NumberRange(1, 99, _l("Write the number of a sentence above."))]
    )


class AdjustmentRow(RowForm):
    """Days that move the dates of all these sentences."""

    kind = EnumSelectField(_l("What moves the dates?"), [InputRequired(_l("Choose one."))], kind=AdjustmentKind)
    days = IntegerField(
        _l("How many days?"),
        [InputRequired(_l("Write how many days.")), NumberRange(1, 99_999, _l("Write 1 or more."))],
    )
    from_on = DateField(_l("First of these days"), [Optional()])
    to_on = DateField(_l("Last of these days"), [Optional()])


class CalculatorForm(BaseForm):
    """What the court may impose, or has imposed; nothing of it is kept."""

    sentences = FieldList(FormField(SentenceRow), label=_l("Sentence"), min_entries=1, max_entries=20)
    adjustments = FieldList(FormField(AdjustmentRow), label=_l("Days that move the dates"), max_entries=20)

    def to_inputs(self, number: int, law: Law | None) -> tuple[list[Imposed], list[Moved], OldLaw | None]:
        """What the rule takes, through the same inputs that a stored calculation keeps."""
        rows = [entry.form for entry in self.sentences]
        sentences = [
            {
                "id": str(place), "count": place, "court": None, "offence": None, "offence_on": None,
                "imposed_on": row.imposed_on.data, "kind": row.kind.data, "years": row.years.data or 0,
                "months": row.months.data or 0, "weeks": row.weeks.data or 0, "days": row.days.data or 0,
                "extension_months": row.extension_months.data or 0,
                "consecutive_to_id": str(row.follows.data) if row.follows.data else None,
            }
            for place, row in enumerate(rows, 1)
        ]  # fmt: skip
        first = min(row.imposed_on.data for row in rows)
        adjustments: list[dict[str, Any]] = [
            {
                "id": str(place), "kind": row.kind.data, "days": row.days.data, "applies_from": first,
                "from_on": row.from_on.data, "to_on": row.to_on.data, "source": None,
            }
            for place, row in enumerate((entry.form for entry in self.adjustments), 1)
        ]  # fmt: skip
        return read(keep(sentences, adjustments, number, law))
