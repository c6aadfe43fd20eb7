"""What a coordinator types about the time ahead of a place."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField
from kernel.i18n import _l
from programmes.catalogue.forms import id_field
from programmes.exclusions.models import DayPart
from programmes.exclusions.service import NewExclusion
from programmes.intakes.forms import WEEKDAYS
from programmes.places.forms import EndForm
from programmes.places.models import EndReason
from programmes.planned.models import ChangeKind
from programmes.planned.service import NewChange


class ChangeForm(BaseForm):
    """A suspension, its end or the end of the place, on a day to come."""

    id = id_field()
    kind = EnumRadioField(_l("What happens"), [InputRequired()], kind=ChangeKind)
    on_date = DateField(_l("On which day"), [InputRequired()])
    paid = BooleanField(_l("The planned minutes are paid while it is suspended"))
    end_reason = EnumSelectField(_l("Why the place ends"), [Optional()], kind=EndReason)
    words = StringField(_l("In your own words"), [InputRequired(), Length(min=5, max=500)])

    def offer(self) -> None:
        """Keep the reasons that a coordinator gives."""
        kept = {str(one.value) for one in EndForm.BY_HAND}
        self.end_reason.choices = [one for one in self.end_reason.choices if not one.value or str(one.value) in kept]

    def to_change(self, allocation_id: uuid.UUID) -> NewChange:
        """What ``plan`` takes."""
        assert self.on_date.data is not None
        return NewChange(
            id=self.id.data, allocation_id=allocation_id, kind=self.kind.data, on_date=self.on_date.data,
            words=self.words.data, paid=bool(self.paid.data), end_reason=self.end_reason.data or None,
        )  # fmt: skip


class ExclusionForm(BaseForm):
    """A time at which the person does not come."""

    id = id_field()
    weekday = SelectField(_l("Not on"))
    part = EnumSelectField(_l("At this part of the day"), [InputRequired()], kind=DayPart)
    from_on = DateField(_l("From which day"), [InputRequired()])
    reason = StringField(_l("Why"), [InputRequired(), Length(min=5, max=200)])

    def offer(self) -> None:
        """Fill in the days of the week."""
        self.weekday.choices = [SelectChoice(value=str(i), label=name) for i, name in enumerate(WEEKDAYS)]

    def to_exclusion(self, allocation_id: uuid.UUID) -> NewExclusion:
        """What ``exclude`` takes."""
        assert self.from_on.data is not None
        return NewExclusion(
            id=self.id.data, allocation_id=allocation_id, weekday=int(self.weekday.data), part=self.part.data,
            from_on=self.from_on.data, reason=self.reason.data,
        )  # fmt: skip
