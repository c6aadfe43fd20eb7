"""The form of what a person wants."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import enum_options
from kernel.forms import BaseForm, EnumRadioField
from kernel.i18n import _l
from probation.wishes.models import Answer, Way
from probation.wishes.service import NewWish


class WishForm(BaseForm):
    """Asked in person, or on the telephone with the person themselves."""

    answer = EnumRadioField(_l("What does the person say?"), [InputRequired()], kind=Answer)
    way = EnumRadioField(_l("How should it come?"), [InputRequired()], kind=Way)
    address = StringField(
        _l("Mobile number or e-mail address"), [Optional(), Length(max=200)],
        description=_l("With the country code, such as +44 7700 900123."),
    )  # fmt: skip
    shared = BooleanField(_l("Others may read it there, and the person wants it all the same"))
    discreet = BooleanField(_l("Name no office and no officer in the message"))

    def offer(self) -> None:
        """A fresh word is yes or no; “no more” is what somebody says who had said yes."""
        self.answer.choices = [one for one in enum_options(Answer) if one.value != Answer.STOPPED]

    def to_wish(self, person_id: uuid.UUID) -> NewWish:
        """The command of a form that was validated."""
        return NewWish(
            person_id=person_id, answer=self.answer.data, way=self.way.data, address=self.address.data or "",
            shared=bool(self.shared.data), discreet=bool(self.discreet.data),
        )  # fmt: skip
