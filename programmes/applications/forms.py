"""What is typed about a wish for a place."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, EnumRadioField
from kernel.i18n import _l, isolate
from programmes.applications.service import NewApplication
from programmes.catalogue.forms import id_field
from programmes.catalogue.queries import live_programmes
from programmes.places.models import Requester

LEAST_REASON, MOST_AT_ONCE = 5, 5


class ApplyForm(BaseForm):
    """A wish for a place in a programme."""

    id = id_field()
    programme_id = SelectMultipleField(
        _l("Ask for a place in"), [InputRequired(), Length(max=MOST_AT_ONCE)], description=_l("Up to five at once.")
    )
    requested_by = EnumRadioField(_l("Who asks for it"), [InputRequired()], kind=Requester)
    consented = BooleanField(
        _l("The person wants this place"),
        description=_l("Without their word it is kept as a draft, and nobody waits yet."),
    )
    note = StringField(_l("Note"), [Optional(), Length(max=500)])

    def offer(self) -> None:
        """Fill the list with the programmes that take applications."""
        self.programme_id.choices = [
            SelectChoice(value=str(key), label=isolate(name)) for key, name in live_programmes()
        ]

    def to_applications(self, person_id: uuid.UUID) -> list[NewApplication]:
        """What ``apply`` takes, one for each programme. Who asks for themselves wants the place."""
        wants = bool(self.consented.data) or self.requested_by.data is Requester.SELF
        return [
            NewApplication(
                id=uuid.uuid5(self.id.data, programme), person_id=person_id, programme_id=uuid.UUID(programme),
                requested_by=self.requested_by.data, consented=wants, draft=not wants, note=self.note.data or "",
            )
            for programme in dict.fromkeys(self.programme_id.data)
        ]  # fmt: skip


class OfferForm(BaseForm):
    """Offering a place in one of the groups that run."""

    intake_id = SelectField(_l("Group"), [InputRequired()])


class AnswerForm(BaseForm):
    """Closing a wish, with the reason the person will read."""

    reason = TextAreaField(
        _l("Reason, in words the person will read"), [InputRequired(), Length(min=LEAST_REASON, max=500)]
    )
