"""What a coordinator types to plan a catch-up session."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms.validators import InputRequired

from kernel.forms import BaseForm, DateField, TimeField, id_field
from kernel.i18n import _l
from programmes.catch_ups.service import NewCatchUp


class CatchUpForm(BaseForm):
    """When the session is. Who makes up for what is ticked in a list beside it."""

    id = id_field()
    held_on = DateField(_l("Day"), [InputRequired()])
    starts_at = TimeField(_l("From"), [InputRequired()])
    ends_at = TimeField(_l("To"), [InputRequired()])

    def to_catch_up(self, intake_id: uuid.UUID, missed: Sequence[Any], ticked: Sequence[str]) -> NewCatchUp:
        """What ``plan_catch_up`` takes; ``ticked`` holds "place session" of each line that was chosen."""
        assert self.held_on.data is not None
        assert self.starts_at.data is not None
        assert self.ends_at.data is not None
        wanted: dict[uuid.UUID, list[uuid.UUID]] = {}
        for row in missed:
            if f"{row.allocation_id} {row.missed_id}" in ticked:
                wanted.setdefault(row.allocation_id, []).append(row.missed_id)
        return NewCatchUp(
            id=self.id.data, intake_id=intake_id, held_on=self.held_on.data, starts_at=self.starts_at.data,
            ends_at=self.ends_at.data, wanted=wanted,
        )  # fmt: skip
