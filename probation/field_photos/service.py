"""Keeping photographs of visits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import rebuild
from kernel import audit, clock
from kernel.audit.models import Kind
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict
from kernel.i18n import _
from probation.field_photos.models import ContactPhoto, FieldBlob
from probation.field_photos.queries import photo

LARGEST = 3 * 1024 * 1024
LONGEST = 1600
"""Points on the longer side, as the phone makes them too: a letter on a door stays readable."""


@dataclass(frozen=True, kw_only=True)
class NewBlob:
    """An opened photograph: known by the hash of what was sent, for one operation, from one device."""

    sha256: str
    op_id: uuid.UUID
    device_id: uuid.UUID
    picture: bytes


def keep_blob(actor: Actor, new: NewBlob) -> bool:
    """Rebuild a photograph from its pixels and keep it; False when it was here already.

    Raises DomainError for what is no picture, Conflict where the hash came from another account.
    """
    found = session.get(FieldBlob, new.sha256)
    if found is not None:
        if found.account_id != actor.account_id:
            raise Conflict(_("This photograph came from another account."))
        return False
    made = rebuild(new.picture, LONGEST)
    session.add(
        FieldBlob(
            sha256=new.sha256, op_id=new.op_id, device_id=new.device_id, account_id=actor.account_id,
            received_at=clock.now(), width=made.width, height=made.height, content=made.content, small=made.small,
        )
    )  # fmt: skip
    audit.event(actor, Kind.WRITE, "field_blob.kept", subject_kind="field_operation", subject_id=new.op_id)
    session.flush()
    return True


def expect(contact_id: uuid.UUID, person_id: uuid.UUID, op_id: uuid.UUID, photos: tuple[str, ...]) -> None:
    """Note the photographs a visit names, whether their bytes have come or not."""
    known = set(session.scalars(sa.select(photo.c.sha256).where(photo.c.contact_id == contact_id)))
    session.add_all(
        ContactPhoto(contact_id=contact_id, person_id=person_id, op_id=op_id, sha256=one, named_at=clock.now())
        for one in photos
        if one not in known
    )
    session.flush()
