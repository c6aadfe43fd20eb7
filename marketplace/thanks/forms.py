"""A card, and the decision on it."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.thanks.rules import MOST_LETTERS
from marketplace.thanks.service import NewCard


class CardForm(BaseForm):
    """Words of thanks. There is no field for a name, and none for an address."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    label = HiddenField()
    words = TextAreaField(
        _l("Your words to the makers"), [InputRequired(_l("Write your words.")), Length(max=MOST_LETTERS)],
        description=_l("Without your name, number or address: nobody can answer, and nobody learns who you are."),
    )  # fmt: skip

    def to_card(self, product_id: uuid.UUID) -> NewCard:
        """The command behind the form."""
        return NewCard(
            id=uuid.UUID(self.id.data), product_id=product_id, words=self.words.data, label=(self.label.data or "")[:64]
        )


class DecisionForm(BaseForm):
    """Whether a card is passed on."""

    decision = RadioField(
        _l("What happens to the card"), [InputRequired(_l("Choose one."))],
        choices=[
            SelectChoice(value="approve", label=_l("Pass it on")),
            SelectChoice(value="refuse", label=_l("Do not pass it on")),
        ],
    )  # fmt: skip
    reason = StringField(_l("Why it is not passed on"), [Optional(), Length(max=200)])
