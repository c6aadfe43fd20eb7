"""What an assessor types."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm, DateField, EnumRadioField
from kernel.i18n import _l
from programmes.catalogue.forms import id_field
from programmes.modules.models import ModuleResult
from programmes.modules.service import LEAST_WORDS, Amendment, NewAssessment

_SENTENCE = [InputRequired(), Length(min=LEAST_WORDS, max=1000)]


class AssessForm(BaseForm):
    """One attempt at a module."""

    id = id_field()
    module = SelectField(_l("Module"), [InputRequired()])
    result = EnumRadioField(_l("Result"), [InputRequired()], kind=ModuleResult)
    evidence = TextAreaField(
        _l("What you saw"), _SENTENCE,
        description=_l("For prior learning: which paper or work sample shows it, and who checked it."),
    )  # fmt: skip
    assessed_on = DateField(_l("Assessed on"), [InputRequired()])

    def offer(self, names: Sequence[str]) -> None:
        """Fill the list with the modules that are still to be achieved."""
        self.module.choices = [SelectChoice(value=name, label=name) for name in names]

    def to_assessment(self, allocation_id: uuid.UUID) -> NewAssessment:
        """What ``assess`` takes."""
        assert self.assessed_on.data is not None
        return NewAssessment(
            id=self.id.data, allocation_id=allocation_id, module=self.module.data, result=self.result.data,
            evidence=self.evidence.data, assessed_on=self.assessed_on.data,
        )  # fmt: skip


class AmendForm(BaseForm):
    """What an assessment should have said."""

    id = id_field()
    result = EnumRadioField(_l("Result"), [InputRequired()], kind=ModuleResult)
    evidence = TextAreaField(_l("What you saw"), _SENTENCE)
    reason = TextAreaField(_l("Why the assessment is amended"), _SENTENCE)

    def to_amendment(self) -> Amendment:
        """What ``amend`` takes."""
        return Amendment(id=self.id.data, result=self.result.data, evidence=self.evidence.data, reason=self.reason.data)
