"""Opening brands."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from marketplace.brand.models import Brand


@dataclass(frozen=True, kw_only=True)
class NewBrand:
    """A brand to open. ``story`` is a short paragraph for visitors; ``complaints`` says where to write."""

    code: str
    name: str
    owner: str
    operator: str
    story: str = ""
    complaints: str = ""


def open_brand(actor: Actor | None, new: NewBrand) -> Brand:
    """Open a brand."""
    made = Brand(**asdict(new))
    session.add(made)
    audit.record(actor, "brand.opened", made)
    session.flush()
    return made
