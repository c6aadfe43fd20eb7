"""The form of a reduction."""

from __future__ import annotations

import uuid

from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from kernel.fields import DateField, EnumSelectField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.workload.models import ReductionReason
from probation.workload.service import NewReduction


class ReductionForm(BaseForm):
    """Who has how much less, why, and until when."""

    officer_id = SelectField(_l("Officer"), [InputRequired()])
    percent = IntegerField(_l("Percent less"), [InputRequired(), NumberRange(min=1, max=100)])
    reason = EnumSelectField(_l("Why?"), [InputRequired()], kind=ReductionReason)
    begins_on = DateField(_l("From"), [InputRequired()])
    ends_on = DateField(_l("Until"), [InputRequired()])

    def to_reduction(self) -> NewReduction:
        """The command of a form that was validated."""
        assert self.percent.data
        assert self.begins_on.data
        assert self.ends_on.data
        return NewReduction(
            officer_id=uuid.UUID(self.officer_id.data), percent=self.percent.data, reason=self.reason.data,
            begins_on=self.begins_on.data, ends_on=self.ends_on.data,
        )  # fmt: skip
