"""What a coordinator types about one place."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, EnumSelectField
from kernel.i18n import _l
from programmes.catalogue.forms import id_field
from programmes.places.models import EndReason
from programmes.places.rules import LEAST_HANDOVER
from programmes.places.service import Placement

_WHY = [InputRequired(), Length(min=5, max=500)]


class PlaceForm(BaseForm):
    """A seat to give, once the rules were shown."""

    id = id_field()
    consented = BooleanField(_l("The person wants this place"))
    handover = StringField(
        _l("Who goes on with the course after release"),
        [Optional(), Length(min=LEAST_HANDOVER, max=200)],
        description=_l("Only if the group ends after the release: who in the community was asked and agreed."),
    )
    override_reason = TextAreaField(
        _l("Reason for giving the place although not all rules are met"), [Optional(), Length(max=500)]
    )

    def to_placement(self, person_id: uuid.UUID, intake_id: uuid.UUID) -> Placement:
        """What ``place`` takes."""
        return Placement(
            id=self.id.data,
            person_id=person_id,
            intake_id=intake_id,
            consented=bool(self.consented.data),
            handover=self.handover.data or "",
            override_reason=self.override_reason.data or "",
        )


class SuspendForm(BaseForm):
    """Stopping a place for a while."""

    reason = StringField(_l("Why the place is suspended"), _WHY)
    paid = RadioField(
        _l("What each session pays meanwhile"),
        [InputRequired()],
        choices=[
            SelectChoice(value="yes", label=_l("The planned minutes are paid")),
            SelectChoice(value="no", label=_l("Nothing is paid")),
        ],
    )


class ReviewForm(BaseForm):
    """Deciding a place that came under review."""

    decision = RadioField(
        _l("What you decide"),
        [InputRequired()],
        choices=[
            SelectChoice(value="keep", label=_l("Keep the place")),
            SelectChoice(value="end", label=_l("End the place")),
        ],
    )
    reason = TextAreaField(_l("Why you decide so"), [InputRequired(), Length(min=10, max=500)])


class EndForm(BaseForm):
    """Ending a place before its time."""

    reason = EnumSelectField(_l("Why the place ends"), [InputRequired()], kind=EndReason)
    words = StringField(_l("In your own words"), [Optional(), Length(max=500)])

    BY_HAND = (EndReason.OWN_WISH, EndReason.STAFF, EndReason.HEALTH, EndReason.NOT_ADMITTED)

    def offer(self) -> None:
        """Keep the reasons that a coordinator gives; outcomes, transfers and releases come from their own commands."""
        kept = {str(one.value) for one in self.BY_HAND}
        self.reason.choices = [one for one in self.reason.choices if not one.value or str(one.value) in kept]
