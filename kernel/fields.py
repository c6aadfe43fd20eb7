"""Fields as people fill them in: a date in three boxes, a time, an amount, one or several of a labelled enum."""

from __future__ import annotations

import datetime as dt
import functools
import re
import uuid
import zoneinfo
from typing import Any

from typing_extensions import override
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from kernel.enums import LabelledEnum
from kernel.i18n import _
from kernel.ids import new_id
from kernel.money import parse_minor

PARTS = ("day", "month", "year")
_TIME = re.compile(r"^(\d{1,2})(?:[:.hH ]?(\d{2}))?\s*([ap])?\.?m?\.?$", re.IGNORECASE)
_YEAR_DIGITS = 4
_NOON = 12


def plain_digits(typed: str) -> str:
    """Digits of any script as 0-9 (Arabic-Indic and Persian digits are typed too); other characters stay."""
    typed = typed.strip()
    return typed if typed.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in typed)


class DateField(Field):  # type: ignore[misc]
    """A date in three boxes, day month year, as people write it. ``data`` is a date or None; what was typed is kept.

    ``wrong`` names the boxes that need attention when there are errors.
    """

    widget = widgets.TextInput()
    parts: tuple[str, ...] = ("", "", "")
    wrong: tuple[str, ...] = PARTS

    @property
    def first_wrong(self) -> str:
        """The box that an error leads to."""
        return self.wrong[0] if self.wrong else PARTS[0]

    def process_data(self, value: dt.date | None) -> None:
        """Fill the boxes from a date."""
        self.data = value
        self.parts = (str(value.day), str(value.month), str(value.year)) if value else ("", "", "")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three boxes ``name-day``, ``name-month``, ``name-year``."""
        super().process(None, data, extra_filters)
        names = [f"{self.name}-{part}" for part in PARTS]
        if formdata and any(name in formdata for name in names):
            self.parts = tuple(plain_digits(formdata.get(name, "")) for name in names)
            self.raw_data = ["-".join(self.parts)] if any(self.parts) else [""]
            self._read()

    def _read(self) -> None:
        self.data, self.process_errors = None, []
        if not any(self.parts):
            return
        missing = tuple(name for name, typed in zip(PARTS, self.parts, strict=True) if not typed)
        if missing:
            self.wrong = missing
            self.process_errors = [_("Fill in the day, the month and the year.")]
        elif len(self.parts[2]) != _YEAR_DIGITS:
            self.wrong = ("year",)
            self.process_errors = [_("Write the year with four digits, such as 2026.")]
        else:
            self._to_date()

    def _to_date(self) -> None:
        try:
            day, month, year = (int(part) for part in self.parts)
            self.data = dt.date(year, month, day)
        except ValueError:
            self.process_errors = [_("Enter a real date, such as 24 11 2026.")]


class TypedField(Field):  # type: ignore[misc]
    """A one-line field whose ``data`` is read from text by ``read``; text that cannot be read is shown again."""

    widget = widgets.TextInput()
    typed: str | None = None

    def read(self, typed: str) -> Any:
        """The value of ``typed``. Raises ValueError with a sentence that says what to write."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """A value as it would be typed."""
        return str(value)

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; raises ValidationError with the sentence of ``read``."""
        if not valuelist:
            return
        self.typed, self.data = valuelist[0], None
        if self.typed.strip():
            try:
                self.data = self.read(plain_digits(self.typed))
            except ValueError as refusal:
                raise ValidationError(str(refusal)) from None


def read_time(typed: str) -> dt.time:
    """The time of day that was typed. Raises ValueError with a sentence that says what to write."""
    match = _TIME.match(plain_digits(typed))
    hour, minute, half = match.group(1, 2, 3) if match else ("no hour", "", "")
    shift = _NOON if (half or "").lower() == "p" else 0
    if half and int(hour) not in range(1, _NOON + 1):
        hour = "no hour"  # "13 pm" is no time, and nobody guesses which was meant
    try:
        return dt.time(int(hour) % _NOON + shift if half else int(hour), int(minute or 0))
    except ValueError:
        raise ValueError(_("Enter a time such as 14:30.")) from None


class TimeField(TypedField):
    """A time of day, "14:30", "1430", "14" or "2.30 pm". ``data`` is a naive time on the establishment's clock."""

    @override
    def read(self, typed: str) -> dt.time:
        """Hours and minutes."""
        return read_time(typed)

    @override
    def show(self, value: dt.time) -> str:
        """As 14:30."""
        return value.strftime("%H:%M")


class MoneyField(TypedField):
    """An amount in ``currency``. ``data`` is minor units or None."""

    def __init__(self, *args: Any, currency: str = "EUR", **kwargs: Any) -> None:
        """``currency`` decides the decimals that may be typed; a view may set it before the form is read."""
        super().__init__(*args, **kwargs)
        self.currency = currency

    @override
    def read(self, typed: str) -> int:
        """Minor units."""
        try:
            return parse_minor(typed, self.currency)
        except ValueError:
            raise ValueError(_("Enter an amount such as 12.50.")) from None

    @override
    def show(self, value: int) -> str:
        """As 12.50, with the decimals of the currency."""
        from babel.numbers import get_currency_precision  # noqa: PLC0415 - only amounts that are edited need it

        places = get_currency_precision(self.currency)
        return f"{value // 10**places}.{value % 10**places:0{places}}" if places else str(value)


def enum_options(kind: type[LabelledEnum], *, blank: bool = False) -> list[SelectChoice]:
    """Choices for a select or radio field from a labelled enum."""
    return [*([SelectChoice(value="", label="")] if blank else ()), *_members(kind)]


@functools.cache
def _members(kind: type[LabelledEnum]) -> tuple[SelectChoice, ...]:
    """Made once: a form is built for every request, its labels are translated when they are shown."""
    return tuple(SelectChoice(value=member.value, label=member.label) for member in kind)


def _member_of(kind: type[LabelledEnum]) -> Any:
    return lambda typed: kind(typed) if typed not in {None, "", "None"} else None


def _must_be_offered(field: Any) -> None:
    """A member is right unless the view offers fewer. WTForms would read every option's text back to find it."""
    if not any(choice.value == field.data for choice in field.choices):
        raise ValidationError(field.gettext("Not a valid choice."))


class EnumSelectField(SelectField):  # type: ignore[misc]
    """A drop-down of a labelled enum, blank first. ``data`` is a member or None."""

    def __init__(self, label: Any = None, validators: Any = None, *, kind: type[LabelledEnum], **kwargs: Any) -> None:
        """``kind`` is the enum."""
        super().__init__(label, validators, coerce=_member_of(kind), choices=enum_options(kind, blank=True), **kwargs)

    def pre_validate(self, _form: Any) -> None:
        """An empty choice is left to InputRequired."""
        if self.data is not None:
            _must_be_offered(self)


class EnumRadioField(RadioField):  # type: ignore[misc]
    """Radio buttons of a labelled enum. ``data`` is a member or None."""

    def __init__(self, label: Any = None, validators: Any = None, *, kind: type[LabelledEnum], **kwargs: Any) -> None:
        """``kind`` is the enum."""
        super().__init__(label, validators, coerce=_member_of(kind), choices=enum_options(kind), **kwargs)

    def pre_validate(self, _form: Any) -> None:
        """No choice is left to InputRequired."""
        if self.data is not None:
            _must_be_offered(self)


class EnumCheckboxField(SelectMultipleField):  # type: ignore[misc]
    """Check boxes of a labelled enum. ``data`` is a list of members."""

    def __init__(self, label: Any = None, validators: Any = None, *, kind: type[LabelledEnum], **kwargs: Any) -> None:
        """``kind`` is the enum."""
        super().__init__(label, validators, coerce=_member_of(kind), choices=enum_options(kind), **kwargs)


def _as_id(value: Any) -> uuid.UUID:
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
    except ValueError:
        return new_id()


def id_field() -> Any:
    """The hidden key a creating form carries, minted when it is shown, so that sending it twice is one deed.

    ``data`` is a UUID.
    """
    return HiddenField(default=new_id, filters=[_as_id])


def moment_of(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The instant, in UTC, of a day and a time on the wall clock of ``zone`` (an IANA name)."""
    return dt.datetime.combine(day, time, zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
