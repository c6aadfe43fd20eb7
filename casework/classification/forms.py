"""Forms of a classification: the answers, the recommendation, the decision, the appeal."""

from __future__ import annotations

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from casework.classification.models import AccountKind
from casework.classification.service import Decision
from casework.decisions.rules import policy
from casework.people.models import SecurityLevel
from kernel.enums import LabelledEnum
from kernel.forms import BaseForm, EnumRadioField, EnumSelectField
from kernel.i18n import _, _l


class RecommendForm(BaseForm):
    """What the officer puts before the approver."""

    level = EnumRadioField(_l("Level you recommend"), [InputRequired()], kind=SecurityLevel)
    words = TextAreaField(
        _l("Your reasons"), [InputRequired()],
        description=_l("Plain sentences. The person will read them. If you leave the score, say why."),
    )  # fmt: skip
    account_kind = EnumRadioField(
        _l("The person's own account"), [Optional()], kind=AccountKind, default=AccountKind.SAID
    )
    account = TextAreaField(
        _l("What the person says about it"), description=_l("In their own words. It stands beside your reasons.")
    )

    def validate_account(self, field: TextAreaField) -> None:
        """Words are there unless the person did not wish to say anything."""
        if not field.data and self.account_kind.data is not AccountKind.DECLINED:
            raise ValidationError(_("Write what the person says, in their words, or choose that they said nothing."))


class Choice(LabelledEnum):
    """What an approver can do with a recommendation."""

    AGREE = "agree", _l("Decide as recommended")
    OTHER = "other", _l("Decide another level")
    BACK = "back", _l("Give it back")


def override_reasons() -> list[SelectChoice]:
    """The reasons that an approver may choose, from the policy, blank first."""
    offered = [SelectChoice(value=one.code, label=one.text) for one in policy().reasons.values() if not one.only]
    return [SelectChoice(value="", label=_l("Choose")), *offered]


class DecideForm(BaseForm):
    """The decision. Which parts are needed depends on the choice; the service says what is missing."""

    choice = EnumRadioField(_l("What do you decide?"), [InputRequired()], kind=Choice)
    level = EnumSelectField(_l("Another level"), [Optional()], kind=SecurityLevel)
    override_code = SelectField(
        _l("Why the level differs from the score"), [Optional()], choices=override_reasons, validate_choice=False
    )
    override_words = TextAreaField(
        _l("The reason in words"), [Optional()], description=_l("The person will read this.")
    )
    note = TextAreaField(_l("What is still needed"), [Optional()], description=_l("Only if you give it back."))

    def to_decision(self, recommended: SecurityLevel) -> Decision:
        """The level with its reason."""
        level = self.level.data if self.choice.data is Choice.OTHER else recommended
        return Decision(
            level=level, override_code=self.override_code.data or None, override_words=self.override_words.data or ""
        )


class StopForm(BaseForm):
    """Why an open classification is stopped."""

    reason = TextAreaField(_l("Why it is stopped"), [InputRequired()])
