"""The form of a movement."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from casework.custody.models import MovementKind
from casework.custody.service import NewMovement
from kernel.forms import BaseForm, DateField, TimeField, moment_of
from kernel.i18n import _l
from kernel.ids import new_id

KINDS = tuple(kind for kind in MovementKind if kind not in {MovementKind.RECEPTION, MovementKind.RELEASE})


class MoveForm(BaseForm):
    """What moved, when, and where to."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = SelectField(_l("What happened?"), [InputRequired(_l("Choose what happened."))], choices=[])
    at_day = DateField(_l("Day"), [InputRequired(_l("Write the day."))])
    at_time = TimeField(_l("Hour"), [InputRequired(_l("Write the hour."))])
    to_id = SelectField(_l("To which prison? (transfers only)"), [Optional()], choices=[])
    wing_id = RadioField(_l("Wing"), [Optional()], choices=[], validate_choice=False)
    destination = StringField(_l("Where outside?"), [Optional(), Length(max=200)], description=_l("Court or hospital."))
    reason = TextAreaField(_l("Why?"), [Optional(), Length(max=1000)])
    override_reason = TextAreaField(
        _l("Governor only: why is there no other way?"), [Optional(), Length(max=1000)],
        description=_l("Needed to use a wing that a rule forbids. The inspector sees it."),
    )  # fmt: skip

    def offer(self, prisons: Any, rooms: Any) -> None:
        """Fill the choices that come from the data."""
        self.kind.choices = [SelectChoice(kind.value, kind.label) for kind in KINDS]
        self.to_id.choices = [SelectChoice("", ""), *(SelectChoice(str(row.id), row.name) for row in prisons)]
        self.wing_id.choices = [SelectChoice(str(room.id), room.name) for room in rooms]

    def to_movement(self, person_id: uuid.UUID, zone: str) -> NewMovement:
        """The command behind the form."""
        assert self.at_day.data
        assert self.at_time.data
        return NewMovement(
            id=uuid.UUID(self.id.data),
            person_id=person_id,
            kind=MovementKind(self.kind.data),
            at=moment_of(self.at_day.data, self.at_time.data, zone),
            to_id=_id(self.to_id.data),
            wing_id=_id(self.wing_id.data),
            destination=self.destination.data or "",
            reason=self.reason.data or "",
            override_reason=self.override_reason.data or "",
        )


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None
