"""Giving out statements."""

from __future__ import annotations

import uuid

from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.ids import new_id
from marketplace.statements.models import StatementIssue
from marketplace.statements.rules import Statement, code_of

_issue = table_of(StatementIssue)


def issue(actor: Actor, person_id: uuid.UUID, made: Statement) -> str:
    """Give a statement out; its code. Printed again with the same facts it is the same statement and code."""
    code = code_of(made.digest)
    row = {
        "id": new_id(), "person_id": person_id, "period": f"{made.first:%Y-%m}", "digest": made.digest, "code": code,
        "totals": {one.currency: [one.arrived, one.held] for one in made.sheets}, "issued_on": clock.today(),
        "issued_by": actor.human_id,
    }  # fmt: skip
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(_issue)
    kept = session.execute(insert.on_conflict_do_nothing(index_elements=["person_id", "period", "digest"]), row)
    if kept.rowcount:  # type: ignore[attr-defined]
        audit.event(
            actor, audit.Kind.WRITE, "statement.issued", subject_kind="statement_issue", subject_id=row["id"],
            person_id=person_id,
        )  # fmt: skip
    return code
