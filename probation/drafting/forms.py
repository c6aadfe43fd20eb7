"""Forms of a condition: what it is for, why it is needed, and what the catalogue asks to fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.fields import DateField, EnumRadioField, EnumSelectField, TimeField
from kernel.forms import BaseForm
from kernel.i18n import _, _l
from probation.catalogue.rules import LONGEST, Input, PolicyLine
from probation.conditions.models import Asker, Purpose
from probation.drafting.service import NewVariation
from probation.extras.service import ExtraCondition


class ConditionForm(BaseForm):
    """Why this condition: the same for one of the catalogue and for one made for this person."""

    purpose = EnumSelectField(
        _l("What it is for"),
        [InputRequired(_l("A condition without a purpose is not set (Tokyo Rule 12.2). Say what it is for."))],
        kind=Purpose,
    )
    necessity = TextAreaField(
        _l("Why it is needed"), [InputRequired(), Length(min=10, max=2000)],
        description=_l("What in this person's life calls for it. The person reads this too."),
    )  # fmt: skip
    proportionality = TextAreaField(
        _l("Why no lighter condition would do"), [InputRequired(), Length(min=10, max=2000)]
    )
    review_on = DateField(
        _l("Look at it again on"), [InputRequired()],
        description=_l("A condition that has done its work is taken away."),
    )  # fmt: skip

    def own_fields(self, line: PolicyLine | None) -> list[str]:
        """The names of the fields that only this condition has, in the order in which they are asked for."""
        names = [name for one in line.inputs for name in (one.name, _gone(one.name))] if line else ["text", "plain"]
        return [name for name in names if name in self]

    def to_extra(self, line: PolicyLine | None) -> ExtraCondition:
        """The condition of a form that was validated."""
        asked = line.inputs if line else ()
        return ExtraCondition(
            code=line.code if line else "", purpose=self.purpose.data,
            inputs={one.name: _kept(self[one.name].data) for one in asked if one.kind != "file"},
            files={one.name: _sent(self[one.name].data) for one in asked if one.kind == "file" and self[one.name].data},
            dropped=frozenset(one.name for one in asked if _gone(one.name) in self and self[_gone(one.name)].data),
            text="" if line else self["text"].data, plain="" if line else self["plain"].data,
            necessity=self.necessity.data or "", proportionality=self.proportionality.data or "",
            review_on=self.review_on.data,
        )  # fmt: skip

    def ask_files_again(self) -> None:
        """A browser does not send a file twice: say so beside each that was good when something else was refused."""
        for one in self:
            if isinstance(one, FileField) and one.data and not one.errors:
                one.errors = [_("Choose this file again: your browser does not keep it.")]


class OwnForm(ConditionForm):
    """A condition in words made for one person."""

    text = TextAreaField(_l("Words as served"), [InputRequired(), Length(max=2000)])
    plain = TextAreaField(_l("The same in plain words"), [InputRequired(), Length(max=1000)])


class Talked(LabelledEnum):
    """Whether a variation was talked over with the person."""

    YES = "yes", _l("Yes")
    NO = "no", _l("No, not yet")


class VaryForm(BaseForm):
    """The start of a variation."""

    reason = TextAreaField(_l("Why the conditions should change"), [InputRequired(), Length(min=10, max=2000)])
    asked_by = EnumRadioField(
        _l("Who asked for the change"), [InputRequired(_l("Say who asked for the change."))], kind=Asker,
        description=_l("Colleagues see this. It stands on no paper that the person is given."),
    )  # fmt: skip
    talked = EnumRadioField(
        _l("Was it talked over with the person?"),
        [InputRequired(_l("Say whether it was talked over with the person."))],
        kind=Talked,
    )
    talked_on = DateField(_l("If yes: on which day"))
    not_talked = TextAreaField(_l("If no: why not"), [Length(max=1000)])

    def to_variation(self) -> NewVariation:
        """The command of a form that was validated. Raises DomainError where a talk has no day."""
        talked = self.talked.data is Talked.YES
        if talked and self.talked_on.data is None:
            raise DomainError(_("Say on which day it was talked over."), field="talked_on")
        return NewVariation(
            reason=self.reason.data or "", asked_by=self.asked_by.data,
            talked_on=self.talked_on.data if talked else None, not_talked="" if talked else self.not_talked.data or "",
        )  # fmt: skip


def _kept(data: Any) -> str:
    return data.isoformat("minutes") if isinstance(data, dt.time) else str(data or "")


def _sent(sent: Any) -> bytes:
    """The bytes of a file, from its beginning: a view that clashed with another writer reads it twice."""
    sent.seek(0)
    return bytes(sent.read())


def _gone(name: str) -> str:
    """The box that takes away the file of an input."""
    return f"{name}_gone"


def _field(one: Input, *, held: bool) -> Field:
    """The field that a kind of input is typed into. ``held``: there is a file already."""
    needed = [InputRequired() if one.needed and not held else Optional()]
    if one.kind == "date":
        return DateField(one.label, needed)
    if one.kind == "time":
        return TimeField(one.label, needed)
    if one.kind == "file":
        usual, instead = (
            _l("A picture (PNG, JPEG, WebP) or a PDF, up to 10 MB."),
            _l("A picture (PNG, JPEG, WebP) or a PDF, up to 10 MB. Without another one, the one above stays."),
        )
        return FileField(one.label, needed, description=instead if held else usual)
    if one.kind == "choice":
        blank = SelectChoice(value="", label="")
        listed = [SelectChoice(value=value, label=label) for value, label in one.options]
        return SelectField(one.label, needed, choices=[blank, *listed])
    return StringField(one.label, [*needed, Length(max=LONGEST.get(one.kind, 6))])


_READ: Mapping[str, Callable[[str], Any]] = {"date": dt.date.fromisoformat, "time": dt.time.fromisoformat}
"""What an answer that was kept is in its field."""


def form_for(line: PolicyLine | None, held: Collection[str] = (), **filled: Any) -> ConditionForm:
    """The form of a condition of the catalogue with its inputs, or of one made for this person.

    ``held``: the inputs whose file is there already; each that may be left out can be taken away.
    """
    if line is None:
        return OwnForm(**filled)
    fields = {one.name: _field(one, held=one.name in held) for one in line.inputs}
    for one in line.inputs:
        if one.name in held and not one.needed:
            fields[_gone(one.name)] = BooleanField(_l("Take this away: %(label)s", label=one.label))
        if one.kind in _READ and isinstance(filled.get(one.name), str):
            filled[one.name] = _READ[one.kind](filled[one.name])
    return type("ListedForm", (ConditionForm,), fields)(**filled)  # type: ignore[no-any-return]
