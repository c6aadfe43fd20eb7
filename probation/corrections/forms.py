"""The form of a correction."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.fields import DateField, EnumCheckboxField, EnumSelectField, TimeField, moment_of
from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from probation.contacts.models import ContactKind, NeedArea, Outcome
from probation.corrections.service import Amendment


def _fresh() -> str:
    return str(new_id())


class AmendForm(BaseForm):
    """A correction."""

    id = HiddenField(default=_fresh)
    outcome = EnumSelectField(_l("What came of it?"), [InputRequired()], kind=Outcome)
    agreed_action = TextAreaField(_l("What you agreed"), [Optional(), Length(max=2000)])
    note = TextAreaField(_l("Note"), [Optional(), Length(max=12_000)])
    reason = StringField(_l("Why do you correct it?"), [InputRequired(), Length(max=300)])
    kind = EnumSelectField(_l("Where did you meet?"), [InputRequired()], kind=ContactKind)
    on = DateField(_l("Day"), [InputRequired()])
    time = TimeField(_l("Time"), [InputRequired()])
    minutes = IntegerField(_l("Minutes"), [Optional(), NumberRange(min=0, max=720)])
    place = StringField(_l("Place, if not the usual"), [Optional(), Length(max=300)])
    person_words = TextAreaField(_l("In the person's own words"), [Optional(), Length(max=2000)])
    strengths = TextAreaField(_l("What goes well"), [Optional(), Length(max=4000)])
    needs = EnumCheckboxField(_l("What you talked about"), kind=NeedArea)
    who = StringField(_l("Who else was there, or with whom you spoke"), [Optional(), Length(max=300)])
    sensitive = BooleanField(
        _l("Keep these words with probation"), description=_l("Once ticked it stays, for what was written before too.")
    )

    def to_amendment(self, contact_id: uuid.UUID, zone: str) -> Amendment:
        """The command; ``zone`` is the office's."""
        assert self.on.data
        assert self.time.data
        return Amendment(
            id=uuid.UUID(self.id.data), contact_id=contact_id, outcome=self.outcome.data, note=self.note.data or "",
            agreed_action=self.agreed_action.data or "", reason=self.reason.data, kind=self.kind.data,
            occurred_at=moment_of(self.on.data, self.time.data, zone), minutes=self.minutes.data,
            place=self.place.data or "", needs=tuple(map(str, self.needs.data or ())),
            strengths=self.strengths.data or "", person_words=self.person_words.data or "", who=self.who.data or "",
            sensitive=self.sensitive.data,
        )  # fmt: skip
