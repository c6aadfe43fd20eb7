"""Words for the fields that people change most; a field without words shows its own name."""

from __future__ import annotations

import uuid
from typing import Any

from kernel.i18n import _l

FIELDS: dict[str, Any] = {
    "person.name": _l("Name"),
    "person.other_name": _l("Name in another script"),
    "person.known_as": _l("What they want to be called"),
    "person.sex": _l("Sex, for placement"),
    "person.gender": _l("How they see themselves"),
    "person.birth_precision": _l("How well the birth date is known"),
    "person.born_on": _l("Born on"),
    "person.nationality": _l("Nationality"),
    "person.language": _l("Language they speak best"),
    "person.needs_interpreter": _l("Needs an interpreter"),
    "person.legal_status": _l("Legal status"),
    "person.level": _l("Security level"),
    "person.release_on": _l("Release date"),
    "person.expiry_on": _l("End of the sentence"),
    "person.release_certainty": _l("How certain the release date is"),
    "person.next_review_on": _l("Next review"),
    "person.in_custody": _l("In custody"),
    "person.supervised": _l("Under supervision"),
    "person.establishment_id": _l("Prison"),
    "person.wing_id": _l("Wing"),
    "person.office_id": _l("Office"),
    "person.officer_id": _l("Responsible officer"),
    "person.sort_name": None,
    "person.match_key": None,
    "person.born_earliest": None,
    "person.born_latest": None,
    "person_name.kind": _l("Kind of name"),
    "person_name.ended_on": _l("Name no longer used"),
    "identifier.ended_on": _l("Number no longer used"),
    "person_language.skill": _l("How well a language is known"),
    "address.to_on": _l("Address until"),
    "person_photo.withdrawn_on": _l("Photograph withdrawn"),
    "person_mark.ended_on": _l("Mark ended"),
    "alert.ended_on": _l("Alert ended"),
    "alert.end_reason": _l("Why the alert ended"),
    "goal.state": _l("State of a goal"),
    "step.state": _l("State of a step"),
}
"""Record and field → its words; None hides what only the machine keeps."""


def field_words(record: str, field: str) -> Any:
    """What a field is called, "" where it is not for readers."""
    known = FIELDS.get(
        f"{record}.{field}", f"{record.replace('_', ' ')}: {field.removesuffix('_id').replace('_', ' ')}"
    )
    return known if known is not None else ""


def is_key(text: str) -> bool:
    """Whether a value is a record's key, which tells a reader nothing."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
