"""What is marked in a register, and what is typed about it afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from wtforms import IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.fields import plain_digits
from kernel.forms import BaseForm, clean
from kernel.i18n import _, _l
from programmes.catalogue.forms import id_field
from programmes.registers.rules import CHOSEN, Mark
from programmes.registers.service import LEAST_REASON, Correction, Refused

PAID = {"yes": True, "no": False}
LONGEST_NOTE = 500


def marks_from(form: Mapping[str, str]) -> tuple[dict[uuid.UUID, Mark], list[Refused]]:
    """The marks of a posted register by allocation, and the rows whose boxes cannot be read."""
    marks, refused = {}, []
    for name in form:
        key = _key(name)
        if key is None:
            continue
        typed = [plain_digits(form.get(f"{what}-{key}", "")) for what in ("minutes", "pieces", "rejected")]
        if any(one and not one.isdecimal() for one in typed):
            refused.append(Refused(key, _("Write minutes and pieces as whole numbers, such as 90.")))
            continue
        minutes, pieces, rejected = (int(one[:6]) if one else None for one in typed)
        marks[key] = Mark(
            code=form[name],
            minutes=minutes,
            pieces=pieces or 0,
            rejected=rejected or 0,
            note=str(clean(form.get(f"note-{key}", "")) or "")[:LONGEST_NOTE],
            paid=PAID.get(form.get(f"paid-{key}", "")),
        )
    return marks, refused


def _key(name: str) -> uuid.UUID | None:
    if not name.startswith("code-"):
        return None
    try:
        return uuid.UUID(name.removeprefix("code-"))
    except ValueError:
        return None


class CorrectionForm(BaseForm):
    """What a recorded row should have said, and why."""

    id = id_field()
    code = RadioField(
        _l("What happened"),
        [InputRequired()],
        choices=[SelectChoice(value=one.code, label=one.label) for one in CHOSEN.values()],
    )
    minutes = IntegerField(_l("Minutes"), [Optional(), NumberRange(0, 1440)])
    pieces = IntegerField(_l("Good pieces"), [Optional(), NumberRange(0, 100000)])
    rejected = IntegerField(_l("Rejected pieces"), [Optional(), NumberRange(0, 100000)])
    paid = RadioField(
        _l("Is the planned time paid?"),
        [Optional()],
        choices=[SelectChoice(value="yes", label=_l("Yes")), SelectChoice(value="no", label=_l("No"))],
        description=_l("Asked for “Not required” and “Other” only."),
    )
    reason = StringField(_l("Why it is corrected"), [InputRequired(), Length(min=LEAST_REASON, max=500)])

    def to_correction(self) -> Correction:
        """What ``correct`` takes."""
        return Correction(
            id=self.id.data,
            code=self.code.data,
            minutes=self.minutes.data or 0,
            pieces=(self.pieces.data if self.pieces else 0) or 0,
            rejected=(self.rejected.data if self.rejected else 0) or 0,
            reason=self.reason.data,
            paid=PAID.get(self.paid.data or ""),
        )
