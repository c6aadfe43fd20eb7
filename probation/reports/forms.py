"""Forms of breach and recall reports."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Self

from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from kernel.fields import EnumCheckboxField, EnumRadioField
from kernel.forms import BaseForm
from kernel.i18n import _, _l, isolate
from probation.catalogue.queries import text_of
from probation.reports.models import AccountHow, Alternative, Vulnerability
from probation.reports.service import Draft


class ReportForm(BaseForm):
    """What a report says. A draft may be kept with any part still empty; what is missing is said when it is sent."""

    account_how = EnumRadioField(_l("The person's side"), kind=AccountHow)
    account = TextAreaField(_l("What the person says, in their words"), [Length(max=8000)])
    conditions = SelectMultipleField(_l("Conditions that were not kept"))
    alternatives = EnumCheckboxField(_l("What was tried before"), kind=Alternative)
    vulnerabilities = EnumCheckboxField(_l("What the receiving prison must know"), kind=Vulnerability)
    reasons = TextAreaField(_l("Why nothing lighter is enough"), [Length(max=8000)])
    how = TextAreaField(_l("When and how did you try?"), [Length(max=1000)])

    def offers(self, conditions: Sequence[Any]) -> Self:
        """The form with the conditions to choose from, in the words they were served in."""
        self.conditions.choices = [(str(one.id), isolate(str(text_of(one)))) for one in conditions]
        return self

    def to_draft(self, report_id: uuid.UUID) -> Draft:
        """The command of a form that was validated."""
        return Draft(
            report_id=report_id, account_how=self.account_how.data, account=self.account.data or "",
            conditions=tuple(uuid.UUID(one) for one in self.conditions.data or ()),
            alternatives=tuple(self.alternatives.data or ()), vulnerabilities=tuple(self.vulnerabilities.data or ()),
            reasons=self.reasons.data or "",
        )  # fmt: skip


class SendForm(ReportForm):
    """A report that goes to a supervisor: an attempt that was typed and not logged would be lost on the way."""

    def validate_how(self, field: TextAreaField) -> None:
        """Nothing may stand in the box of an attempt."""
        if field.data:
            raise ValidationError(_("Log this attempt first, or empty the box."))


class AttemptForm(ReportForm):
    """An attempt to hear the person, logged beside the report as it was typed so far."""

    how = TextAreaField(_l("When and how did you try?"), [InputRequired(), Length(min=10, max=1000)])


class BackForm(BaseForm):
    """Words of a supervisor who gives a report back."""

    words = TextAreaField(_l("What is missing"), [InputRequired(), Length(min=10, max=2000)])


class NotFiledForm(BaseForm):
    """A decision not to file."""

    progress = TextAreaField(_l("What the person has achieved"), [InputRequired(), Length(min=10, max=4000)])
    expectations = TextAreaField(
        _l("What is expected now, and the help for it"), [InputRequired(), Length(min=10, max=4000)]
    )
