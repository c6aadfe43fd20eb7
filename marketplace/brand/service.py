"""Opening and changing brands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.brand.models import Brand
from marketplace.wording.rules import refuse_unworthy


@dataclass(frozen=True, kw_only=True)
class NewBrand:
    """What a brand says of itself. ``story`` is a short paragraph for visitors; ``complaints`` says where to write."""

    code: str
    name: str
    owner: str
    operator: str
    producers: str = ""
    story: str = ""
    policies: str = ""
    complaints: str = ""
    id: uuid.UUID = field(default_factory=new_id)


def _check(new: NewBrand) -> None:
    said = {name: getattr(new, name) for name in ("name", "producers", "story", "policies")}
    refuse_unworthy(said)
    if session.scalar(sa.select(Brand.id).where(Brand.code == new.code, Brand.id != new.id)):
        raise DomainError(_("Another brand has this code. Choose a different one."), field="code")


def open_brand(actor: Actor | None, new: NewBrand) -> Brand:
    """Open a brand. The same id twice is one brand."""
    if existing := session.get(Brand, new.id):
        return existing
    _check(new)
    made = Brand(**vars(new))
    session.add(made)
    audit.record(actor, "brand.opened", made)
    session.flush()
    return made


def change_brand(actor: Actor, new: NewBrand) -> Brand:
    """Change what a brand says of itself; ``new.id`` names it. Raises NotFound."""
    found = session.get(Brand, new.id)
    if found is None:
        raise NotFound(_("There is no such brand."))
    _check(new)
    for name, value in vars(new).items():
        if getattr(found, name) != value:
            setattr(found, name, value)
    audit.record(actor, "brand.changed", found)
    return found
