"""Who is to stand on a list, and what is ticked on it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import IntegerField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from kernel import sheets
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.i18n import _, _l
from programmes.bulk.rules import MOST, Typed, read_numbers
from programmes.bulk.service import NewList
from programmes.catalogue.forms import id_field


class ListForm(BaseForm):
    """The first of the waiting list, numbers pasted, or a file; several of them make one list. Ticks stand beside."""

    id = id_field()
    first = IntegerField(_l("The first of the waiting list, how many"), [Optional(), NumberRange(1, MOST)])
    numbers = TextAreaField(
        _l("File numbers, one a line"),
        [Optional(), Length(max=20_000)],
        description=_l("As they come out of a spreadsheet or a letter."),
    )
    file = FileField(
        _l("Or a file (CSV)"),
        description=_l("One person a line. The column headed “Number” is read, else the first."),
    )

    def to_list(self, intake_id: uuid.UUID, ranked: Sequence[tuple[uuid.UUID, str]], ticked: set[uuid.UUID]) -> NewList:
        """What ``make_list`` takes. ``ranked``: (person, number) of the waiting list in its order.

        Raises DomainError for a file that is no text.
        """
        chosen = [one for place, one in enumerate(ranked) if place < (self.first.data or 0) or one[0] in ticked]
        numbers = _numbers(self.numbers.data or "") + _numbers(self._file_text())
        return NewList(id=self.id.data, intake_id=intake_id, chosen=chosen, numbers=numbers)

    def _file_text(self) -> str:
        sent = self.file.data
        text = sheets.text_of(sent.read()) if sent and sent.filename else ""
        if text is None:
            raise DomainError(_("This file is no text. Save the sheet as CSV in UTF-8 and send that."), field="file")
        return text


def _numbers(text: str) -> list[Typed]:
    return read_numbers(sheets.numbered(text.splitlines(keepends=True), sheets.delimiter_of(text)))


class GiveForm(BaseForm):
    """The reason that stands for every ticked row whose rules are not all met."""

    reason = TextAreaField(
        _l("Reason for giving places although not all rules are met"),
        [Optional(), Length(min=10, max=500)],
        description=_l("Kept with each ticked place that needs it."),
    )
