"""The books stay balanced whoever writes, and the same fact is booked once."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import uuid

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import exc

from kernel import clock, db
from kernel.db import session, table_of, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.ledger import queries, service
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount, LedgerEntry, LedgerPosting, Side
from marketplace.ledger.rules import Leg, NewEntry, credit, debit, number_of

DAY = dt.date(2026, 11, 3)
R = AccountRole
entry, posting = table_of(LedgerEntry), table_of(LedgerPosting)


def cash(person: uuid.UUID, minor: int, key: str = "", **over: object) -> NewEntry:
    legs = [
        debit(service.account_for(R.CASH_BOX, "EUR"), minor),
        credit(service.account_for(R.SPENDABLE, "EUR", person), minor),
    ]
    facts = {
        "kind": EntryKind.CASH_RECEIVED,
        "occurred_on": DAY,
        "idem_key": key or str(new_id()),
        "legs": legs,
        "source": "test",
    }
    return NewEntry(**{**facts, **over})


def balance(person: uuid.UUID, role: R = R.SPENDABLE) -> int:
    return {row.role: row.balance for row in queries.holdings_of(person)}.get(role, 0)


def test_a_fact_is_booked_once_however_often_it_is_announced():
    person = new_id()
    with transaction():
        first = service.post(None, cash(person, 500, "cash:1"))
        second = service.post(None, cash(person, 500, "cash:1"))
    assert first[1]
    assert not second[1]
    assert first[0] == second[0]
    assert balance(person) == 500


def test_a_repeated_payout_answers_like_the_first_although_the_account_is_empty_now():
    person = new_id()
    with transaction():
        service.post(None, cash(person, 500))
        legs = [
            debit(service.account_for(R.SPENDABLE, "EUR", person), 500),
            credit(service.account_for(R.CASH_BOX, "EUR"), 500),
        ]
        out = NewEntry(kind=EntryKind.PAYOUT, occurred_on=DAY, idem_key="out", legs=legs, source="test")
        assert service.post(None, out)[1]
        assert not service.post(None, out)[1]
    assert balance(person) == 0


def test_nobody_spends_what_they_do_not_have():
    person = new_id()
    with transaction():
        service.post(None, cash(person, 500))
        legs = [
            debit(service.account_for(R.SPENDABLE, "EUR", person), 501),
            credit(service.account_for(R.CASH_BOX, "EUR"), 501),
        ]
        with pytest.raises(DomainError, match="not enough"):
            service.post(None, NewEntry(kind=EntryKind.PAYOUT, occurred_on=DAY, idem_key="x", legs=legs, source="test"))
    assert balance(person) == 500
    assert all(proof.is_right for proof in queries.proof())


@pytest.mark.parametrize("amounts", [(100, 99), (0, 0), (-5, -5)])
def test_unequal_sides_are_refused(amounts):
    person = new_id()
    with transaction(), pytest.raises(DomainError):
        made = cash(person, 100)
        legs = [
            Leg(made.legs[0].account_id, Side.DEBIT, amounts[0]),
            Leg(made.legs[1].account_id, Side.CREDIT, amounts[1]),
        ]
        service.post(None, NewEntry(kind=EntryKind.WAGE, occurred_on=DAY, idem_key="u", legs=legs, source="test"))


def move_by_hand(leg):
    moved = {"legs": leg["nth"], "balance": leg["balance_after"]}
    session.execute(sa.update(table_of(LedgerAccount)).where(LedgerAccount.id == leg["account_id"]).values(**moved))


def raw_rows(second_amount: int):
    entry_id = new_id()
    box, mine = service.account_for(R.CASH_BOX, "EUR"), service.account_for(R.SPENDABLE, "EUR", new_id())
    leg = {"entry_id": entry_id, "currency": "EUR", "explain": {}, "nth": 1}
    legs = [
        {**leg, "seq": 0, "account_id": box, "side": Side.DEBIT, "amount_minor": 100, "balance_after": 100},
        {
            **leg, "seq": 1, "account_id": mine, "side": Side.CREDIT, "amount_minor": second_amount,
            "balance_after": second_amount,
        },
    ]  # fmt: skip
    for one in legs:
        move_by_hand(one)
    head = {
        "id": entry_id,
        "kind": EntryKind.WAGE,
        "occurred_on": DAY,
        "booked_at": clock.now(),
        "booked_by": None,
        "period": "2026-11",
        "idem_key": str(entry_id),
        "source": "raw",
        "source_id": None,
        "memo": "",
        "reverses_id": None,
    }
    return head, legs


def test_the_database_itself_refuses_an_unbalanced_entry(real_db):
    with pytest.raises(exc.DBAPIError, match="not balanced"), transaction():
        head, legs = raw_rows(99)
        session.execute(posting.insert(), legs)
        session.execute(entry.insert(), head)
    assert session.scalar(sa.select(sa.func.count()).select_from(entry)) == 0


def test_the_database_itself_refuses_legs_without_an_entry(real_db):
    with pytest.raises(exc.DBAPIError), transaction():
        session.execute(posting.insert(), raw_rows(100)[1])
    assert session.scalar(sa.select(sa.func.count()).select_from(posting)) == 0


def test_the_database_itself_refuses_a_late_leg(real_db):
    with transaction():
        head, legs = raw_rows(100)
        session.execute(posting.insert(), legs)
        session.execute(entry.insert(), head)
    late = {**legs[0], "seq": 2, "nth": 2, "balance_after": 200}
    with pytest.raises(exc.DBAPIError, match=r"sealed|not balanced"), transaction():
        move_by_hand(late)
        session.execute(posting.insert(), [late])


def test_nothing_booked_is_ever_changed():
    with transaction():
        service.post(None, cash(new_id(), 500))
    for statement in ("UPDATE ledger_posting SET amount_minor = 1", "DELETE FROM ledger_entry"):
        with pytest.raises(exc.DBAPIError, match="append-only"), session.begin_nested():
            session.connection().exec_driver_sql(statement)


def test_a_closed_month_takes_nothing_and_says_what_to_do(as_actor):
    from kernel.authz import Role

    clerk = as_actor(Role.FINANCE_APPROVER)
    with transaction():
        service.close_period(clerk, "2025-01")
        with pytest.raises(DomainError, match="closed"):
            service.post(None, cash(new_id(), 5, occurred_on=dt.date(2025, 1, 31)))


def test_an_entry_is_corrected_once_and_by_its_mirror(as_actor):
    from kernel.authz import Role

    clerk, person = as_actor(Role.FINANCE_CLERK), new_id()
    with transaction():
        booked, _new = service.post(None, cash(person, 500))
        first = service.reverse(clerk, booked, "typed twice")
        assert service.reverse(clerk, booked, "again") == first
    assert balance(person) == 0


def test_an_account_number_is_made_of_signs_nobody_confuses():
    assert number_of(uuid.UUID(int=(1 << 40) - 1)) == "ZZZZ-ZZZZ"
    assert not set("ILOU") & set(number_of(new_id()))


moves = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["in", "out", "save"]), st.integers(1, 900), st.integers(0, 9)),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_after_any_sequence_the_sums_are_zero_and_balances_are_their_postings(sequence):
    people = [new_id() for _ in range(3)]
    run = new_id()
    with transaction():
        for who, what, minor, key in sequence:
            account = service.account_for
            spend, box = account(R.SPENDABLE, "EUR", people[who]), account(R.CASH_BOX, "EUR")
            legs = {
                "in": [debit(box, minor), credit(spend, minor)],
                "out": [debit(spend, minor), credit(box, minor)],
                "save": [debit(spend, minor), credit(account(R.RELEASE, "EUR", people[who]), minor)],
            }[what]
            with contextlib.suppress(DomainError):
                service.post(
                    None,
                    NewEntry(kind=EntryKind.TRANSFER, occurred_on=DAY, idem_key=f"{run}:{key}", legs=legs, source="t"),
                )
    for found in queries.proof():
        assert found.is_right, found
    assert all(row.balance >= 0 for person in people for row in queries.holdings_of(person))


def test_ten_writers_with_one_key_book_one_entry(real_db):
    person, answers = new_id(), []
    with transaction():
        service.post(None, cash(person, 1))

    def work():
        answers.append(db.session and _in_thread(person))

    threads = [threading.Thread(target=work) for _ in range(6)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sum(new for _id, new in answers) == 1
    assert len({made for made, _new in answers}) == 1
    assert balance(person) == 301


def _in_thread(person):
    from kernel.db.session import in_transaction

    try:
        return in_transaction(lambda: service.post(None, cash(person, 300, "same")), attempts=30)
    finally:
        session.remove()
