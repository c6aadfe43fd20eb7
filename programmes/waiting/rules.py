"""What must be true of every open wish for a place, and what is wrong with one that is not. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.i18n import LazyString, _l

TROUBLES: Mapping[str, LazyString | str] = {
    "merged": _l("The file was merged: the person waits under the other one."),
    "left": _l("The person is no longer held."),
    "elsewhere": _l("The person is held in another prison now."),
    "programme_closed": _l("The programme takes nobody any more."),
    "has_place": _l("The person has a place in this programme already."),
    "group_over": _l("The offered group is over."),
    "unanswered": _l("The offer was not answered in time."),
}
"""Why a wish that is still open belongs on no list, by code: the sentence that its person reads."""
BACK_TO_LIST = frozenset({"group_over", "unanswered"})
"""The offer lapses and the person waits again; every other trouble closes the wish."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """An open wish with what is known around it."""

    unit_id: uuid.UUID
    held_at: uuid.UUID | None
    held: bool
    merged: bool
    live: bool
    has_place: bool
    offered: bool
    answer_by: dt.date | None
    group_ends: dt.date | None


def trouble_of(wish: Wish, today: dt.date) -> str:
    """The code of what is wrong with an open wish, gravest first; "" when it stands on one open list."""
    found = (
        ("merged", wish.merged),
        ("left", not wish.held),
        ("elsewhere", wish.held_at != wish.unit_id),
        ("programme_closed", not wish.live),
        ("has_place", wish.has_place),
        ("group_over", wish.offered and wish.group_ends is not None and wish.group_ends < today),
        ("unanswered", wish.offered and wish.answer_by is not None and wish.answer_by < today),
    )
    return next((code for code, wrong in found if wrong), "")
