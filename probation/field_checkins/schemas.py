"""Going in and being back, as a phone says it."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from probation.field_checkins.service import Back, GoIn


class GoInSchema(Schema):
    """Somebody goes in alone."""

    class Meta:
        """A newer app may say more."""

        unknown = EXCLUDE

    id = fields.UUID(required=True)
    back_by = fields.AwareDateTime(required=True)
    place = fields.String(load_default="", validate=validate.Length(max=300))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> GoIn:
        """The command."""
        return GoIn(**data)


class BackSchema(Schema):
    """Somebody is back."""

    class Meta:
        """A newer app may say more."""

        unknown = EXCLUDE

    id = fields.UUID(required=True)
    words = fields.String(load_default="", validate=validate.Length(max=1000))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Back:
        """The command."""
        return Back(**data)
