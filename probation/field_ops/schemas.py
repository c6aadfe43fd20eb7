"""The envelope of an operation, and what its seal holds. What they do not know is left out: the versions differ."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from kernel.errors import DomainError
from kernel.i18n import _
from probation.field_ops.models import OpKind
from probation.field_ops.rules import Envelope, Inside, digest_of
from probation.field_sealing.rules import Sealed, bytes_of


class SealedSchema(Schema):
    """What is closed."""

    class Meta:
        """A newer app may say more."""

        unknown = EXCLUDE

    kid = fields.String(required=True, validate=validate.Length(min=1, max=64))
    epk = fields.Dict(keys=fields.String(), values=fields.Raw(), required=True)
    iv = fields.String(required=True, validate=validate.Length(max=64))
    data = fields.String(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Sealed:
        """The bytes."""
        return Sealed(kid=data["kid"], epk=data["epk"], iv=bytes_of(data["iv"]), data=bytes_of(data["data"]))


class EnvelopeSchema(Schema):
    """One operation as it travels."""

    class Meta:
        """A newer app may say more."""

        unknown = EXCLUDE

    op_id = fields.UUID(required=True)
    device_id = fields.UUID(required=True)
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**31 - 1))
    schema = fields.Integer(required=True, strict=True)
    pack_id = fields.UUID(required=True)
    lane = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    after = fields.UUID(load_default=None, allow_none=True)
    device_clock = fields.AwareDateTime(required=True)
    sealed = fields.Nested(SealedSchema, required=True)
    to_supervisor = fields.Boolean(load_default=False)


class InsideSchema(Schema):
    """What the seal held."""

    class Meta:
        """A newer app may say more."""

        unknown = EXCLUDE

    op_id = fields.UUID(required=True)
    kind = fields.Enum(OpKind, by_value=True, required=True)
    order_id = fields.UUID(load_default=None, allow_none=True)
    occurred_at = fields.AwareDateTime(required=True)
    tz = fields.String(load_default="UTC", validate=validate.Length(max=64))
    payload = fields.Dict(keys=fields.String(), required=True)
    pack_id = fields.UUID(required=True)


_ENVELOPE, _INSIDE = EnvelopeSchema(), InsideSchema()


def envelope_of(body: dict[str, Any]) -> Envelope:
    """The envelope. Raises ValidationError naming each field that is wrong."""
    return Envelope(**_ENVELOPE.load(body), raw=body)


def inside_of(raw: bytes, envelope: Envelope) -> Inside:
    """What the seal held. Raises ValidationError, or DomainError where it belongs to another envelope."""
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise ValidationError({"sealed": [_("What is inside is not JSON.")]}) from error
    if not isinstance(body, dict):
        raise ValidationError({"sealed": [_("What is inside is not JSON.")]})
    found = Inside(**_INSIDE.load(body), digest=digest_of(body))
    if found.op_id != envelope.op_id or found.pack_id != envelope.pack_id:
        raise DomainError(_("What is inside belongs to another envelope."), field="sealed")
    return found
