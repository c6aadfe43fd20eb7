"""What is typed about work for private beneficiaries."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel import clock
from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.fields import EnumRadioField
from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import LOCALES, _, _l
from programmes.catalogue.forms import id_field, prisons_of
from programmes.catalogue.queries import workshops_for
from programmes.intakes.queries import running_intakes
from programmes.pay.forms import minor_from
from programmes.pay.models import RateBasis
from programmes.private_work.models import HowRead, HowSigned
from programmes.private_work.service import LEAST_SOURCE, NewComparison, NewConsent, NewWork


class WorkForm(BaseForm):
    """A private work to mark."""

    id = id_field()
    where = SelectField(_l("Workshop or group"), [InputRequired()])
    beneficiary = StringField(_l("Who the work is for"), [InputRequired(), Length(max=160)])
    contract = StringField(_l("Contract"), [InputRequired(), Length(max=120)], description=_l("Number and date."))
    from_on = DateField(_l("From"), [InputRequired()])
    until_on = DateField(_l("To"), [InputRequired()])
    complaints_to = TextAreaField(
        _l("Where people can complain"), [InputRequired(), Length(max=500)],
        description=_l("Printed on the paper each person gets, such as the inspector's address."),
    )  # fmt: skip
    declared = BooleanField(_l("No member of staff and nobody of their family gains by this work"))

    def offer(self, actor: Actor) -> None:
        """Fill the list with the workshops and the running groups of the actor's prisons."""
        today, found = clock.today(), []
        for prison in prisons_of(actor):
            unit = uuid.UUID(prison.value)
            rooms = [one for one in workshops_for(actor) if one.unit_id == unit]
            found += [_choice("workshop", unit, one, f"{prison.label}: {one.name}") for one in rooms]
            groups = running_intakes(actor, unit, today)
            found += [_choice("intake", unit, one, f"{prison.label}: {one.name} ({_('group')})") for one in groups]
        self.where.choices = found

    def to_work(self) -> NewWork:
        """What ``mark`` takes."""
        assert self.from_on.data
        assert self.until_on.data
        kind, unit, key = self.where.data.split(":")
        place = {f"{kind}_id": uuid.UUID(key)}
        return NewWork(
            id=self.id.data, unit_id=uuid.UUID(unit), beneficiary=self.beneficiary.data, contract=self.contract.data,
            from_on=self.from_on.data, until_on=self.until_on.data, complaints_to=self.complaints_to.data,
            declared=bool(self.declared.data), **place,
        )  # fmt: skip


def _choice(kind: str, unit: uuid.UUID, row: Any, label: str) -> SelectChoice:
    return SelectChoice(value=f"{kind}:{unit}:{row.id}", label=label)


class ComparisonForm(BaseForm):
    """What a free worker gets."""

    id = id_field()
    basis = EnumSelectField(_l("Paid for"), [InputRequired()], kind=RateBasis)
    amount = StringField(_l("Amount"), [InputRequired(), Length(max=12)], description=_l("For example, 1.20"))
    currency = StringField(_l("Currency"), [InputRequired(), Length(min=3, max=3)])
    source = TextAreaField(_l("Where this was found"), [InputRequired(), Length(min=LEAST_SOURCE, max=500)])
    found_on = DateField(_l("When it was found"), [InputRequired()])

    def to_comparison(self, work_id: uuid.UUID) -> NewComparison:
        """What ``compare`` takes. Raises DomainError naming the field that cannot be read."""
        assert self.found_on.data
        currency = self.currency.data.upper()
        if not (currency.isascii() and currency.isalpha()):
            raise DomainError(_("Write the currency as three letters, such as EUR."), field="currency")
        return NewComparison(
            id=self.id.data, work_id=work_id, basis=self.basis.data, minor=minor_from(self.amount.data, currency),
            currency=currency, source=self.source.data, found_on=self.found_on.data,
        )  # fmt: skip


class ConsentForm(BaseForm):
    """A person's yes."""

    id = id_field()
    number = StringField(_l("Number of the person"), [InputRequired(), Length(max=40)])
    language = SelectField(_l("Language of the paper"), [InputRequired()])
    how_read = EnumRadioField(_l("How did the text reach the person?"), [InputRequired()], kind=HowRead)
    how_signed = EnumRadioField(_l("How did the person sign?"), [InputRequired()], kind=HowSigned)
    signed_name = StringField(_l("The person's name as they write it"), [InputRequired(), Length(max=200)])
    witness = StringField(_l("Who saw it"), [InputRequired(), Length(max=200)])

    def offer(self) -> None:
        """Fill the list of languages."""
        self.language.choices = [SelectChoice(value=code, label=name) for code, name in LOCALES.items()]

    def to_consent(self, work_id: uuid.UUID, paper: bytes) -> NewConsent:
        """What ``consent`` takes."""
        return NewConsent(
            id=self.id.data, work_id=work_id, number=self.number.data, language=self.language.data,
            how_read=HowRead(self.how_read.data), how_signed=HowSigned(self.how_signed.data),
            signed_name=self.signed_name.data, witness=self.witness.data, paper=paper,
        )  # fmt: skip


class WithdrawForm(BaseForm):
    """What the person said when they took their word back; nobody has to give a reason."""

    words = StringField(_l("What the person said"), [Optional(), Length(max=500)])
