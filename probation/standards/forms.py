"""The form of a level."""

from __future__ import annotations

import uuid

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import DateField, EnumRadioField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.orders.models import Level
from probation.standards.service import SetLevel


class LevelForm(BaseForm):
    """A level, its reason, its review."""

    level = EnumRadioField(_l("Level"), [InputRequired()], kind=Level)
    reason = TextAreaField(
        _l("Why this level"),
        [Optional(), Length(max=2000)],
        description=_l("Needed where it is not the one by rule."),
    )
    until_on = DateField(
        _l("Last day of the exception"),
        [Optional()],
        description=_l("Only for a level that is not the one by rule. After it the rule holds again."),
    )
    review_on = DateField(_l("Look at it again on"), [Optional()])

    def to_level(self, order_id: uuid.UUID) -> SetLevel:
        """The command."""
        return SetLevel(
            order_id=order_id,
            level=self.level.data,
            reason=self.reason.data or "",
            review_on=self.review_on.data,
            until_on=self.until_on.data,
        )
