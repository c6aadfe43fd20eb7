"""Making the statements of a wing: asked for once, sheaf by sheaf, each once, and taken up again where it stopped."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from casework.public import person_for
from kernel import audit, clock, documents, jobs
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _, _l
from kernel.units.queries import unit_of
from marketplace.statements import queries as statements
from marketplace.statements.documents import Piece, language_for, sheaf_pdf
from marketplace.statements.service import issue
from marketplace.wing_papers import queries
from marketplace.wing_papers.models import StatementBatch, StatementSheaf

KIND = "statements.wing"
ASKERS = (Role.FINANCE_CLERK, Role.FINANCE_APPROVER, Role.CASE_MANAGER, Role.GOVERNOR)
SHEAF = 25
"""How many statements are one paper: some forty pages, well within what one document may take."""


def ask(actor: Actor, wing_id: uuid.UUID, first: dt.date, address: str, *, large: bool = False) -> StatementBatch:
    """Ask for the statements of a wing for the month that begins with ``first``.

    ``address`` is where codes are checked. Raises DomainError when nobody there has an account.
    """
    made = begin(actor, wing_id, first, large=large)
    made.job_id = jobs.enqueue(actor, KIND, {"batch": str(made.id), "address": address}, key=f"{KIND}:{made.id}")
    return made


def begin(actor: Actor, wing_id: uuid.UUID, first: dt.date, *, large: bool = False) -> StatementBatch:
    """Note who stands in the wing now. Raises DomainError when nobody there has an account."""
    people = queries.with_money_in(actor, wing_id)
    if not people:
        raise DomainError(_("Nobody in this wing has an account yet, or you may not see them."), field="wing")
    made = StatementBatch(
        unit_id=wing_id, period=f"{first:%Y-%m}", large=large, asked_by=actor.human_id, asked_at=clock.now(),
        people={"ids": [str(one) for one in people]},
    )  # fmt: skip
    session.add(made)
    audit.event(
        actor, audit.Kind.WRITE, "statements.asked", subject_kind="statement_batch", subject_id=made.id,
        purpose=f"{unit_of(wing_id).code} {made.period}",
    )  # fmt: skip
    session.flush()
    return made


@jobs.handler(KIND, label=_l("Statements of a wing"), roles=ASKERS)
def _make(actor: Actor | None, payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    assert actor
    batch_id = uuid.UUID(payload["batch"])
    row = queries.batch_of(actor, batch_id)
    first, large = dt.date.fromisoformat(f"{row.period}-01"), row.large
    people = [uuid.UUID(one) for one in row.people["ids"]]
    for start in range(progress.done, len(people), SHEAF):
        some = people[start : start + SHEAF]
        give = partial(_pieces, actor, some, first, payload["address"], large)
        made = sheaf_pdf(progress.do(give, done=start, total=len(people)))
        keep = partial(_keep, actor, batch_id, start // SHEAF + 1, made, len(some))
        progress.do(keep, done=start + len(some), total=len(people))
    progress.do(lambda: _finish(batch_id), done=len(people), total=len(people))
    return {"batch": str(batch_id)}


def _pieces(actor: Actor, people: Sequence[uuid.UUID], first: dt.date, address: str, large: bool) -> list[Piece]:
    """Each statement given out with its code; each file is noted as read."""
    found = []
    for person_id in people:
        card = person_for(actor, person_id, purpose="statement")
        made = statements.statement_of(card.id, first)
        found.append(Piece(
            person=card, made=made, language=language_for(card), large=large, address=address,
            code=issue(actor, card.id, made),
        ))  # fmt: skip
    return found


def _keep(actor: Actor, batch_id: uuid.UUID, number: int, made: bytes, people: int) -> None:
    paper = documents.store(actor, KIND, made, title=f"{_('Statements')} {number}")
    session.flush()
    row = {"batch_id": batch_id, "number": number, "document_id": paper.id, "people": people}
    session.execute(table_of(StatementSheaf).insert(), row)


def _finish(batch_id: uuid.UUID) -> None:
    session.get_one(StatementBatch, batch_id).finished_at = clock.now()
