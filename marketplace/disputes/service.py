"""Contesting a deduction, and deciding it by a second human."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, show_money
from marketplace.disputes import queries
from marketplace.disputes.models import Dispute, DisputeState
from marketplace.disputes.rules import OWN_PURSES, answer_by
from marketplace.funds.queries import balance_of
from marketplace.ledger import service as books
from marketplace.ledger.models import FUND_ROLES, AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit

SOURCE = "dispute"
LEAST = 5


@dataclass(frozen=True, kw_only=True)
class NewDispute:
    """What a person contests of a month: the kind of deduction, where it went, how much, and why."""

    id: uuid.UUID
    person_id: uuid.UUID
    account_id: uuid.UUID
    kind: EntryKind
    period: str
    minor: int
    words: str


def contest(actor: Actor, new: NewDispute) -> Dispute:
    """Hold what is contested on the person's account *In dispute*. The same id twice is one.

    Raises DomainError when nothing like it was taken, less of it is left, or the fund has handed it on already.
    """
    if existing := session.get(Dispute, new.id):
        return existing
    if len(new.words.strip()) < LEAST:
        raise DomainError(_("Write down in a few words why the person says it is wrong."), field="words")
    row = _contested(new)
    today = clock.today()
    entry_id = _move(
        actor, f"{SOURCE}:{new.id}", new.id, new.words,
        (new.account_id, books.account_for(AccountRole.DISPUTED, row["currency"], new.person_id), new.minor),
    )  # fmt: skip
    made = Dispute(
        **vars(new), currency=row["currency"], raised_by=actor.human_id, raised_at=clock.now(),
        answer_by=answer_by(today), entry_id=entry_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "dispute.raised", made, reason=new.words)
    session.flush()
    return made


def decide(actor: Actor, dispute_id: uuid.UUID, *, give_back: bool, reason: str) -> Dispute:
    """Give the money back to spend, or let the deduction stand. Raises Forbidden for whoever wrote the dispute down."""
    found = queries.dispute_of(dispute_id)
    if found.state is not DisputeState.OPEN:
        raise Conflict(_("This was decided already: %(state)s.", state=found.state.label))
    if found.raised_by == actor.human_id:
        raise Forbidden(_("You wrote this down yourself, so somebody else has to decide it."), rule=_("Two people"))
    if len(reason.strip()) < LEAST:
        raise DomainError(_("Give the reason in a few words. The person reads it."), field="reason")
    held = books.account_for(AccountRole.DISPUTED, found.currency, found.person_id)
    found.end_entry_id = _move(
        actor, f"{SOURCE}:{found.id}:end", found.id, reason, (held, _goal(found, give_back=give_back), found.minor)
    )
    found.state = DisputeState.RETURNED if give_back else DisputeState.LET_GO
    found.decided_by, found.decided_at, found.reason = actor.human_id, clock.now(), reason.strip()
    audit.record(actor, "dispute.given_back" if give_back else "dispute.let_go", found, reason=reason)
    session.flush()
    return found


def _contested(new: NewDispute) -> Mapping[str, Any]:
    key = (new.period, new.kind, new.account_id)
    rows: Sequence[Mapping[str, Any]] = queries.contestable(new.person_id)
    row = next((one for one in rows if (one["period"], one["kind"], one["account_id"]) == key), None)
    if row is None:
        raise DomainError(_("Nothing like this was taken, or all of it is contested already."), field="what")
    if not 0 < new.minor <= row["left"]:
        words = _("Of this %(sum)s can be contested. Enter that or less.",
                  sum=show_money(row["left"], row["currency"]))  # fmt: skip
        raise DomainError(words, field="amount")
    if row["role"] in FUND_ROLES:
        stands, waits = balance_of(row["role"], row["currency"])
        if new.minor > stands - waits:
            words = _(
                "“%(role)s” has handed most of it on: %(sum)s is still there. Contest that, and hand in a complaint "
                "for the rest.", role=AccountRole(row["role"]).label,
                sum=show_money(max(0, stands - waits), row["currency"]),
            )  # fmt: skip
            raise DomainError(words, field="amount")
    return row


def _goal(found: Dispute, *, give_back: bool) -> uuid.UUID:
    """Where the money goes: to spend, or back to where it had gone (the person's own purse may be another since)."""
    if give_back:
        return books.account_for(AccountRole.SPENDABLE, found.currency, found.person_id)
    role = queries.role_of(found.account_id)
    return books.account_for(role, found.currency, found.person_id) if role in OWN_PURSES else found.account_id


def _move(actor: Actor, key: str, dispute_id: uuid.UUID, memo: str, way: tuple[uuid.UUID, uuid.UUID, int]) -> uuid.UUID:
    left, came, minor = way
    entry = NewEntry(
        kind=EntryKind.TRANSFER, occurred_on=clock.today(), idem_key=key, source=SOURCE, source_id=dispute_id,
        memo=memo.strip(), legs=[debit(left, minor), credit(came, minor)],
    )  # fmt: skip
    return books.post(actor, entry)[0]
