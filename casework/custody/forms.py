"""The forms of the movement ledger: a movement, an arrival, a line taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from casework.custody.models import MovementKind
from casework.custody.service import NewMovement
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, TimeField, moment_of
from kernel.i18n import _, _l
from kernel.ids import new_id

KINDS = tuple(kind for kind in MovementKind if kind not in {MovementKind.RECEPTION, MovementKind.RELEASE})


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise DomainError(_("Choose one of the options."), field="wing_id") from None


class MoveForm(BaseForm):
    """What moved, when, and where to."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = SelectField(_l("What happened?"), [InputRequired(_l("Choose what happened."))], choices=[])
    at_day = DateField(_l("Day"), [InputRequired(_l("Write the day."))])
    at_time = TimeField(_l("Hour"), [InputRequired(_l("Write the hour."))])
    wing_id = RadioField(
        _l("Wing"), [Optional()], choices=[], validate_choice=False,
        description=_l("For a move within the prison, or a return."),
    )  # fmt: skip
    to_id = SelectField(
        _l("Which prison?"), [Optional()], choices=[],
        description=_l("For a transfer, or when somebody who escaped was brought to another prison."),
    )  # fmt: skip
    destination = StringField(
        _l("Where outside?"), [Optional(), Length(max=200)],
        description=_l("For a court, a hospital, a temporary release: its name or address."),
    )  # fmt: skip
    authority = StringField(
        _l("By whose order?"), [Optional(), Length(max=200)], description=_l("The court, office or doctor who decided.")
    )
    back_day = DateField(
        _l("Back by"), [Optional()], description=_l("Needed for a temporary release; useful for a court or a hospital.")
    )
    back_time = TimeField(_l("Back by, hour"), [Optional()])
    reason = TextAreaField(_l("Why?"), [Optional(), Length(max=1000)])
    override_reason = TextAreaField(
        _l("Governor only: why is there no other way?"), [Optional(), Length(max=1000)],
        description=_l("Needed to use a place that a rule forbids. The inspector sees it."),
    )  # fmt: skip

    def offer(self, kinds: Sequence[MovementKind], prisons: Any, rooms: Any) -> None:
        """Fill the choices that come from the data."""
        self.kind.choices = [SelectChoice("", ""), *(SelectChoice(kind.value, kind.label) for kind in kinds)]
        self.to_id.choices = [SelectChoice("", ""), *(SelectChoice(str(row.id), row.name) for row in prisons)]
        self.wing_id.choices = [SelectChoice(str(room.id), room.name) for room in rooms]

    def to_movement(self, person_id: uuid.UUID, zone: str) -> NewMovement:
        """The command behind the form. Raises DomainError for a day to be back without its hour."""
        assert self.at_day.data
        assert self.at_time.data is not None
        back, hour = self.back_day.data, self.back_time.data
        if back and hour is None:
            raise DomainError(_("Write the hour too."), field="back_time")
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
            authority=self.authority.data or "",
            due_back_at=moment_of(back, hour, zone) if back and hour is not None else None,
        )


class ArrivalForm(BaseForm):
    """Somebody transferred is here: when, in which wing, and whether anything was wrong."""

    at_day = DateField(_l("Day of arrival"), [InputRequired(_l("Write the day."))])
    at_time = TimeField(_l("Hour of arrival"), [InputRequired(_l("Write the hour."))])
    wing_id = RadioField(_l("Wing"), [Optional()], choices=[], validate_choice=False)
    remarks = TextAreaField(
        _l("Anything missing or wrong?"), [Optional(), Length(max=1000)],
        description=_l("Papers, belongings, injuries that can be seen."),
    )  # fmt: skip
    override_reason = TextAreaField(
        _l("Governor only: why is there no other way?"), [Optional(), Length(max=1000)],
        description=_l("Needed to use a place that a rule forbids. The inspector sees it."),
    )  # fmt: skip

    def offer(self, rooms: Any) -> None:
        """Fill in the wings."""
        self.wing_id.choices = [SelectChoice(str(room.id), room.name) for room in rooms]

    def moment(self, zone: str) -> dt.datetime:
        """When, as an instant."""
        assert self.at_day.data
        assert self.at_time.data is not None
        return moment_of(self.at_day.data, self.at_time.data, zone)

    @property
    def wing(self) -> uuid.UUID | None:
        """The chosen wing."""
        return _id(self.wing_id.data)


class TakeBackForm(BaseForm):
    """Why a line of the ledger is wrong."""

    reason = TextAreaField(
        _l("What is wrong with it?"), [InputRequired(_l("Say in a sentence what was wrong.")), Length(max=1000)],
        description=_l("The line stays and gets a counter-entry. Then record what really happened."),
    )  # fmt: skip
