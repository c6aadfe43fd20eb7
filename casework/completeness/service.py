"""Counting the files of every prison, so that homes only read figures."""

from __future__ import annotations

from casework.completeness import queries
from casework.completeness.models import FileTally
from kernel import clock
from kernel.db import session


def refresh() -> int:
    """Count the files of all prisons and keep the figures; of how many prisons. A prison nobody is in loses its row."""
    found = {one.id: one for one in queries.prisons(None, clock.today())}
    for row in session.query(FileTally).all():
        if row.prison_id not in found:
            session.delete(row)
    for one in found.values():
        missing = {item.value: times for item, times in one.missing.items()}
        session.merge(
            FileTally(prison_id=one.id, people=one.people, present=one.present, applicable=one.applicable,
                      missing=missing, counted_at=clock.now())
        )  # fmt: skip
    session.flush()
    return len(found)
