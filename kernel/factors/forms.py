"""Forms of the second step."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from kernel.factors.rules import Proof, Wanted
from kernel.forms import BaseForm, EnumRadioField
from kernel.i18n import _l


class CodeForm(BaseForm):
    """A code of the app or of the card: one box for both."""

    code = StringField(_l("Code"), [InputRequired(_l("Enter a code.")), Length(max=40)])


class WantedForm(BaseForm):
    """What to set up."""

    wanted = EnumRadioField(
        _l("What will you use?"), [InputRequired(_l("Choose what you will use."))], kind=Wanted, default=Wanted.APP
    )

    def offer(self, *, with_app: bool) -> None:
        """A new card beside an app is for whoever has one."""
        if not with_app:
            self.wanted.choices = [one for one in self.wanted.choices if one.value != Wanted.CODES]


class ProvenForm(WantedForm):
    """What to set up, and the proof that it is still the same person who asks."""

    proof = PasswordField(_l("Your password"), [InputRequired(_l("Enter it first.")), Length(max=200)])

    def ask_for(self, proof: Proof) -> None:
        """Name the box after what is asked for."""
        self.proof.label.text = proof.label
