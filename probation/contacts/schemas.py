"""The field queue's door: the same command as the form, from JSON. Fields it does not know are refused."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate
from typing_extensions import override

from kernel.forms import clean
from kernel.i18n import _l
from probation.contacts.models import ContactKind, NeedArea, Outcome
from probation.contacts.service import NewAppointment, NewVisit


class Words(fields.String):
    """What somebody typed, cleaned like in a form before its length is looked at; empty where nothing was sent.

    It is refused in the officer's language: the words stand at the field on the phone.
    """

    def __init__(self, most: int) -> None:
        """``most``: characters, as many as the office's page takes."""
        super().__init__(
            load_default="", validate=validate.Length(max=most, error=_l("Write at most {max} characters."))
        )

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **given: Any) -> Any:
        return clean(super()._deserialize(value, attr, data, **given))


class NextSchema(Schema):
    """The next appointment."""

    class Meta:
        """Nothing is dropped silently."""

        unknown = RAISE

    id = fields.UUID(required=True)
    kind = fields.Enum(ContactKind, by_value=True, required=True)
    at = fields.AwareDateTime(required=True)
    place = Words(300)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewAppointment:
        """The command."""
        return NewAppointment(**data)


class VisitSchema(Schema):
    """One visit, as a device sends it. ``id`` is minted there; sending it again is answered like the first time.

    What an older app does not ask for is empty.
    """

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
    place = Words(300)
    strengths = Words(4000)
    needs = fields.List(fields.Enum(NeedArea, by_value=True), load_default=list)
    agreed_action = Words(2000)
    person_words = Words(2000)
    who = Words(300)
    note = Words(12_000)
    sensitive = fields.Boolean(load_default=False)
    next = fields.Nested(NextSchema, load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewVisit:
        """The command."""
        return NewVisit(**{**data, "needs": tuple(map(str, data["needs"])), "recorded_offline": True})
