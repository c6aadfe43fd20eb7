"""Forms of a death outside prison."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from casework.deaths.service import NewOutsideDeath
from casework.duties.models import CauseOfDeath
from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import _l
from kernel.ids import new_id


class OutsideDeathForm(BaseForm):
    """What is known of the death of somebody outside prison."""

    id = HiddenField(default=lambda: str(new_id()))
    died_on = DateField(_l("Day of the death"), [InputRequired(_l("Write the day."))])
    known_from = StringField(
        _l("From whom do you know?"),
        [InputRequired(_l("Say who told you, and when.")), Length(max=200)],
        description=_l("Who told you, when and how. A second source is best before the family is called."),
    )
    cause = EnumSelectField(
        _l("Cause"), [InputRequired(_l("Choose one."))], kind=CauseOfDeath, default=CauseOfDeath.NOT_KNOWN,
        description=_l("As the authority that investigates says it. No diagnosis."),
    )  # fmt: skip
    circumstances = TextAreaField(
        _l("Circumstances"), [Optional(), Length(max=4000)], description=_l("Only what is known, and from whom.")
    )

    def to_death(self, person_id: uuid.UUID) -> NewOutsideDeath:
        """The command behind the form."""
        assert self.died_on.data
        return NewOutsideDeath(
            id=uuid.UUID(self.id.data), person_id=person_id, died_on=self.died_on.data,
            known_from=self.known_from.data.strip(), cause=self.cause.data,
            circumstances=(self.circumstances.data or "").strip(),
        )  # fmt: skip


class TakeBackForm(BaseForm):
    """Why a recorded death was none."""

    reason = TextAreaField(_l("What was wrong?"), [InputRequired(_l("Say in a sentence what was wrong."))])
