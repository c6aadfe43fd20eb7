"""Reading photographs and marks of a person whom the caller has fetched already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.likeness.models import Mark, Photo, View
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _

_photo, _mark, _human = table_of(Photo), table_of(Mark), table_of(Human)
_person_id = sa.bindparam("person_id", type_=_photo.c.person_id.type)
_PHOTOS = (
    sa.select(
        _photo.c.id, _photo.c.view, _photo.c.taken_on, _photo.c.width, _photo.c.height, _photo.c.withdrawn_on,
        _photo.c.added_at, _human.c.name.label("added_by_name"),
    )
    .join(_human, _human.c.id == _photo.c.added_by)
    .where(_photo.c.person_id == _person_id, _photo.c.withdrawn_on.is_(None))
    .order_by(_photo.c.taken_on.desc(), _photo.c.id.desc())
    .limit(60)
)  # fmt: skip
_MARKS = (
    sa.select(_mark)
    .where(_mark.c.person_id == _person_id)
    .order_by(_mark.c.ended_on.is_not(None), _mark.c.part, _mark.c.id)
    .limit(200)
)
_PIXELS = sa.select(_photo.c.content, _photo.c.small).where(
    _photo.c.id == sa.bindparam("photo_id", type_=_photo.c.id.type), _photo.c.person_id == _person_id
)


def small_face(person_id: sa.ColumnElement[uuid.UUID]) -> sa.ScalarSelect[bytes]:
    """The newest photograph of the face as a small JPEG, as a column of a statement over people."""
    return (
        sa.select(_photo.c.small)
        .where(_photo.c.person_id == person_id, _photo.c.view == View.FACE, _photo.c.withdrawn_on.is_(None))
        .order_by(_photo.c.taken_on.desc(), _photo.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def readiness(person_id: sa.ColumnElement[uuid.UUID]) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """(day of the newest photograph of the face, number of marks), as columns of a statement over people."""
    newest = sa.select(sa.func.max(_photo.c.taken_on)).where(
        _photo.c.person_id == person_id, _photo.c.view == View.FACE, _photo.c.withdrawn_on.is_(None)
    )
    marks = (
        sa.select(sa.func.count()).select_from(_mark).where(_mark.c.person_id == person_id, _mark.c.ended_on.is_(None))
    )
    return newest.scalar_subquery().label("photo_on"), marks.scalar_subquery().label("marks")


def photos_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The photographs in force, newest first, without their pixels."""
    return session.execute(_PHOTOS, {"person_id": person_id}).all()


def marks_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Every mark noted, those still there first."""
    return session.execute(_MARKS, {"person_id": person_id}).all()


def pixels_of(person_id: uuid.UUID, photo_id: uuid.UUID, *, small: bool) -> bytes:
    """The JPEG of one photograph of this person. Raises NotFound."""
    row = session.execute(_PIXELS, {"person_id": person_id, "photo_id": photo_id}).first()
    if row is None:
        raise NotFound(_("There is no such photograph, or you may not know of it."))
    return bytes(row.small if small else row.content)
