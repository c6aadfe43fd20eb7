"""Choosing a statement, and settling a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm, EnumRadioField
from kernel.i18n import _l
from marketplace.bank_formats.rules import Statement, read_camt, read_mt940
from marketplace.bank_lines.models import Format
from marketplace.bank_sheets.rules import read_csv

COLUMNS = ("date", "amount", "text", "name", "account")


class StatementForm(BaseForm):
    """A file of the bank; for a spreadsheet also which columns hold what."""

    file = FileField(_l("File of the bank"), [FileRequired(_l("Choose the file of the bank."))])
    format = EnumRadioField(_l("How it is written"), [InputRequired()], kind=Format, default=Format.CAMT)
    mapping = SelectField(_l("Read as before"), [Optional()])
    bank = StringField(
        _l("Name of the bank"), [Optional(), Length(max=60)],
        description=_l("The columns are kept under this name for the next time."),
    )  # fmt: skip
    date = StringField(_l("Column of the day"), [Optional(), Length(max=60)])
    amount = StringField(_l("Column of the amount"), [Optional(), Length(max=60)])
    text = StringField(_l("Column of the purpose"), [Optional(), Length(max=60)])
    name = StringField(_l("Column of the payer's name"), [Optional(), Length(max=60)])
    account = StringField(_l("Column of the payer's account"), [Optional(), Length(max=60)])
    currency = StringField(
        _l("Currency"), [Optional(), Regexp(r"^[A-Z]{3}$", message=_l("Three capital letters, such as EUR."))],
        default="EUR",
    )  # fmt: skip
    month_first = BooleanField(_l("The month stands before the day, as in 11/20/2026"))

    def offer(self, mappings: Sequence[Any]) -> None:
        """The banks whose spreadsheets were read before."""
        self.mapping.choices = [SelectChoice(value="", label=""),
                                *(SelectChoice(value=str(row.id), label=row.name) for row in mappings)]  # fmt: skip

    def columns(self) -> dict[str, str]:
        """The heads that were typed."""
        return {key: (self[key].data or "").strip() for key in COLUMNS}

    def read(self, data: bytes, columns: dict[str, str], day_first: bool) -> Statement:
        """The statement in the file. Raises DomainError when it is none."""
        if self.format.data is Format.CAMT:
            return read_camt(data)
        if self.format.data is Format.MT940:
            return read_mt940(data)
        return read_csv(data, columns, self.currency.data or "EUR", day_first=day_first)
