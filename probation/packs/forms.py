"""Forms of the standards of an office."""

from __future__ import annotations

import uuid

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.fields import DateField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.packs.queries import packs
from probation.packs.service import Choose, Declare


def _offered() -> list[SelectChoice]:
    return [SelectChoice(value=one.key, label=one.name) for one in packs().values()]


class ChooseForm(BaseForm):
    """Other standards for an office."""

    pack = SelectField(_l("Standards"), [InputRequired()], choices=_offered)
    valid_from = DateField(_l("From"), [InputRequired()])
    reason = TextAreaField(_l("Why"), [InputRequired(), Length(min=10, max=2000)])

    def to_choice(self, office_id: uuid.UUID) -> Choose:
        """The command of a form that was validated."""
        assert self.valid_from.data
        return Choose(
            office_id=office_id, pack=self.pack.data, valid_from=self.valid_from.data, reason=self.reason.data
        )


class OverloadForm(BaseForm):
    """An office that is overloaded."""

    begins_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    why = TextAreaField(_l("What is missing, and what is being done"), [InputRequired(), Length(min=10, max=2000)])

    def to_declare(self, office_id: uuid.UUID) -> Declare:
        """The command of a form that was validated."""
        assert self.begins_on.data
        assert self.ends_on.data
        return Declare(
            office_id=office_id, begins_on=self.begins_on.data, ends_on=self.ends_on.data, reason=self.why.data
        )
