"""The forms kit: forms that say what to do, keep what was typed, and end in a command. The fields are in ``fields``."""

from __future__ import annotations

import functools
import unicodedata
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from typing_extensions import override
from wtforms import Field, FieldList, Form, HiddenField
from wtforms.csrf.core import CSRFTokenField

from kernel import moulds
from kernel.errors import DomainError
from kernel.fields import (
    DateField,
    EnumCheckboxField,
    EnumRadioField,
    EnumSelectField,
    MoneyField,
    TimeField,
    enum_options,
    id_field,
    moment_of,
)
from kernel.i18n import _l

__all__ = [
    "BaseForm", "DateField", "EnumCheckboxField", "EnumRadioField", "EnumSelectField", "MoneyField", "RowForm",
    "TimeField", "clean",
    "enum_options", "id_field", "moment_of",
]  # fmt: skip

_OUR_WORDS = {
    "This field is required.": _l("Fill in this field."),
    "Not a valid choice.": _l("Choose one of the options."),
    "Not a valid choice": _l("Choose one of the options."),
    "Not a valid integer value.": _l("Enter a whole number, such as 12."),
    "Not a valid decimal value.": _l("Enter a number, such as 12.5."),
    "Not a valid float value.": _l("Enter a number, such as 12.5."),
    "Number must be between %(min)s and %(max)s.": _l("Enter a number from %(min)s to %(max)s."),
    "Number must be at least %(min)s.": _l("Enter %(min)s or more."),
    "Number must be at most %(max)s.": _l("Enter %(max)s or less."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Use from %(min)d to %(max)d characters."),
    "Invalid email address.": _l("Enter an e-mail address such as name@example.org."),
    "Invalid input.": _l("Check what you typed."),
    "Invalid Choice: could not coerce.": _l("Choose one of the options."),
    "CSRF token missing": _l("This form was open too long. Send it again."),
}
"""What WTForms would say, said our way."""

_OUR_LENGTHS = {
    "Field must be at least %(min)d character long.": _l("Use %(min)d characters or more."),
    "Field cannot be longer than %(max)d character.": _l("Use %(max)d characters or fewer."),
    "Field must be exactly %(max)d character long.": _l("Use exactly %(max)d characters."),
}
"""The validator fills the numbers in after the translation."""


class _Words:
    """WTForms' translations object: our sentences for its own."""

    def gettext(self, sentence: str) -> str:
        return str(_OUR_WORDS.get(sentence, sentence))

    def ngettext(self, one: str, many: str, n: int) -> str:
        sentence = one if n == 1 else many
        return str(_OUR_LENGTHS.get(one, sentence))


class _LateToken(CSRFTokenField):  # type: ignore[misc]
    """The token signed when the form is shown, not when it is sent: a command that succeeds shows no form."""

    @override
    def process(self, *args: Any, **kwargs: Any) -> None:
        HiddenField.process(self, *args, **kwargs)

    @override
    def _value(self) -> str:
        return str(generate_csrf())


class _Tokens(FlaskForm.Meta.csrf_class):  # type: ignore[misc]
    field_class = _LateToken


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Every HTML form: CSRF-protected, text normalised to NFC and stripped, refusals shown beside their field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Text is cleaned once, before any validator sees it."""

        csrf_class = _Tokens

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give every text field the cleaning filter."""
            filters = [*unbound_field.kwargs.get("filters", ())]
            if issubclass(unbound_field.field_class, _text_fields()):
                options["filters"] = [clean, *filters]
            return moulds.bind(form, unbound_field, **options)

        def get_translations(self, _form: Any) -> _Words:
            """Our own sentences instead of the library's."""
            return _Words()

    def refuse(self, refusal: DomainError) -> None:
        """Show a rule's refusal beside the field it names, or at the top of the form."""
        sentence = str(refusal)
        field = self._fields.get(refusal.field)
        if field is not None and not isinstance(field, FieldList):
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)

    def add_or_remove_row(self) -> bool:
        """Whether "Add another" or "Remove" was pressed; the row is added or gone, so show the page again."""
        more, less = request.form.get("add-row"), request.form.get("remove-row")
        for rows in (field for field in self if isinstance(field, FieldList)):
            if rows.name == more:
                rows.append_entry()
                return True
            kept = [entry for entry in rows.entries if entry.name != less]
            if len(kept) != len(rows.entries):
                rows.entries = kept
                return True
        return False


class RowForm(Form):  # type: ignore[misc]
    """One row of a FieldList of FormField: the outer form carries the CSRF token, so a row has none."""

    class Meta(Form.Meta):  # type: ignore[misc]
        """The same cleaning and the same words as the outer form."""

        bind_field = BaseForm.Meta.bind_field
        get_translations = BaseForm.Meta.get_translations


@functools.cache
def _text_fields() -> tuple[type[Field], ...]:
    from wtforms import SearchField, StringField, TextAreaField  # noqa: PLC0415 - wtforms resolves these lazily

    return (StringField, TextAreaField, SearchField)


def clean(value: Any) -> Any:
    """Typed text in NFC without blanks around it; anything else untouched."""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value
