"""One class serves the column, its CHECK, the form and the JSON: the value for machines, the label for people."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from kernel.i18n import LazyString


class LabelledEnum(enum.StrEnum):
    """``NAME = "value", _l("Label")``. The label is lazy: it is translated when it is shown."""

    label: LazyString | str

    def __new__(cls, value: str, label: LazyString | str = "") -> Self:
        """Make a member that equals its value and carries its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
