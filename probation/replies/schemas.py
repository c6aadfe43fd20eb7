"""An answer as a gateway posts it or a file holds it."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from probation.replies.service import Incoming


class ReplySchema(Schema):
    """``{"id", "from", "text", "at"}``; what else a gateway sends is left out."""

    class Meta:
        """Gateways send more than we ask for."""

        unknown = EXCLUDE

    id = fields.String(required=True, validate=validate.Length(1, 120))
    sender = fields.String(required=True, data_key="from", validate=validate.Length(3, 200))
    text = fields.String(required=True, validate=validate.Length(max=2000))
    at = fields.AwareDateTime(load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_more: Any) -> Incoming:
        """The command."""
        return Incoming(**data)
