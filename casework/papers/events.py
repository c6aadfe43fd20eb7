"""What happened to papers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class PaperFiled:
    """A paper of this kind came onto a person's file."""

    person_id: uuid.UUID
    kind: str
    title: str
    by: Actor
