"""What is typed about a wish for a place."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, EnumRadioField
from kernel.i18n import _, _l
from programmes.applications.service import NewApplication
from programmes.catalogue.forms import id_field
from programmes.catalogue.queries import live_programmes
from programmes.places.models import Requester

LEAST_REASON = 5


class ApplyForm(BaseForm):
    """A wish for a place in a programme."""

    id = id_field()
    programme_id = SelectField(_l("Ask for a place in"), [InputRequired()])
    requested_by = EnumRadioField(_l("Who asks for it"), [InputRequired()], kind=Requester)
    consented = BooleanField(
        _l("The person wants this place"),
        description=_l("Without their word it is kept as a draft, and nobody waits yet."),
    )
    note = StringField(_l("Note"), [Optional(), Length(max=500)])

    def offer(self) -> None:
        """Fill the list with the programmes that take applications."""
        found = [SelectChoice(value=str(key), label=name) for key, name in live_programmes()]
        self.programme_id.choices = [SelectChoice(value="", label=_("Choose a programme")), *found]

    def to_application(self, person_id: uuid.UUID) -> NewApplication:
        """What ``apply`` takes. Who asks for themselves wants the place."""
        wants = bool(self.consented.data) or self.requested_by.data is Requester.SELF
        return NewApplication(
            id=self.id.data,
            person_id=person_id,
            programme_id=uuid.UUID(self.programme_id.data),
            requested_by=self.requested_by.data,
            consented=wants,
            draft=not wants,
            note=self.note.data or "",
        )


class OfferForm(BaseForm):
    """Offering a place in one of the groups that run."""

    intake_id = SelectField(_l("Group"), [InputRequired()])


class AnswerForm(BaseForm):
    """Closing a wish, with the reason the person will read."""

    reason = TextAreaField(
        _l("Reason, in words the person will read"), [InputRequired(), Length(min=LEAST_REASON, max=500)]
    )
