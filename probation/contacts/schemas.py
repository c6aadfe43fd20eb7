"""The field queue's door: the same command as the form, from JSON. Fields it does not know are refused."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate

from kernel.i18n import _l
from probation.contacts.models import ContactKind, NeedArea, Outcome
from probation.contacts.service import NewAppointment, NewVisit


def at_most(characters: int) -> validate.Length:
    """The longest text a field takes, refused in the officer's language: the words stand at the field on the phone."""
    return validate.Length(max=characters, error=_l("Write at most {max} characters."))


class NextSchema(Schema):
    """The next appointment."""

    class Meta:
        """Nothing is dropped silently."""

        unknown = RAISE

    id = fields.UUID(required=True)
    kind = fields.Enum(ContactKind, by_value=True, required=True)
    at = fields.AwareDateTime(required=True)
    place = fields.String(load_default="", validate=at_most(300))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewAppointment:
        """The command."""
        return NewAppointment(**data)


class VisitSchema(Schema):
    """One visit, as a device sends it. ``id`` is minted there; sending it again is answered like the first time."""

    class Meta:
        """Nothing is dropped silently."""

        unknown = RAISE

    id = fields.UUID(required=True)
    order_id = fields.UUID(required=True)
    answers_id = fields.UUID(load_default=None, allow_none=True)
    kind = fields.Enum(ContactKind, by_value=True, required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    occurred_at = fields.AwareDateTime(required=True)
    minutes = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, 720))
    place = fields.String(load_default="", validate=at_most(300))
    strengths = fields.String(load_default="", validate=at_most(4000))
    needs = fields.List(fields.Enum(NeedArea, by_value=True), load_default=list)
    agreed_action = fields.String(load_default="", validate=at_most(2000))
    note = fields.String(load_default="", validate=at_most(12_000))
    next = fields.Nested(NextSchema, load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewVisit:
        """The command."""
        return NewVisit(**{**data, "needs": tuple(map(str, data["needs"])), "recorded_offline": True})
