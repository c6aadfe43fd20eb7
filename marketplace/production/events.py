"""What production announces within the marketplace."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class BatchChanged:
    """Pieces of a batch were inspected, or its work corrected: what is said of it in public is looked at again."""

    batch_id: uuid.UUID
    product_id: uuid.UUID
    by: Actor
