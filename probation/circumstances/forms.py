"""The form of a person's circumstances: six questions, each with "not known"."""

from __future__ import annotations

import uuid

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, DateField, EnumRadioField, id_field
from kernel.i18n import _l
from probation.circumstances.models import Family, HealthContact, Housing, Money, Papers, Point, Work
from probation.circumstances.service import Answers

_MUST = [InputRequired(_l("Choose one; “not known” is an answer too."))]


class CircumstancesForm(BaseForm):
    """How the person lives."""

    id = id_field()
    on = DateField(_l("On which day did you talk about it?"), [InputRequired()])
    housing = EnumRadioField(_l("Where does the person live?"), _MUST, kind=Housing)
    work = EnumRadioField(_l("What does the person do by day?"), _MUST, kind=Work)
    health = EnumRadioField(
        _l("Does the person have a health service to go to?"), _MUST, kind=HealthContact,
        description=_l("Only yes or no. What for is not asked and not written down."),
    )  # fmt: skip
    money = EnumRadioField(_l("Is there enough money to live on?"), _MUST, kind=Money)
    papers = EnumRadioField(_l("Does the person have identity papers?"), _MUST, kind=Papers)
    family = EnumRadioField(_l("Are there people to count on?"), _MUST, kind=Family)
    words = TextAreaField(
        _l("In the person's own words"), [Optional(), Length(max=1000)], description=_l("No diagnosis.")
    )

    def to_answers(self, order_id: uuid.UUID, point: Point) -> Answers:
        """The command of a form that was validated."""
        assert self.on.data
        return Answers(
            id=self.id.data, order_id=order_id, point=point, on=self.on.data, housing=self.housing.data,
            work=self.work.data, health=self.health.data, money=self.money.data, papers=self.papers.data,
            family=self.family.data, words=self.words.data or "",
        )  # fmt: skip
