"""What a coordinator types to move a session."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm, DateField, TimeField, id_field
from kernel.i18n import _l
from programmes.moves.service import LEAST_REASON, NewMove


class MoveForm(BaseForm):
    """Another day and hour, alone or with all that follow. ``seen`` is the mark of the preview that was shown."""

    id = id_field()
    seen = HiddenField()
    to_on = DateField(_l("New day"), [InputRequired()])
    to_starts_at = TimeField(_l("Begins at"), [InputRequired()])
    follow = BooleanField(_l("Move all later sessions along, each to the next time of the rota"))
    reason = StringField(_l("Why"), [InputRequired(), Length(min=LEAST_REASON, max=200)])

    def to_move(self, session_id: uuid.UUID) -> NewMove:
        """What ``preview`` and ``move`` take."""
        assert self.to_on.data is not None
        assert self.to_starts_at.data is not None
        return NewMove(
            id=self.id.data, session_id=session_id, to_on=self.to_on.data, to_starts_at=self.to_starts_at.data,
            follow=bool(self.follow.data), reason=self.reason.data,
        )  # fmt: skip
