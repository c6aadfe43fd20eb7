"""Up to which day a pay run goes."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from kernel.authz import Actor
from kernel.forms import BaseForm, DateField
from kernel.i18n import _l
from programmes.catalogue.forms import id_field, prisons_of
from programmes.pay_periods.service import NewRun


class RunForm(BaseForm):
    """A run to look at, and then to freeze."""

    id = id_field()
    unit_id = SelectField(_l("Prison"), [InputRequired()])
    last_on = DateField(_l("Up to and including"), [InputRequired()])
    seen = HiddenField()

    def offer(self, actor: Actor) -> None:
        """Fill the list with the prisons in the actor's scope."""
        self.unit_id.choices = prisons_of(actor)

    def to_run(self) -> NewRun:
        """What ``freeze`` takes."""
        assert self.last_on.data is not None
        seen = str(self.seen.data or "0")
        return NewRun(
            id=self.id.data, unit_id=uuid.UUID(self.unit_id.data), last_on=self.last_on.data,
            seen=int(seen) if seen.lstrip("-").isdecimal() else 0,
        )  # fmt: skip
