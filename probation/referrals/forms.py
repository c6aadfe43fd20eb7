"""The forms of a referral."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField, id_field
from kernel.i18n import LOCALES, _l
from probation.contacts.models import NeedArea
from probation.referrals.models import BY_EVENT, Complexity, Withdrawal
from probation.referrals.service import Draft


class ReferralForm(BaseForm):
    """A draft. Outcomes are written one a line."""

    id = id_field()
    service_id = SelectField(_l("Service"), [InputRequired(_l("Choose a service."))], choices=list)
    need = EnumSelectField(_l("Which need is it for?"), [InputRequired()], kind=NeedArea)
    goal = TextAreaField(
        _l("What does the person want to reach?"), [InputRequired(), Length(min=5, max=1000)],
        description=_l("In their own words where you can."),
    )  # fmt: skip
    outcomes = TextAreaField(
        _l("What is to be different afterwards?"), [InputRequired(), Length(max=1800)],
        description=_l("One a line, at most six. The service reports on each at the end."),
    )  # fmt: skip
    complexity = EnumRadioField(_l("How much help is needed?"), [InputRequired()], kind=Complexity)
    language = SelectField(
        _l("Language the person speaks best"),
        choices=[SelectChoice(value="", label=_l("Not known")), *(
            SelectChoice(value=code, label=name) for code, name in LOCALES.items()
        )],
    )  # fmt: skip
    practical = TextAreaField(
        _l("What the service should arrange"), [Optional(), Length(max=1000)],
        description=_l("Interpreter, access, children to look after, hours at which the person cannot come."),
    )  # fmt: skip
    alerts = SelectMultipleField(
        _l("Alerts the service must know"), choices=list,
        description=_l("Only what keeps people safe there. What is not ticked is not told."),
    )  # fmt: skip
    risk_words = TextAreaField(
        _l("What else it must know to stay safe"), [Optional(), Length(max=2000)],
        description=_l("No offence, no diagnosis, no names of others unless safety asks for it."),
    )  # fmt: skip
    agreed = BooleanField(_l("The person agrees to be sent there and knows what the service is told"))

    def offer(self, services: Sequence[Any], alerts: Sequence[tuple[str, str]], kept: Sequence[str] = ()) -> None:
        """Fill what may be chosen. ``kept``: alerts ticked before, though the file has ended them since."""
        self.service_id.choices = [
            SelectChoice(value="", label=""),
            *(SelectChoice(value=str(one.id), label=f"{one.name} ({one.kind.label})") for one in services),
        ]
        words = dict.fromkeys([words for words, _tone in alerts] + list(kept))
        self.alerts.choices = [SelectChoice(value=one, label=one) for one in words]

    def lines(self) -> tuple[str, ...]:
        """The desired outcomes, one a line."""
        return tuple(line.strip()[:300] for line in (self.outcomes.data or "").splitlines() if line.strip())

    def to_draft(self, person_id: uuid.UUID, referral_id: uuid.UUID | None = None) -> Draft:
        """The command of a form that was validated."""
        return Draft(
            id=referral_id or self.id.data, person_id=person_id, service_id=uuid.UUID(self.service_id.data),
            need=self.need.data, goal=self.goal.data or "", complexity=self.complexity.data, outcomes=self.lines(),
            language=self.language.data or "", practical=self.practical.data or "", agreed=bool(self.agreed.data),
            alerts=tuple(self.alerts.data or ()), risk_words=self.risk_words.data or "",
        )  # fmt: skip


class SendForm(BaseForm):
    """The last look: ``shown`` is the SHA-256 of what stands on the page."""

    shown = HiddenField()


class AcceptForm(BaseForm):
    """The service takes the person."""

    on = DateField(_l("On which day did it say yes?"), [InputRequired()])

    def day(self) -> dt.date:
        """The day of a form that was validated."""
        assert self.on.data
        return self.on.data


class DeclineForm(BaseForm):
    """The service does not take the person."""

    on = DateField(_l("On which day did it say no?"), [InputRequired()])
    why = TextAreaField(_l("What reason did it give?"), [InputRequired(), Length(min=5, max=1000)])
    day = AcceptForm.day


class WithdrawForm(BaseForm):
    """The referral ends early."""

    reason = EnumSelectField(_l("Why does it end?"), [InputRequired()], kind=Withdrawal)
    words = TextAreaField(_l("In a few words"), [InputRequired(), Length(min=5, max=1000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Reasons that the file gives by itself are not offered."""
        super().__init__(*args, **kwargs)
        self.reason.choices = [one for one in self.reason.choices if one.value not in BY_EVENT]
