"""The forms kit: fields that say what to do, keep what was typed, and end in a command."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, widgets
from wtforms.validators import ValidationError

from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.money import parse_minor


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Every HTML form: CSRF-protected, text normalised to NFC and stripped, refusals shown beside their field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Text is cleaned once, before any validator sees it."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give every text field the cleaning filter."""
            filters = [*unbound_field.kwargs.get("filters", ())]
            if issubclass(unbound_field.field_class, _text_fields()):
                options["filters"] = [clean, *filters]
            return unbound_field.bind(form=form, **options)

    def refuse(self, refusal: DomainError) -> None:
        """Show a rule's refusal beside the field it names, or at the top of the form."""
        sentence = str(refusal)
        if refusal.field and refusal.field in self:
            field = self[refusal.field]
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)


def _text_fields() -> tuple[type[Field], ...]:
    from wtforms import SearchField, StringField, TextAreaField  # noqa: PLC0415 - wtforms resolves these lazily

    return (StringField, TextAreaField, SearchField)


def clean(value: Any) -> Any:
    """Typed text in NFC without blanks around it; anything else untouched."""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


class DateField(Field):  # type: ignore[misc]
    """A date in three boxes, day month year, as people write it. ``data`` is a date or None; what was typed is kept."""

    widget = widgets.TextInput()
    parts: tuple[str, str, str] = ("", "", "")

    def process_data(self, value: dt.date | None) -> None:
        """Fill the boxes from a date."""
        self.data = value
        self.parts = (str(value.day), str(value.month), str(value.year)) if value else ("", "", "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes ``name-day``, ``name-month``, ``name-year``."""
        super().process(None, data, extra_filters)
        if formdata:
            names = [f"{self.name}-{part}" for part in ("day", "month", "year")]
            if any(name in formdata for name in names):
                self.parts = tuple(_digits(formdata.get(name, "")) for name in names)  # type: ignore[assignment]
                self._read()

    def _read(self) -> None:
        self.data, self.process_errors = None, []
        if not any(self.parts):
            return
        try:
            day, month, year = (int(part) for part in self.parts)
            self.data = dt.date(year, month, day)
        except ValueError:
            self.process_errors = [_("Enter a real date, such as 24 11 2026.")]


def _digits(typed: str) -> str:
    """Typed digits of any script as 0-9 (Arabic-Indic and Persian digits are typed too); other text stays."""
    text = typed.strip()
    return str(int(text)) if text.isdecimal() else text


class MoneyField(Field):  # type: ignore[misc]
    """An amount in ``currency``. ``data`` is minor units or None."""

    widget = widgets.TextInput()

    def __init__(self, *args: Any, currency: str = "EUR", **kwargs: Any) -> None:
        """``currency`` decides the decimals that may be typed."""
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.typed = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed amount; raises ValueError with a sentence when it is none."""
        self.typed, self.data = (valuelist or [""])[0], None
        if self.typed.strip():
            try:
                self.data = parse_minor(self.typed, self.currency)
            except ValueError:
                raise ValidationError(_("Enter an amount such as 12.50.")) from None


def enum_options(kind: type[LabelledEnum], *, blank: bool = False) -> list[Any]:
    """Choices for a select or radio field from a labelled enum."""
    from wtforms.fields.choices import SelectChoice  # noqa: PLC0415

    options = [SelectChoice(value=member.value, label=member.label) for member in kind]
    return [SelectChoice(value="", label=""), *options] if blank else options
