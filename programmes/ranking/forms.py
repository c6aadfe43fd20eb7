"""What is typed about the order of waiting lists."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from wtforms import FormField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from kernel.forms import BaseForm, DateField, RowForm
from kernel.i18n import _l
from programmes.catalogue.forms import id_field
from programmes.ranking.rules import FACTORS, MOST_POINTS, TAKES
from programmes.ranking.service import NewRules


def _bounds(code: str) -> NumberRange:
    return NumberRange(-MOST_POINTS, 0) if code in TAKES else NumberRange(0, MOST_POINTS)


PointsForm = type(
    "PointsForm",
    (RowForm,),
    {code: IntegerField(label, [InputRequired(), _bounds(code)]) for code, (label, _points) in FACTORS.items()},
)
"""One number for each reason."""


class RulesForm(BaseForm):
    """A draft of the order."""

    id = id_field()
    points = FormField(PointsForm)
    valid_from = DateField(_l("In force from"), [InputRequired()])
    why = TextAreaField(_l("Why the order should change"), [InputRequired(), Length(min=10, max=500)])

    def fill(self, points: Mapping[str, int]) -> None:
        """Begin with the points in force."""
        for code, value in points.items():
            self.points[code].data = value

    def to_rules(self, unit_id: uuid.UUID) -> NewRules:
        """What ``draft`` takes."""
        given: dict[str, Any] = {code: self.points[code].data for code in FACTORS}
        assert self.valid_from.data is not None
        return NewRules(
            id=self.id.data, unit_id=unit_id, valid_from=self.valid_from.data, points=given, why=self.why.data
        )
