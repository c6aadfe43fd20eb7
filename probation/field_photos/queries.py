"""Reading photographs of visits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, person_for
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from probation.contacts.queries import contact
from probation.field_photos.models import ContactPhoto, FieldBlob

READS_ALL = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.INSPECTOR)
blob, photo = table_of(FieldBlob), table_of(ContactPhoto)
_visit, _chain = contact.alias("visit"), contact.alias("chain")
_kept = sa.exists().where(_visit.c.id == photo.c.contact_id, _chain.c.root_id == _visit.c.root_id, _chain.c.sensitive)
_came = sa.and_(blob.c.sha256 == photo.c.sha256, blob.c.op_id == photo.c.op_id)


def photos_of(contacts: Sequence[uuid.UUID]) -> Sequence[Any]:
    """The photographs that contacts name, ``width`` None where one has not come."""
    statement = (
        sa.select(photo.c.id, photo.c.contact_id, photo.c.named_at, blob.c.width, blob.c.height)
        .outerjoin(blob, _came)
        .where(photo.c.contact_id.in_(contacts))
        .order_by(photo.c.named_at, photo.c.id)
    )
    return session.execute(statement).all()


def pixels_of(actor: Actor, photo_id: uuid.UUID) -> tuple[PersonCard, bytes]:
    """The JPEG of one photograph of a visit. Raises NotFound when the person is hidden or it has not come.

    What is kept with probation is kept with its photographs: for other readers there is none.
    """
    row = session.execute(
        sa.select(photo.c.person_id, blob.c.content, _kept.label("kept"))
        .outerjoin(blob, _came)
        .where(photo.c.id == photo_id)
    ).first()
    if row is None or row.content is None or (row.kept and not actor.has(*READS_ALL)):
        raise NotFound(_("There is no such photograph, or you may not know of it."))
    return person_for(actor, row.person_id), bytes(row.content)
