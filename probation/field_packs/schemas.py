"""How a device asks for a pack."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load

from probation.field_packs.service import AskPack


class PackSchema(Schema):
    """A pack asked for."""

    class Meta:
        """Nothing is dropped silently."""

        unknown = RAISE

    pack_id = fields.UUID(required=True)
    device_id = fields.UUID(required=True)
    date = fields.Date(load_default=None, allow_none=True)
    people = fields.List(fields.UUID(), load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> AskPack:
        """The command."""
        return AskPack(**data)
