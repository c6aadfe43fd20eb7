"""Forms of belongings."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from casework.property.models import Signature, Way
from casework.property.rules import Leaving
from casework.property.service import NewThing
from kernel.forms import BaseForm, EnumRadioField
from kernel.i18n import _l
from kernel.ids import new_id


class LeavingForm(BaseForm):
    """How things leave keeping; how many of each stands in fields of their own, ``pieces-<id>``."""

    deed_id = HiddenField(default=lambda: str(new_id()))
    way = EnumRadioField(
        _l("What happens to it?"), [InputRequired(_l("Choose one."))], kind=Way, default=Way.GIVEN_BACK
    )
    recipient = StringField(
        _l("Who receives it?"), [Optional(), Length(max=200)],
        description=_l("Only when it is not the person: name, and who they are to the person."),
    )  # fmt: skip
    reason = StringField(
        _l("Why?"), [Optional(), Length(max=500)], description=_l("Only when it is not given back to the person.")
    )
    signature = EnumRadioField(
        _l("Who answered for the receipt?"), [InputRequired(_l("Choose one."))], kind=Signature,
        default=Signature.SIGNED,
    )  # fmt: skip
    witness = StringField(
        _l("Witness"), [Optional(), Length(max=120)], description=_l("Needed for a mark, or when nobody signs.")
    )

    def to_leaving(self) -> Leaving:
        """What the form says, for all pieces."""
        return Leaving(
            way=self.way.data, signature=self.signature.data, witness=self.witness.data or "",
            recipient=self.recipient.data or "", reason=self.reason.data or "",
        )  # fmt: skip


class ThingForm(BaseForm):
    """Something that is taken into keeping later."""

    what = StringField(_l("What is it?"), [InputRequired(_l("Write what it is.")), Length(max=200)])
    pieces = IntegerField(
        _l("How many?"), default=1,
        validators=[
            InputRequired(_l("Write how many.")), NumberRange(1, 999, _l("Write a number from 1 to 999.")),
        ],
    )  # fmt: skip
    condition = StringField(_l("In what condition?"), [Optional(), Length(max=120)])
    seal = StringField(_l("Number of the seal"), [Optional(), Length(max=40)])
    kept_at = StringField(_l("Where is it kept?"), [Optional(), Length(max=80)])

    def to_thing(self) -> NewThing:
        """The command behind the form."""
        return NewThing(
            what=self.what.data, pieces=self.pieces.data, condition=self.condition.data or "",
            seal=self.seal.data or "", kept_at=self.kept_at.data or "",
        )  # fmt: skip
