"""Work that a register told goes to the batch in work; a corrected register corrects the batch it had told."""

from __future__ import annotations

import sqlalchemy as sa

from casework.public import MinutesWorked, WorkCorrected, file_now
from kernel.db import session, table_of
from marketplace.production.models import Batch, BatchState, Contribution
from marketplace.production.queries import makers_of
from marketplace.production.rules import Worked
from marketplace.production.service import add_correction, note_work
from marketplace.workshop_news.rules import taken_at_most

batch, contribution = table_of(Batch), table_of(Contribution)


def note_minutes(worked: MinutesWorked) -> None:
    """A register was kept in a workshop: its work counts for the batch in work there, the newest first."""
    found = session.scalar(
        sa.select(batch.c.id)
        .where(batch.c.workshop_id == worked.workshop_id, batch.c.state == BatchState.IN_WORK)
        .order_by(batch.c.started_on.desc(), batch.c.id.desc())
        .limit(1)
    )
    if found and worked.minutes > 0:
        work = Worked(
            person_id=worked.person_id, minutes=worked.minutes, pieces=worked.pieces, rejected=worked.rejected,
            session_id=worked.session_id,
        )  # fmt: skip
        note_work(None, found, work)


def note_correction(told: WorkCorrected) -> None:
    """A register was corrected: the batch that its work had gone to is corrected too, inspected or not.

    What was sold keeps the shares of its day. Work that had gone to no batch goes to the one in work now, as if it had
    just been told; where somebody had taken it off by hand before, no more is taken than is left.
    """
    row = session.execute(
        sa.select(contribution.c.batch_id, file_now(contribution.c.person_id).label("person_id"))
        .where(contribution.c.session_id == told.session_id, contribution.c.person_id == told.person_id)
        .limit(1)
    ).first()
    if row is None:
        note_minutes(told.as_new())
        return
    noted = next(one for one in makers_of(row.batch_id) if one.person_id == row.person_id)
    change = taken_at_most(noted, told)
    if any((change.minutes, change.pieces, change.rejected)):
        add_correction(told.by, row.batch_id, change, told.reason)
