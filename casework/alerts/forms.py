"""Forms of the safety page."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from casework.alerts.models import AlertCode, FitnessState
from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField
from kernel.i18n import _l
from kernel.ids import new_id

_WORDS = Length(max=1000)


class AlertForm(BaseForm):
    """What staff must know at once."""

    id = HiddenField(default=lambda: str(new_id()))
    code = EnumSelectField(_l("What must staff know?"), [InputRequired(_l("Choose one."))], kind=AlertCode)
    words = TextAreaField(
        _l("What should they do?"),
        [InputRequired(_l("Say in a few words what staff should do.")), _WORDS],
        description=_l("Say what to do, not what illness somebody has."),
    )
    review_on = DateField(_l("Look at it again on"), [InputRequired(_l("Write the day of review."))])

    def to_alert(self) -> dict[str, Any]:
        """What the command takes."""
        return {
            "code": self.code.data, "words": self.words.data, "review_on": self.review_on.data,
            "id": uuid.UUID(self.id.data),
        }  # fmt: skip


class ApartForm(BaseForm):
    """Two people who may not meet."""

    id = HiddenField(default=lambda: str(new_id()))
    number = StringField(
        _l("File number of the other person"),
        [InputRequired(_l("Write the number of the other file.")), Length(max=20)],
    )
    reason = TextAreaField(_l("Why must they be kept apart?"), [InputRequired(_l("Say in a few words why.")), _WORDS])

    def to_pair(self) -> dict[str, Any]:
        """What the command takes."""
        return {"number": self.number.data, "reason": self.reason.data, "id": uuid.UUID(self.id.data)}


class FitnessForm(BaseForm):
    """The health service's word."""

    id = HiddenField(default=lambda: str(new_id()))
    state = EnumRadioField(
        _l("What did the health service say?"), [InputRequired(_l("Choose one."))], kind=FitnessState
    )
    limits = StringField(
        _l("What should they not do?"),
        [Optional(), Length(max=200)],
        description=_l("Such as: no lifting. Never write why: that stays in the medical file."),
    )
    valid_until = DateField(_l("It holds until"), [Optional()], description=_l("Leave empty when it has no end."))

    def to_fitness(self) -> dict[str, Any]:
        """What the command takes."""
        return {
            "state": self.state.data, "limits": self.limits.data or "", "valid_until": self.valid_until.data,
            "id": uuid.UUID(self.id.data),
        }  # fmt: skip


class EndForm(BaseForm):
    """Why something ends."""

    reason = StringField(_l("Why does it end?"), [InputRequired(_l("Say in a few words why it ends.")), _WORDS])
