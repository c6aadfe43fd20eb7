"""What a device says of itself."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate


class DeviceSchema(Schema):
    """A device that asks for a token."""

    class Meta:
        """Nothing is dropped silently."""

        unknown = RAISE

    device_id = fields.UUID(required=True)
    label = fields.String(load_default="", validate=validate.Length(max=80))
