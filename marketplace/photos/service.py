"""Commands on photographs of products."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.documents.scanning import refuse_infected
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import LOCALES, _, comma
from marketplace.photos.models import PhotoCheck, PhotoSize, PhotoState, PhotoText, ProductPhoto
from marketplace.photos.rules import LookFor, refuse_unlooked, sizes_of
from marketplace.products.models import ProductText
from marketplace.products.service import human_of, product_of
from marketplace.wording.rules import refuse_unworthy

RULE = "House rule: two humans look at what the public sees"
FIRST = "en"


@dataclass(frozen=True, kw_only=True)
class NewPhoto:
    """A photograph as a camera gave it, and what it shows, by language."""

    id: uuid.UUID
    product_id: uuid.UUID
    picture: bytes
    words: Mapping[str, str]


def photo_of(photo_id: uuid.UUID) -> ProductPhoto:
    """The photograph, to be changed. Raises NotFound."""
    found = session.get(ProductPhoto, photo_id)
    if found is None:
        raise NotFound(_("There is no such photograph."))
    return found


def add_photo(actor: Actor | None, new: NewPhoto) -> ProductPhoto:
    """Rebuild a photograph in the shop's sizes; it waits for a second human. The same id twice is one photograph.

    The file as it came is kept for the staff's eyes alone.
    """
    if existing := session.get(ProductPhoto, new.id):
        return existing
    product = product_of(new.product_id)
    _guard(new.words)
    refuse_infected(new.picture, field="picture")
    sizes = sizes_of(new.picture)
    last = session.scalar(sa.select(sa.func.max(ProductPhoto.place)).where(ProductPhoto.product_id == product.id))
    made = ProductPhoto(
        id=new.id, product_id=product.id, width=sizes[-1].wide, height=sizes[-1].tall, place=(last or 0) + 1
    )
    session.add(made)
    session.add_all(
        PhotoSize(photo_id=made.id, wide=one.wide, tall=one.tall, sha256=one.sha256, content=one.content)
        for one in sizes
    )
    session.add(PhotoCheck(photo_id=made.id, original=new.picture, added_at=clock.now(), added_by=human_of(actor)))
    _keep_words(made.id, new.words)
    audit.record(actor, "product_photo.added", made)
    session.flush()
    return made


def _guard(words: Mapping[str, str]) -> None:
    if not words.get(FIRST, "").strip():
        raise DomainError(_("Say what it shows, for whoever does not see it."), field=f"alt_{FIRST}")
    for language, text in words.items():
        try:
            refuse_unworthy({f"alt_{language}": text}, language)
        except DomainError as refusal:
            raise DomainError(refusal.message, field=f"alt_{language}") from None


def _keep_words(photo_id: uuid.UUID, words: Mapping[str, str]) -> None:
    session.execute(sa.delete(PhotoText).where(PhotoText.photo_id == photo_id))
    session.add_all(
        PhotoText(photo_id=photo_id, language=language, words=words[language].strip())
        for language in LOCALES
        if words.get(language, "").strip()
    )


def describe(actor: Actor, photo_id: uuid.UUID, words: Mapping[str, str]) -> ProductPhoto:
    """Say anew what a photograph shows. What has passed waits for a second human again: words can name somebody too."""
    photo = photo_of(photo_id)
    _guard(words)
    _keep_words(photo_id, words)
    if photo.state is PhotoState.PASSED:
        _await(actor, photo)
    audit.record(actor, "product_photo.described", photo)
    session.flush()
    return photo


def _await(actor: Actor, photo: ProductPhoto) -> None:
    check = session.get_one(PhotoCheck, photo.id)
    photo.state, check.added_by, check.checked_by, check.checked_at = (
        PhotoState.PENDING, actor.human_id, None, None,
    )  # fmt: skip


def _decide(
    actor: Actor, photo_id: uuid.UUID, state: PhotoState, looked_for: list[LookFor], reason: str
) -> ProductPhoto:
    photo = photo_of(photo_id)
    check = session.get_one(PhotoCheck, photo_id)
    if state is PhotoState.PASSED and actor.human_id == check.added_by:
        raise Forbidden(_("You brought this photograph. Somebody else must look at it."), rule=RULE)
    photo.state, check.checked_at, check.reason = state, clock.now(), reason
    check.checked_by = actor.human_id if actor.human_id != check.added_by else None
    check.looked_for = sorted(look.value for look in looked_for)
    audit.record(actor, f"product_photo.{state.value}", photo, reason=reason)
    session.flush()
    return photo


def let_pass(actor: Actor, photo_id: uuid.UUID, looked_for: list[LookFor]) -> ProductPhoto:
    """Let a photograph through the gate. Raises Forbidden for whoever brought it, DomainError for an open check."""
    photo = photo_of(photo_id)
    if photo.state is not PhotoState.PENDING:
        raise DomainError(_("This photograph was decided on before."), rule=RULE)
    refuse_unlooked(looked_for)
    _refuse_silent(photo)
    return _decide(actor, photo_id, PhotoState.PASSED, looked_for, "")


def _refuse_silent(photo: ProductPhoto) -> None:
    """A product says what its photographs show in every language that it speaks."""
    spoken = sa.select(ProductText.language).where(ProductText.product_id == photo.product_id)
    said = sa.select(PhotoText.language).where(PhotoText.photo_id == photo.id)
    if missing := session.scalars(spoken.where(ProductText.language.not_in(said))).all():
        names = comma().join(LOCALES.get(language, language) for language in sorted(missing))
        raise DomainError(
            _("Say what it shows in every language the product speaks. Missing: %(names)s.", names=names),
            field="alt_en",
        )


def refuse(actor: Actor, photo_id: uuid.UUID, reason: str) -> ProductPhoto:
    """Keep a photograph from the public, or take it back from it, saying why. Anybody of the shop may, at once."""
    if not reason.strip():
        raise DomainError(_("Say why it may not be shown."), field="reason")
    return _decide(actor, photo_id, PhotoState.REFUSED, [], reason)


def move_up(actor: Actor, photo_id: uuid.UUID) -> None:
    """Show a photograph one place earlier in its gallery. The first is the one on the shelf."""
    photo = photo_of(photo_id)
    before = session.scalar(
        sa.select(ProductPhoto)
        .where(ProductPhoto.product_id == photo.product_id, ProductPhoto.place < photo.place)
        .order_by(ProductPhoto.place.desc())
        .limit(1)
    )
    if before is not None:
        photo.place, before.place = before.place, photo.place
        for one in (photo, before):
            audit.record(actor, "product_photo.moved", one)
