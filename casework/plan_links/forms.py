"""The form that ties a step."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired, Optional

from casework.plan_links.rules import LinkChoice, Target
from kernel.fields import MoneyField
from kernel.forms import BaseForm
from kernel.i18n import _l


class LinkForm(BaseForm):
    """One of the real things on offer, and the sum where it is savings."""

    thing = RadioField(_l("What closes this step?"), [InputRequired(_l("Choose one."))])
    amount = MoneyField(_l("The sum to save"), [Optional()], description=_l("Only for savings, such as 250.00."))

    def offer(self, choices: Sequence[LinkChoice]) -> None:
        """Fill in what can be chosen."""
        self.thing.choices = [
            SelectChoice(value=one.key, label=f"{one.kind.label}. {one.words}" if one.words else str(one.kind.label))
            for one in choices
        ]
        self.amount.currency = next((one.currency for one in choices if one.currency), "EUR")

    def chosen(self, choices: Sequence[LinkChoice]) -> tuple[LinkChoice, Target | None]:
        """What was chosen, with its target."""
        found = next(one for one in choices if one.key == self.thing.data)
        target = Target(minor=self.amount.data or 0, currency=found.currency) if found.currency else None
        return found, target
