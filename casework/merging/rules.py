"""Pure decisions of a merge: what the surviving file takes over, what forbids a merge, how values are kept as JSON."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.people.models import Certainty, LegalStatus
from kernel.enums import LabelledEnum
from kernel.i18n import LazyString, _, _l

PLACE, SUPERVISION = ("in_custody", "establishment_id", "wing_id"), ("supervised", "office_id")
LEVEL, DATES = ("level", "next_review_on"), ("release_on", "expiry_on", "release_certainty")
STATUS, OFFICER, LOCK = ("legal_status",), ("officer_id",), ("restricted",)
SUMMARY = (*PLACE, *SUPERVISION, *LEVEL, *DATES, *STATUS, *OFFICER, *LOCK)
"""What the person's own row says of custody, supervision, level and dates: written by others, carried by a merge."""
LET_GO: Mapping[str, Any] = {"in_custody": False, "wing_id": None, "supervised": False}
"""What the merged file's row says once the surviving one has taken its place over: nobody is counted twice."""
STAYS = frozenset({"name_pair", "duplicate_proposal", "file_merge", "merged_value"})
"""Tables that a merge leaves alone: made from the names, or the record of the matter itself."""
ORDERED_PAIRS: Mapping[str, tuple[str, str]] = {"non_association": ("person_id", "other_id")}
"""Tables that name two people, the lower id first."""
_CLASHES: Mapping[str, LazyString] = {
    "episode": _l("Both files have an open stay of the same kind. One person is held once: close the wrong one first."),
    "allocation": _l("Both files hold a place in the same group. End one of them first."),
    "application": _l("Both files have applied for the same programme. Withdraw one application first."),
}  # fmt: skip
_OPEN_LEVEL = _l("Both files have a classification under way. Finish or cancel one of them first.")


class Stands(LabelledEnum):
    """Where a record that was written or changed after a merge stands once the merge is taken back."""

    KEPT = "kept", _l("Stays with the kept file")
    BACK = "back", _l("Goes back, with what was changed on it")
    PARENT = "parent", _l("With the record it belongs to")
    EACH = "each", _l("Each file has its own facts again")


def where_it_stands(table: str, *, moved: bool, names_person: bool) -> Stands:
    """Where a record stands after the un-merge: what came with the merge goes back, what is newer was never apart."""
    if table == "person":
        return Stands.EACH
    if moved:
        return Stands.BACK
    return Stands.KEPT if names_person else Stands.PARENT


def refusal_of_clash(table: str, row: Mapping[str, Any]) -> str | None:
    """Why a row that stands in both files forbids the merge; None when the surviving file's row is simply kept."""
    if table == "classification":
        return None if row["state"] in {"decided", "appealed"} else str(_OPEN_LEVEL)
    return str(_CLASHES[table]) if table in _CLASHES else None


def refusal_of_people(gone: Mapping[str, Any], kept: Mapping[str, Any], today: dt.date) -> str | None:
    """Why these two rows of ``person`` may not be merged that way round."""
    if gone["merged_into_id"] or kept["merged_into_id"]:
        return _("One of these files was merged already. Look at the file it belongs to now.")
    dated = [row for row in (gone, kept) if row["release_certainty"] != Certainty.NONE]
    running = gone["expiry_on"] is None or gone["expiry_on"] >= today
    if len(dated) > 1 and running:
        return _(
            "Both files have computed dates, and the file to be given up has a sentence that still runs. Two running "
            "sentences are calculated together: keep that file, or enter its sentence in the other one first."
        )
    return None


def taken_over(gone: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the kept person's row takes from the one given up, group by group."""
    taken: list[str] = []
    place = gone["in_custody"] and not kept["in_custody"]
    supervision = gone["supervised"] and not kept["supervised"]
    for group, needed in (
        (PLACE, place),
        (SUPERVISION, supervision),
        (OFFICER, gone["officer_id"] and (place or supervision or kept["officer_id"] is None)),
        (STATUS, place or (supervision and not kept["in_custody"]) or kept["legal_status"] == LegalStatus.CLOSED),
        (LEVEL, kept["level"] is None and gone["level"] is not None),
        (DATES, kept["release_certainty"] == Certainty.NONE and gone["release_certainty"] != Certainty.NONE),
        (LOCK, gone["restricted"] and not kept["restricted"]),
    ):
        if needed:
            taken += group
    return {name: gone[name] for name in taken if gone[name] != kept[name]}


def packed(value: Any) -> dict[str, Any]:
    """A column's value as JSON can hold it."""
    if isinstance(value, enum.Enum):
        value = value.value
    return {
        "v": value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, uuid.UUID) else value
    }


def unpacked(column: sa.Column[Any], kept: Mapping[str, Any]) -> Any:
    """The value again, of the type its column wants."""
    value = kept["v"]
    if value is None:
        return None
    kind = column.type.python_type if not isinstance(column.type, sa.types.TypeDecorator) else uuid.UUID
    if isinstance(column.type, sa.Date):
        return dt.date.fromisoformat(value)
    return kind(value) if kind is uuid.UUID or issubclass(kind, enum.Enum) else value


@dataclass(frozen=True)
class Change:
    """One column of one row, before and after. ``key`` is the row's primary key as it is afterwards."""

    table: str
    key: dict[str, Any]
    column: str
    old: Any
    new: Any
