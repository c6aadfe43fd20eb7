"""Forms of needs and of the sentence plan."""

from __future__ import annotations

import datetime as dt
import uuid

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from casework.plans.models import Area, Goal, GoalState, StepActor, StepState
from casework.plans.rules import NewGoal, NewStep, months_on
from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.fields import DateField, EnumRadioField, EnumSelectField, enum_options
from kernel.forms import BaseForm
from kernel.i18n import _, _l
from kernel.ids import new_id


class When(LabelledEnum):
    """A day that is quick to say."""

    THREE = "3", _l("In 3 months")
    SIX = "6", _l("In 6 months")
    YEAR = "12", _l("In 12 months")
    OWN = "own", _l("On another day")
    NONE = "none", _l("No day yet")


class DatedForm(BaseForm):
    """A form with a day to reach: a preset or one's own."""

    when = EnumRadioField(_l("By when"), [InputRequired()], kind=When)
    own_day = DateField(_l("The other day"), [Optional()], description=_l("Only if you chose another day."))

    def day(self, today: dt.date) -> dt.date | None:
        """The day meant. Raises DomainError when the other day is missing or gone by."""
        if self.when.data is When.NONE:
            return None
        if self.when.data is not When.OWN:
            return months_on(today, int(self.when.data))
        own: dt.date | None = self.own_day.data
        if own is None:
            raise DomainError(_("Write the other day."), field="own_day")
        return own


class GoalForm(DatedForm):
    """A goal, new or changed."""

    id = HiddenField(default=lambda: str(new_id()))
    words = TextAreaField(
        _l("The goal, in the person's own words"), [InputRequired(), Length(min=5, max=500)],
        description=_l("Begin with “I”. For example: I will find a room of my own before spring."),
    )  # fmt: skip
    area = EnumSelectField(_l("Area of life"), [InputRequired()], kind=Area)
    own_wish = BooleanField(_l("It is the person's own wish, whether or not a need was found"))
    later = BooleanField(_l("This goal is for later"))

    def fill(self, goal: Goal) -> None:
        """Show the goal as it stands."""
        self.id.data, self.words.data, self.area.data = str(goal.id), goal.words, goal.area
        self.own_wish.data = goal.own_wish
        self.later.data = goal.state is GoalState.FUTURE
        self.when.data = When.OWN if goal.target_on else When.NONE
        self.own_day.process_data(goal.target_on)

    def to_goal(self, key: uuid.UUID, today: dt.date) -> NewGoal:
        """The command."""
        state = GoalState.FUTURE if self.later.data else GoalState.ACTIVE
        return NewGoal(
            id=key, words=self.words.data, area=self.area.data, target_on=self.day(today), state=state,
            own_wish=self.own_wish.data,
        )  # fmt: skip


class CloseGoalForm(BaseForm):
    """Achieved, taken out, or open again."""

    state = EnumRadioField(_l("What became of this goal?"), [InputRequired()], kind=GoalState)
    reason = TextAreaField(
        _l("Why"),
        [Optional(), Length(max=500)],
        description=_l("Needed when the goal is taken out, and when one that was taken out comes back."),
    )

    def offer(self, now: GoalState) -> None:
        """Only what can follow on the state it has now."""
        first = [GoalState.ACHIEVED, GoalState.REMOVED] if now in {GoalState.ACTIVE, GoalState.FUTURE} else []
        wanted = {*(first or [GoalState.ACTIVE])}
        self.state.choices = [one for one in enum_options(GoalState) if one.value in wanted]


class StepForm(DatedForm):
    """A new step."""

    id = HiddenField(default=lambda: str(new_id()))
    text = StringField(_l("What will be done"), [InputRequired(), Length(min=3, max=300)])
    actor_code = EnumSelectField(_l("Who does it"), [InputRequired()], kind=StepActor)

    def to_step(self, today: dt.date) -> NewStep:
        """The command."""
        return NewStep(
            id=uuid.UUID(self.id.data), actor_code=self.actor_code.data, text=self.text.data, due_on=self.day(today)
        )


class StepStateForm(BaseForm):
    """Where a step stands."""

    state = EnumRadioField(_l("Where does this step stand?"), [InputRequired()], kind=StepState)
    words = TextAreaField(
        _l("In a few words"), [Optional(), Length(max=500)],
        description=_l("Needed when it cannot be done yet or is no longer needed: say why."),
    )  # fmt: skip
