"""Forms of the exception."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from casework.access.models import GlassGround, GlassVerdict
from casework.glass.service import NewBreak
from kernel.forms import BaseForm, EnumRadioField
from kernel.i18n import _l
from kernel.ids import new_id


class BreakForm(BaseForm):
    """Which file, and why now."""

    id = HiddenField(default=lambda: str(new_id()))
    number = StringField(
        _l("File number"), [InputRequired(_l("Write the number of the file.")), Length(max=20)],
        description=_l("As it stands on the person's card or paper."),
    )  # fmt: skip
    ground = EnumRadioField(_l("Why now?"), [InputRequired(_l("Choose one."))], kind=GlassGround)
    words = TextAreaField(
        _l("What happens, and what do you need to know?"),
        [InputRequired(_l("Say what cannot wait.")), Length(max=2000)],
    )

    def to_break(self) -> NewBreak:
        """The command behind the form."""
        return NewBreak(
            id=uuid.UUID(self.id.data), number=self.number.data, ground=self.ground.data, words=self.words.data
        )


class ReviewForm(BaseForm):
    """What another human found."""

    verdict = EnumRadioField(_l("Was it right?"), [InputRequired(_l("Choose one."))], kind=GlassVerdict)
    words = TextAreaField(
        _l("What did you look at, and what follows?"),
        [InputRequired(_l("Say what you found.")), Length(max=2000)],
    )
