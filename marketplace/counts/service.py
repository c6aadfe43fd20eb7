"""Writing down counts, and taking the proof of a day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.counts.models import BalanceAssertion, TrustProof
from marketplace.counts.queries import booked_on, countable
from marketplace.ledger import queries as books
from marketplace.ledger.models import TRUST_ROLES
from marketplace.trust_places.queries import prison_funds

_proof = table_of(TrustProof)


@dataclass(frozen=True, kw_only=True)
class NewCount:
    """What was counted in the cash box, or read off a bank statement, at the end of a day. ``id``: twice is once."""

    id: uuid.UUID
    account_id: uuid.UUID
    on: dt.date
    counted: int
    paper: str
    explanation: str = ""


def write_down(actor: Actor, new: NewCount) -> BalanceAssertion:
    """Hold a count against the books of that day. A difference that nobody explains is an alarm until it is settled."""
    if found := session.get(BalanceAssertion, new.id):
        return found
    if new.account_id not in {row.id for row in countable()}:
        raise DomainError(_("Only cash and bank accounts are counted. Choose one from the list."), field="account_id")
    if new.on > clock.today():
        raise DomainError(_("This day lies ahead. Enter the day of the count."), field="on")
    if new.counted < 0:
        raise DomainError(_("Enter an amount such as 12.50."), field="amount")
    made = BalanceAssertion(
        id=new.id, account_id=new.account_id, on=new.on, counted=new.counted, booked=booked_on(new.account_id, new.on),
        paper=new.paper, explanation=new.explanation.strip(), counted_by=actor.human_id, counted_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "balance_assertion.counted", made)
    session.flush()
    return made


def take_proof(day: dt.date) -> int:
    """Keep the proof of this moment as that of a day, once for each currency; how many are not right."""
    found, funds = books.proof(), prison_funds()
    wrong = Counter(one.currency for one in funds if not one.is_right)
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(_proof)
    for one in found:
        people = sum(minor for role, minor in one.owed if role in TRUST_ROLES)
        row = {
            "id": new_id(), "day": day, "currency": one.currency, "taken_at": clock.now(), "held": one.held_total,
            "people": people, "funds": one.owed_total - people, "drifted": len(one.drifted),
            "unbalanced": one.unbalanced, "prisons_wrong": wrong[one.currency],
        }  # fmt: skip
        session.execute(insert.on_conflict_do_nothing(index_elements=["day", "currency"]), row)
    return sum(not one.is_right or wrong[one.currency] > 0 for one in found)
