"""Commands of the sentence plan."""

from __future__ import annotations

import uuid

from kernel.authz import Actor


def link_step(actor: Actor, step_id: uuid.UUID, kind: str, ref_id: uuid.UUID) -> None:
    """Tie a step to a real allocation, appointment or savings target (``kind``, ``ref_id``): it closes when that does."""
    raise NotImplementedError


def close_linked_steps(actor: Actor, kind: str, ref_id: uuid.UUID, words: str) -> None:
    """Complete every open step tied to (``kind``, ``ref_id``), saying in ``words`` what closed it."""
    raise NotImplementedError
