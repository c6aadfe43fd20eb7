"""What the person chose for their passport."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import LOCALES, _, _l, current_locale, isolate, show_date
from programmes.passports.rules import Chosen, Contents
from programmes.passports.service import LEAST_REASON


class PassportForm(BaseForm):
    """What goes on the paper: the person decides, line by line."""

    certificates = SelectMultipleField(_l("Certificates"))
    trades = SelectMultipleField(_l("Hours by trade, with the modules done"))
    skills = SelectMultipleField(_l("Skills, with what was seen"))
    spoken = SelectMultipleField(_l("Languages"))
    language = SelectField(_l("Language of the paper"), [InputRequired()])
    issuer = SelectField(_l("Issued by"), [InputRequired()])
    agreed = BooleanField(_l("The person chose what stands on it"), [InputRequired(_l("Ask the person first."))])

    def offer(self, contents: Contents, bodies: Sequence[str]) -> None:
        """Fill the lists with what this person could show."""
        self.certificates.choices = [
            SelectChoice(value=str(one.id), label=f"{isolate(one.title)}, {show_date(one.issued_on)}")
            for one in contents.certificates
        ]
        self.trades.choices = [
            SelectChoice(value=one.title, label=f"{isolate(one.title)}: {_('%(hours)d hours', hours=one.hours)}")
            for one in contents.trades
        ]
        self.skills.choices = [
            SelectChoice(value=str(one.now.id), label=f"{one.skill.label}: {isolate(one.now.evidence)}")
            for one in contents.skills
        ]
        self.spoken.choices = [
            SelectChoice(value=code, label=current_locale().languages.get(code, code)) for code in contents.spoken
        ]
        self.language.choices = [SelectChoice(value=code, label=name) for code, name in LOCALES.items()]
        self.issuer.choices = [SelectChoice(value=one, label=one) for one in bodies]

    def to_chosen(self) -> Chosen:
        """What ``give`` takes."""
        picked = {name: frozenset(self[name].data or ()) for name in ("certificates", "trades", "skills", "spoken")}
        return Chosen(issuer=self.issuer.data, language=self.language.data, **picked)


class WithdrawForm(BaseForm):
    """Why a passport no longer holds."""

    reason = TextAreaField(
        _l("Why it is withdrawn"), [InputRequired(), Length(min=LEAST_REASON, max=500)],
        description=_l("Stays in the file. Who checks the paper reads only that it was withdrawn."),
    )  # fmt: skip
