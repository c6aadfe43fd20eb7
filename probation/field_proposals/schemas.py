"""What was seen in the field, as a phone says it."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validates_schema

from kernel.i18n import _
from probation.contacts.schemas import Words
from probation.field_proposals.service import Seen


class ProposalSchema(Schema):
    """An address or a telephone seen in the field."""

    class Meta:
        """A newer app may say more."""

        unknown = EXCLUDE

    id = fields.UUID(required=True)
    address = Words(300)
    phone = Words(40)
    safety_note = Words(1000)
    note = Words(1000)

    @validates_schema
    def check(self, data: dict[str, Any], **_given: Any) -> None:
        """Something must have been seen."""
        if not any(data.get(name, "").strip() for name in ("address", "phone", "safety_note")):
            raise ValidationError(_("Write an address or a telephone number."), "address")

    @post_load
    def build(self, data: dict[str, Any], **_given: Any) -> Seen:
        """The command."""
        return Seen(**data)
