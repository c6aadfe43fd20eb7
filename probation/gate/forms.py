"""The form of a look on day 1, 3 or 7."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import EnumRadioField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.gate.models import ItemKind, ItemState


class LookForm(BaseForm):
    """Where each thing stands."""

    words = TextAreaField(
        _l("What is done about what is open"), [Optional(), Length(max=2000)],
        description=_l("Needed while something is still to do."),
    )  # fmt: skip

    def states(self) -> dict[ItemKind, ItemState]:
        """Item → where it stands."""
        return {kind: self[kind.value].data for kind in ItemKind}


def look_form(now: Mapping[str, Any] | None = None) -> LookForm:
    """The form with one question for each thing; ``now`` where they stand."""
    fields = {
        kind.value: EnumRadioField(kind.label, [InputRequired()], kind=ItemState, default=(now or {}).get(kind.value))
        for kind in ItemKind
    }
    made = type("AllForm", (LookForm,), fields)
    return made(formdata=None) if now is not None else made()  # type: ignore[no-any-return]
