"""The fields of a scoring form on screen: for each question the answer, what it rests on, and why it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from casework.answers.rules import AnswerRefused, answer_of
from casework.assessing.rules import Given, Ground
from casework.questions.rules import Item
from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import _, _l

NOT_KNOWN = "not_known"
LISTED = 13
"""A whole number with up to so many values is chosen, not typed."""


class SheetForm(BaseForm):
    """The parent of every form of answers; its fields come from the questions."""

    def read(self, items: Iterable[Item], today: dt.date) -> dict[str, Given]:
        """Question → answer, for what was answered or written about. What is no answer is said beside its field."""
        found = {}
        for item in items:
            value, said = self._value(item), {name: self._beside(item, name) for name in ("evidence", "stands")}
            days: Any = {name: self._day(item, name, today) for name in ("evidence_of", "happened_on")}
            ground = self._beside(item, "ground") or None
            if self[item.key].data or any(said.values()) or any(days.values()) or ground or not is_listed(item):
                found[item.key] = Given(value=value, ground=ground, **said, **days)
        return found

    @property
    def is_wrong(self) -> bool:
        """Whether some field says that it cannot be kept."""
        return any(one.errors for one in self)

    def _value(self, item: Item) -> Any:
        field = self[item.key]
        if not field.data or field.data == NOT_KNOWN or field.errors:
            return None
        try:
            return answer_of(item, field.data)
        except AnswerRefused as refusal:
            field.errors = [*field.errors, str(refusal)]
            return None

    def _beside(self, item: Item, name: str) -> Any:
        field = self._fields.get(f"{item.key}_{name}")
        return (field.data or "") if field is not None else ""

    def _day(self, item: Item, name: str, today: dt.date) -> dt.date | None:
        field = self._fields.get(f"{item.key}_{name}")
        if field is None or field.data is None:
            return None
        if field.data > today:
            field.errors = [*field.errors, _("This day is still to come. Write the day of what is known.")]
        return field.data  # type: ignore[no-any-return]


def is_listed(item: Item) -> bool:
    """Whether the answer is chosen from a list."""
    return bool(item.choices) or _is_short(item)


def _is_short(item: Item) -> bool:
    return item.kind == "number" and item.whole and item.most - item.least < LISTED


def _choices(item: Item) -> list[SelectChoice]:
    named = [SelectChoice(value=one.value, label=one.text) for one in item.choices]
    numbers = range(int(item.least), int(item.most) + 1) if not named else ()
    return [*named, *(SelectChoice(value=str(one), label=str(one)) for one in numbers),
            SelectChoice(value=NOT_KNOWN, label=_l("Not known"))]  # fmt: skip


def sheet_form(
    items: Iterable[Item], kept: Mapping[str, Given], *, numbers: Mapping[str, int] | None = None, blind: bool = False
) -> SheetForm:
    """A form for these questions, filled with what is kept. ``blind`` asks only for the answer and what shows it."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for nth, item in enumerate(items, 1):
        number = (numbers or {}).get(item.key, nth)
        fields[item.key] = _answer_field(item, number)
        fields[f"{item.key}_evidence"] = TextAreaField(_l("What shows this"), [Optional(), Length(max=2000)])
        if not blind:
            fields |= _evidence_fields(item)
        if (one := kept.get(item.key)) is not None:
            data |= _kept(item, one)
    made: SheetForm = type("AnswersForm", (SheetForm,), fields)(data=data)
    return made


def _answer_field(item: Item, number: int) -> Any:
    label = _l("%(number)s. %(question)s", number=number, question=item.text)
    if is_listed(item):
        return RadioField(label, choices=_choices(item), validate_choice=False, description=item.help)
    if item.kind == "date":
        return DateField(label, [Optional()], description=item.help)
    return StringField(label, description=item.help)


def _evidence_fields(item: Item) -> dict[str, Any]:
    found = {
        "ground": EnumSelectField(_l("It rests on"), [Optional()], kind=Ground),
        "evidence_of": DateField(_l("Day of the evidence"), [Optional()]),
        "stands": TextAreaField(_l("Why your answer stands"), [Optional(), Length(max=2000)]),
    }
    if any(one.becomes for one in item.choices):
        found["happened_on"] = DateField(_l("When it happened"), [Optional()])
    return {f"{item.key}_{name}": field for name, field in found.items()}


def _kept(item: Item, one: Given) -> dict[str, Any]:
    shown = one.value if item.kind == "date" else (NOT_KNOWN if is_listed(item) else "")
    if one.value is not None and item.kind != "date":
        shown = f"{one.value:g}" if isinstance(one.value, float | int) else one.value
    beside = {"evidence": one.evidence, "ground": one.ground, "evidence_of": one.evidence_of, "stands": one.stands,
              "happened_on": one.happened_on}  # fmt: skip
    return {item.key: shown, **{f"{item.key}_{name}": value for name, value in beside.items()}}
