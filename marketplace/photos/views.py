"""The gallery of a product, the check by a second human, and the pictures that have passed."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows, public
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import LOCALES, _
from marketplace.photos import queries, service
from marketplace.photos.forms import CheckForm, PhotoForm, RefuseForm, WordsForm
from marketplace.photos.models import PhotoState
from marketplace.photos.rules import LookFor
from marketplace.products.queries import product_row

bp = Blueprint("photos", __name__)
DAY = 86_400


@bp.get("/shop/photos/<digest>.webp")
@public
def shown(digest: str) -> ResponseReturnValue:
    """A picture that has passed, by the hash of its bytes. Browsers keep it a day: a refusal reaches all by then."""
    answer = Response(queries.shown_bytes(digest, clock.today()), mimetype="image/webp")
    answer.headers["Cache-Control"] = f"public, max-age={DAY}, immutable"
    answer.set_etag(digest)
    return answer.make_conditional(request)


@bp.get("/photos/<uuid:photo_id>")
@allows(Role.SHOP_MANAGER)
def pixels(photo_id: uuid.UUID) -> ResponseReturnValue:
    """Any photograph, for the staff."""
    return Response(queries.staff_bytes(photo_id), mimetype="image/webp")


def _gallery(product_id: uuid.UUID, form: PhotoForm) -> str:
    rows = queries.gallery(product_id)
    return render_template(
        "marketplace/photos/gallery.html", product=product_row(product_id), rows=rows, form=form, states=PhotoState,
        words=queries.words_of([row.id for row in rows]), locales=LOCALES,
    )  # fmt: skip


@bp.get("/products/<uuid:product_id>/photos")
@allows(Role.SHOP_MANAGER)
def gallery(product_id: uuid.UUID) -> ResponseReturnValue:
    """The photographs of a product, and a form for one more."""
    return _gallery(product_id, PhotoForm())


@bp.post("/products/<uuid:product_id>/photos")
@allows(Role.SHOP_MANAGER)
@writes
def add(product_id: uuid.UUID) -> ResponseReturnValue:
    """Bring a photograph."""
    product_row(product_id)
    form = PhotoForm()
    if not form.validate():
        return _gallery(product_id, form), 422
    try:
        service.add_photo(actor(), form.to_photo(product_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _gallery(product_id, form), 422
    flash(_("It waits for a second person. Until then only the staff see it."))
    return redirect(url_for("photos.gallery", product_id=product_id), 303)


@bp.get("/photos/waiting")
@allows(Role.SHOP_MANAGER)
def waiting() -> ResponseReturnValue:
    """The photographs that wait for a second human."""
    found = queries.waiting_page(request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/photos/waiting.html", page=found, me=actor().human_id)


def _one(photo_id: uuid.UUID, *, check: CheckForm | None = None, refusal: RefuseForm | None = None,
         words: WordsForm | None = None) -> str:  # fmt: skip
    row = queries.photo_row(photo_id)
    said = queries.words_of([photo_id])[photo_id]
    typed = words or WordsForm(None, **{f"alt_{language}": text for language, text in said.items()})
    return render_template(
        "marketplace/photos/one.html", photo=row, state=PhotoState(row.state), check=check or CheckForm(None),
        refusal=refusal or RefuseForm(None), words=typed, said=said, is_mine=row.added_by == actor().human_id,
        looks=[LookFor(value).label for value in row.looked_for], form=check or refusal or words,
    )  # fmt: skip


@bp.get("/photos/<uuid:photo_id>/check")
@allows(Role.SHOP_MANAGER)
def one(photo_id: uuid.UUID) -> ResponseReturnValue:
    """One photograph, what it shows, and the list of what to look for."""
    return _one(photo_id)


def _do(
    photo_id: uuid.UUID, form: BaseForm, deed: Callable[[], object], said: str, **forms: BaseForm
) -> ResponseReturnValue:
    if not form.validate():
        return _one(photo_id, **forms), 422
    try:
        deed()
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _one(photo_id, **forms), 422
    flash(said)
    return redirect(url_for("photos.one", photo_id=photo_id), 303)


@bp.post("/photos/<uuid:photo_id>/pass")
@allows(Role.SHOP_MANAGER)
@writes
def let_pass(photo_id: uuid.UUID) -> ResponseReturnValue:
    """Let a photograph through the gate."""
    form = CheckForm()
    deed = lambda: service.let_pass(actor(), photo_id, form.looked_for.data or [])  # noqa: E731 - read after validation
    return _do(photo_id, form, deed, _("It has passed. Visitors see it where its product is in the shop."), check=form)


@bp.post("/photos/<uuid:photo_id>/refuse")
@allows(Role.SHOP_MANAGER)
@writes
def refuse(photo_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a photograph from the public, or take it back from it."""
    form = RefuseForm()
    deed = lambda: service.refuse(actor(), photo_id, form.reason.data)  # noqa: E731 - read after validation
    return _do(photo_id, form, deed, _("Refused. No visitor can open it."), refusal=form)


@bp.post("/photos/<uuid:photo_id>/words")
@allows(Role.SHOP_MANAGER)
@writes
def describe(photo_id: uuid.UUID) -> ResponseReturnValue:
    """Say anew what a photograph shows."""
    form = WordsForm()
    deed = lambda: service.describe(actor(), photo_id, form.words())  # noqa: E731 - read after validation
    return _do(photo_id, form, deed, _("Saved."), words=form)


@bp.post("/photos/<uuid:photo_id>/up")
@allows(Role.SHOP_MANAGER)
@writes
def up(photo_id: uuid.UUID) -> ResponseReturnValue:
    """Show a photograph one place earlier."""
    service.move_up(actor(), photo_id)
    flash(_("Moved one place earlier."))
    return redirect(url_for("photos.gallery", product_id=service.photo_of(photo_id).product_id), 303)
