"""What is typed about limits, and about going beyond one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import _l
from programmes.limits.models import LimitAnswer, LimitKind
from programmes.limits.rules import Limit
from programmes.limits.service import LEAST


class LimitForm(BaseForm):
    """What is limited to how much, for whom, by which source, from which day."""

    unit = SelectField(_l("Where does it hold?"))
    kind = EnumSelectField(_l("What is limited"), [InputRequired()], kind=LimitKind)
    most = IntegerField(_l("How much (minutes or days)"), [InputRequired(), NumberRange(1, 10080)])
    under_age = IntegerField(
        _l("Only under the age of"), [Optional(), NumberRange(10, 30)], description=_l("Empty: for everybody.")
    )
    answer = EnumSelectField(_l("Beyond it"), [InputRequired()], kind=LimitAnswer)
    source = TextAreaField(
        _l("What it rests on"), [InputRequired(), Length(min=LEAST, max=500)],
        description=_l("The law, order or decision, so that anybody can look it up."),
    )  # fmt: skip
    valid_from = DateField(_l("In force from"), [InputRequired()])

    def offer(self, units: Iterable[Any], *, everywhere: bool) -> None:
        """The places somebody may set limits for."""
        whole = [SelectChoice("", _l("The whole service"))] if everywhere else []
        self.unit.choices = [*whole, *(SelectChoice(str(one.id), one.name) for one in units)]

    def to_limit(self) -> Limit:
        """The limit as typed."""
        assert self.valid_from.data
        return Limit(
            kind=self.kind.data, most=self.most.data or 0, answer=self.answer.data, source=self.source.data.strip(),
            valid_from=self.valid_from.data, unit_id=uuid.UUID(self.unit.data) if self.unit.data else None,
            under_age=self.under_age.data,
        )  # fmt: skip


class AllowForm(BaseForm):
    """Why somebody may work beyond a limit in one session."""

    reason = StringField(_l("Why this is allowed"), [InputRequired(), Length(min=LEAST, max=500)])
