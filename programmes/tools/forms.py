"""What is typed about tools."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.fields import EnumRadioField, plain_digits
from kernel.forms import BaseForm
from kernel.i18n import _, _l
from programmes.catalogue.forms import id_field
from programmes.tools.models import CountMoment
from programmes.tools.rules import classes
from programmes.tools.service import LEAST_NOTE, LEAST_WORDS, NewTool


class ToolForm(BaseForm):
    """A tool to put on the board."""

    id = id_field()
    code = StringField(_l("Code"), [InputRequired(), Length(max=20)], description=_l("As on the board, such as B07."))
    name = StringField(_l("Tool"), [InputRequired(), Length(max=120)])
    tool_class = SelectField(_l("Class"), [InputRequired()])
    board = StringField(_l("Place on the board"), [Optional(), Length(max=40)])

    def offer(self) -> None:
        """Fill the list of classes."""
        self.tool_class.choices = [SelectChoice(value=one.code, label=one.label) for one in classes().values()]

    def to_tool(self, workshop_id: uuid.UUID) -> NewTool:
        """What ``add_tool`` takes."""
        return NewTool(
            id=self.id.data, workshop_id=workshop_id, code=self.code.data.strip().upper(), name=self.name.data,
            tool_class=self.tool_class.data, board=self.board.data or "",
        )  # fmt: skip


class CountForm(BaseForm):
    """A count of the board."""

    moment = EnumRadioField(_l("When"), [InputRequired()], kind=CountMoment)
    counted = IntegerField(_l("Tools on the board"), [InputRequired(), NumberRange(0, 10000)])
    words = StringField(_l("What differs"), [Optional(), Length(max=300)])


class FoundForm(BaseForm):
    """Where a missing tool was."""

    words = StringField(_l("Where it was found"), [InputRequired(), Length(min=LEAST_WORDS, max=300)])


class WriteOffForm(BaseForm):
    """What security has to know of a tool that will not come back."""

    note = TextAreaField(
        _l("Note to security"), [InputRequired(), Length(min=LEAST_NOTE, max=1000)],
        description=_l("Where it was seen last, who had it, what was searched."),
    )  # fmt: skip


class DecideForm(BaseForm):
    """What the second human says."""

    decision = RadioField(
        _l("Decision"), [InputRequired()],
        choices=[
            SelectChoice(value="yes", label=_l("Write it off")),
            SelectChoice(value="no", label=_l("Refuse: it has to be found")),
        ],
    )  # fmt: skip


def wanted_from(form: Mapping[str, str]) -> tuple[dict[uuid.UUID, int], list[str]]:
    """The number typed beside each tool, and in words what cannot be read."""
    wanted, refused = {}, []
    for name, value in form.items():
        typed = plain_digits(value)
        key = _key(name, "to-")
        if key is None or not typed:
            continue
        if not typed.isdecimal():
            refused.append(_("Write the number of the person as a whole number, such as 7."))
            continue
        wanted[key] = int(typed[:4])
    return wanted, refused


def said_from(form: Mapping[str, str]) -> dict[uuid.UUID, str]:
    """What is said of each tool that was out."""
    return {key: value for name, value in form.items() if (key := _key(name, "is-"))}


def _key(name: str, prefix: str) -> uuid.UUID | None:
    if not name.startswith(prefix):
        return None
    try:
        return uuid.UUID(name.removeprefix(prefix))
    except ValueError:
        return None
