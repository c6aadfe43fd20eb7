"""Counting the files of every prison, so that homes only read figures."""

from __future__ import annotations

from collections.abc import Sequence

from casework.completeness import queries
from casework.completeness.models import FileTally
from casework.completeness.queries import PrisonFiles
from kernel import clock
from kernel.db import session


def count() -> Sequence[PrisonFiles]:
    """Count the files of all prisons. Reads only: over a nation it takes seconds, and nobody should wait for it."""
    return queries.prisons(None, clock.today())


def keep(found: Sequence[PrisonFiles]) -> int:
    """Keep the figures; of how many prisons. A prison nobody is in loses its row."""
    counted = {one.id for one in found}
    for row in session.query(FileTally).all():
        if row.prison_id not in counted:
            session.delete(row)
    for one in found:
        missing = {item.value: times for item, times in one.missing.items()}
        session.merge(
            FileTally(prison_id=one.id, people=one.people, present=one.present, applicable=one.applicable,
                      missing=missing, counted_at=clock.now())
        )  # fmt: skip
    session.flush()
    return len(found)
