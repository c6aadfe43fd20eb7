"""What a decision says."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, DateField, MoneyField
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.fines.service import FUNDS, LEAST_DECISION, NewFine
from marketplace.ledger.models import AccountRole


class FineForm(BaseForm):
    """A fine or damages."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    decision = StringField(
        _l("Decision"), [InputRequired(_l("Name the decision.")), Length(min=LEAST_DECISION, max=120)],
        description=_l("The authority and the number of its decision."),
    )  # fmt: skip
    decided_on = DateField(_l("Day of the decision"), [InputRequired(_l("Enter the day."))])
    fund = RadioField(
        _l("For whom"), [InputRequired(_l("Choose for whom it is taken."))],
        choices=[SelectChoice(value=one.value, label=one.label) for one in FUNDS],
    )  # fmt: skip
    amount = MoneyField(_l("Amount"), [InputRequired(_l("Enter an amount such as 12.50."))])

    def to_fine(self, person_id: uuid.UUID, currency: str) -> NewFine:
        """What ``ask`` takes."""
        assert self.decided_on.data is not None
        return NewFine(
            id=uuid.UUID(self.id.data), person_id=person_id, decision=self.decision.data,
            decided_on=self.decided_on.data, fund=AccountRole(self.fund.data), minor=self.amount.data or 0,
            currency=currency,
        )  # fmt: skip
