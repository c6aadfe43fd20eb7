"""A visit as the field app writes it: the visit's own fields, a safety note, and the photographs that go with it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate
from typing_extensions import override

from probation.contacts.schemas import VisitSchema, Words
from probation.field_visits.service import FieldVisit


class FieldVisitSchema(VisitSchema):
    """One visit from the field."""

    safety_note = Words(1000)
    photos = fields.List(
        fields.String(validate=validate.Regexp(r"^[0-9a-f]{64}\Z")), load_default=list, validate=validate.Length(max=10)
    )

    @post_load
    @override
    def build(self, data: dict[str, Any], **given: Any) -> FieldVisit:
        """The command with what goes beside it."""
        safety, photos = data.pop("safety_note"), tuple(dict.fromkeys(data.pop("photos")))
        return FieldVisit(visit=super().build(data, **given), safety_note=safety, photos=photos)
