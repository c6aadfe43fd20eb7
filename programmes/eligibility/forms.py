"""What is typed about a rule of admission."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from casework.public import Area, LegalStatus, SecurityLevel
from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, EnumCheckboxField, EnumRadioField, EnumSelectField
from kernel.i18n import _, _l, current_locale
from programmes.catalogue.forms import id_field, prisons_of
from programmes.catalogue.queries import live_programmes
from programmes.eligibility.models import RuleKind, Severity
from programmes.eligibility.service import NewRule

TAUGHT_IN = ("ar", "en", "es", "fr", "ru", "zh", "de", "fa", "it", "pl", "pt", "ro", "so", "sw", "tr", "uk", "ur", "vi")


class RuleForm(BaseForm):
    """A rule: what it looks at, the value for that, what it rests on, from when."""

    id = id_field()
    kind = EnumSelectField(_l("The rule looks at"), [InputRequired()], kind=RuleKind)
    level = EnumSelectField(_l("Highest security level"), [Optional()], kind=SecurityLevel)
    any_of = EnumCheckboxField(_l("Legal status, one of"), [Optional()], kind=LegalStatus)
    area = EnumSelectField(_l("Need area"), [Optional()], kind=Area)
    least = IntegerField(_l("Need, at least (0 to 3)"), [Optional(), NumberRange(0, 3)])
    days = IntegerField(_l("Days to release"), [Optional(), NumberRange(0, 36500)])
    languages = SelectMultipleField(
        _l("Languages, one of"),
        [Optional()],
        description=_l("What the group is held in, not where people are from."),
    )
    years = IntegerField(_l("Years of age"), [Optional(), NumberRange(10, 100)])
    before = SelectField(_l("Programme to complete first"), [Optional()])
    prisons = SelectMultipleField(_l("Prisons"), [Optional()])
    legal_ref = StringField(_l("What the rule rests on"), [Optional(), Length(max=120)])
    severity = EnumRadioField(_l("When it is not met"), [Optional()], kind=Severity, default=Severity.BLOCK)
    valid_from = DateField(_l("In force from"), [InputRequired()])

    def offer(self, actor: Actor) -> None:
        """Fill the lists: the prisons in the actor's scope, languages that are taught in, programmes."""
        names = current_locale().languages
        self.languages.choices = [SelectChoice(value=code, label=str(names.get(code, code))) for code in TAUGHT_IN]
        found = [SelectChoice(value=str(key), label=name) for key, name in live_programmes()]
        self.before.choices = [SelectChoice(value="", label=_("Choose a programme")), *found]
        self.prisons.choices = [SelectChoice(value=one.value, label=one.label) for one in prisons_of(actor)]

    def to_rule(self, programme_id: uuid.UUID) -> NewRule:
        """What ``set_rule`` takes. Raises DomainError naming the value that this kind of rule needs."""
        assert self.valid_from.data is not None
        return NewRule(
            id=self.id.data,
            programme_id=programme_id,
            kind=self.kind.data,
            given=self._given(self.kind.data),
            valid_from=self.valid_from.data,
            legal_ref=self.legal_ref.data or "",
            severity=self.severity.data or Severity.BLOCK,
        )

    def _given(self, kind: RuleKind) -> dict[str, Any]:
        days, none = {"days": "days"}, dict[str, str]()
        wanted = {
            RuleKind.LEVEL_AT_MOST: {"level": "level"},
            RuleKind.LEGAL_STATUS: {"any_of": "any_of"},
            RuleKind.NEED_AT_LEAST: {"area": "area", "least": "least"},
            RuleKind.DAYS_AT_LEAST: days,
            RuleKind.DAYS_AT_MOST: days,
            RuleKind.UNIT: {"any_of": "prisons"},
            RuleKind.LANGUAGE: {"any_of": "languages"},
            RuleKind.AGE_AT_LEAST: {"years": "years"},
            RuleKind.COMPLETED: {"programme": "before"},
        }.get(kind, none)
        given = {key: _plain(self._filled(name)) for key, name in wanted.items()}
        if kind is RuleKind.COMPLETED:
            given["name"] = next(str(one.label) for one in self.before.choices if one.value == given["programme"])
        return given

    def _filled(self, name: str) -> Any:
        value = self[name].data
        if value in (None, "", []):
            raise DomainError(_("Fill this in: this kind of rule needs it."), field=name)
        return value


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [str(getattr(one, "value", one)) for one in value]
    return getattr(value, "value", value)


class EndRuleForm(BaseForm):
    """The last day of a rule."""

    valid_to = DateField(_l("Last day it holds"), [InputRequired()])
