"""The form of where a person can be reached."""

from __future__ import annotations

import uuid

from wtforms import StringField, TelField, TextAreaField
from wtforms.validators import Length, Optional

from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.places.service import NewPlace


class PlaceForm(BaseForm):
    """Where a person can be reached."""

    address = StringField(_l("Address"), [Optional(), Length(max=300)])
    phone = TelField(_l("Telephone"), [Optional(), Length(max=40)])
    note = TextAreaField(_l("How to find it"), [Optional(), Length(max=1000)])
    safety_note = TextAreaField(
        _l("Safety: what a visitor must know"),
        [Optional(), Length(max=1000)],
        description=_l("It is shown before the address."),
    )

    def to_place(self, person_id: uuid.UUID) -> NewPlace:
        """The command."""
        return NewPlace(
            person_id=person_id, address=self.address.data or "", phone=self.phone.data or "",
            note=self.note.data or "",
            safety_note=self.safety_note.data or "",
        )  # fmt: skip
