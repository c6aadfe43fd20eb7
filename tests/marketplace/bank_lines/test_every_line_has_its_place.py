"""A line of the bank pays its order, or stands in a queue with its name; a statement twice adds nothing."""

from __future__ import annotations

import datetime as dt
import re
import secrets

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from marketplace.bank_files.service import file_bytes, make_file, note_sent
from marketplace.bank_formats.rules import Line, Statement, numbered_lines
from marketplace.bank_lines import service
from marketplace.bank_lines.models import BankLine, Format, LineState, Outcome
from marketplace.bank_lines.rules import codes_in, references_in, seal, suggestion, unseal
from marketplace.ledger import queries as books
from marketplace.orders.models import Method, OrderStep
from marketplace.orders.rules import OrderState, amounts_of, state_of
from marketplace.orders.service import NewOrder, expire_due, order_of, place_order
from marketplace.refunds.models import Refund, RefundKind, RefundState
from marketplace.refunds.service import NewRefund, decide_refund, request_refund
from marketplace.transfers.rules import reference_of
from marketplace.transfers.service import NewAccount, decide_account, write_account
from marketplace.watching.queries import ageing
from tests import cast

SECRET, PAYER = b"a secret of this house", "GB82WEST12345698765432"


@pytest.fixture
def staff():
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    with transaction():
        made = write_account(clerk, NewAccount(id=new_id(), name="Meridian Works Trust", iban="DE89370400440532013000",
                                               bic="", currency="EUR"))  # fmt: skip
        decide_account(approver, made.id, confirm=True)
    return clerk, approver


def buy(world, buyer="Vera Lind", pieces=1):
    with transaction():
        return place_order(NewOrder(
            id=new_id(), token=secrets.token_urlsafe(24), place_id=world.prison.id, buyer=buyer, email="", phone="",
            pieces={world.product.id: pieces}, method=Method.BANK,
        ))[0]  # fmt: skip


def came(text, minor=4000, debtor="Vera Lind", iban=PAYER):
    return Line(booked_on=clock.today(), minor=minor, currency="EUR", debtor=debtor, iban=iban, remittance=text)


def read_in(actor, *lines, account=""):
    with transaction():
        found = Statement(lines=numbered_lines(lines), account=account)
        return service.import_statement(actor, repr(lines).encode(), Format.CAMT, found, SECRET)


def the_line():
    session.expire_all()
    return session.scalars(sa.select(BankLine).order_by(BankLine.id.desc()).limit(1)).one()


def balanced():
    """Every proof is right, and what lies in suspense is what waits for somebody."""
    return all(proof.is_right for proof in books.proof()) and not any(one.loose for one in ageing(clock.today()))


@pytest.mark.parametrize("write", [
    lambda ref, _code: ref, lambda ref, _code: " ".join(re.findall(".{1,4}", ref)).lower(),
    lambda ref, _code: ref.replace("0", "O").replace("1", "I"), lambda ref, _code: f"Thank you ({ref})!",
    lambda _ref, code: f"order {code[:3].lower()} {code[3:]}", lambda _ref, code: f"Chair/{code}",
], ids=range(6))  # fmt: skip
def test_a_reference_or_a_code_however_it_is_typed_pays_its_order(world, staff, write):
    order = order_of(buy(world))
    read_in(staff[0], came(write(reference_of(order.code), order.code)))
    assert (the_line().outcome, the_line().state) == (Outcome.EXACT, LineState.TAKEN)
    assert state_of(order_of(order.id)) is OrderState.PAID
    assert balanced()


def test_a_wrong_check_digit_is_no_reference():
    good = reference_of("QK78XD")
    assert references_in(good) == ["QK78XD"]
    assert references_in(good.replace(good[2:4], "00")) == []
    assert "QK78XD" in codes_in("the QK7 8XD and nothing")


@pytest.mark.parametrize(("minor", "outcome", "state", "owed"), [
    (1500, Outcome.PART, OrderState.PART_PAID, 2500), (4300, Outcome.OVER, OrderState.OVERPAID, 0),
])  # fmt: skip
def test_less_and_more_are_taken_and_said(world, staff, minor, outcome, state, owed):
    order = buy(world)
    read_in(staff[0], came(reference_of(order_of(order).code), minor))
    assert the_line().outcome is outcome
    assert (state_of(order_of(order)), amounts_of(order_of(order)).owed) == (state, owed)


def test_the_same_statement_and_the_same_line_in_another_add_nothing(world, staff):
    order = buy(world)
    line = came(reference_of(order_of(order).code))
    assert read_in(staff[0], line).new == 1
    again = read_in(staff[0], line)
    assert (again.statement_id, again.new, again.known) == (None, 0, 1)
    overlapping = read_in(staff[0], line, came("something else", 100))
    assert (overlapping.new, overlapping.known) == (1, 1)
    assert order_of(order).paid_minor == 4000
    assert balanced()


def test_paid_twice_waits_in_suspense(world, staff):
    order = buy(world)
    for text in ("", " again"):
        read_in(staff[0], came(reference_of(order_of(order).code) + text))
    assert (the_line().outcome, the_line().state) == (Outcome.DUPLICATE, LineState.OPEN)
    assert order_of(order).paid_minor == 4000


def test_late_money_takes_the_pieces_again_or_stands_among_the_unfulfillable(world, staff):
    order, code = buy(world, pieces=3), order_of
    late = dt.timedelta(days=8)
    with transaction():
        expire_due(None, clock.now() + late)
    read_in(staff[0], came(reference_of(code(order).code), 12000))
    assert (the_line().outcome, state_of(order_of(order))) == (Outcome.LATE, OrderState.PAID)
    second = buy(world, pieces=2)
    with transaction():
        expire_due(None, clock.now() + late)
    buy(world, pieces=1)
    read_in(staff[0], came(reference_of(order_of(second).code), 8000))
    assert (order_of(second).step, state_of(order_of(second))) == (OrderStep.EXPIRED, OrderState.UNFULFILLABLE)
    assert balanced()


def test_sum_and_name_only_suggest(world, staff):
    order = buy(world, "Vera Lind")
    read_in(staff[0], came("for the chair", debtor="LIND VERA"))
    line = the_line()
    assert (line.outcome, line.state, line.suggested_id) == (Outcome.UNKNOWN, LineState.OPEN, order)
    assert order_of(order).paid_minor == 0
    with transaction():
        service.assign(staff[0], line.id, order_of(order).code)
    assert state_of(order_of(order)) is OrderState.PAID
    with pytest.raises(Conflict, match="settled already"), transaction():
        service.assign(staff[0], line.id, order_of(order).code)


def test_a_sum_alone_suggests_nothing_nor_do_two_of_a_name():
    class Row:
        owed, buyer, id = 4000, "Vera Lind", 1

    assert suggestion(4000, "Vera Lind", [Row]) == 1
    assert suggestion(4000, "", [Row]) is None
    assert suggestion(4000, "Jo Park", [Row]) is None
    assert suggestion(3999, "Vera Lind", [Row]) is None
    assert suggestion(4000, "Vera Lind", [Row, Row]) is None


def test_one_transfer_for_two_orders_is_divided_exactly(world, staff):
    one, two = buy(world), buy(world)
    codes = [order_of(key).code for key in (one, two)]
    read_in(staff[0], came(" ".join(reference_of(code) for code in codes), 8000))
    line = the_line()
    assert line.outcome is Outcome.UNKNOWN
    for wrong in ([(codes[0], 8000)], [(codes[0], 4000), (codes[1], 3999)], [(codes[0], 4000), (codes[0], 4000)],
                  [(codes[0], 8001), (codes[1], -1)], [(codes[0], 4000), ("NOPE99", 4000)]):  # fmt: skip
        with pytest.raises(DomainError), transaction():
            service.divide(staff[0], line.id, wrong)
    with transaction():
        service.divide(staff[0], line.id, [(code, 4000) for code in codes])
    assert [state_of(order_of(key)) for key in (one, two)] == [OrderState.PAID] * 2
    assert balanced()


def test_what_is_not_ours_is_set_aside_with_a_reason(staff):
    read_in(staff[0], came("Grant of the treasury"))
    with pytest.raises(DomainError, match="few words"), transaction():
        service.discard(staff[0], the_line().id, " no ")
    with transaction():
        service.discard(staff[0], the_line().id, "A grant for wages.")
    assert the_line().state is LineState.DISCARDED
    assert balanced()


def test_money_goes_back_by_two_people_and_a_file_and_then_the_account_is_shredded(world, staff):
    clerk, approver = staff
    read_in(clerk, came("nobody knows"))
    line = the_line().id
    with transaction():
        service.ask_back(clerk, line, "Nobody ordered this.")
    assert balanced()
    with pytest.raises(Forbidden), transaction():
        service.decide_back(clerk, line, approve=True)
    with transaction():
        service.decide_back(approver, line, approve=True)
    assert balanced()
    order = buy(world)
    read_in(clerk, came(reference_of(order_of(order).code), 4300, "Ama"))
    with transaction():
        asked = request_refund(world.manager, NewRefund(
            id=new_id(), order_id=order, reason="Paid too much.", kind=RefundKind.SURPLUS, account=the_line().account,
        )).id  # fmt: skip
        decide_refund(approver, asked, approve=True)
    assert (order_of(order).refunded_minor, session.get(Refund, asked).state) == (0, RefundState.APPROVED)
    with transaction():
        file_id = make_file(clerk, "EUR").id
    body = file_bytes(file_id, SECRET).decode()
    assert body.count(PAYER) == 2
    assert "<CtrlSum>43.00</CtrlSum>" in body
    assert "<NbOfTxs>2</NbOfTxs>" in body
    with pytest.raises(Conflict, match="Nothing waits"), transaction():
        make_file(clerk, "EUR")
    with pytest.raises(Forbidden), transaction():
        note_sent(clerk, file_id, clock.today())
    for _twice in range(2):
        with transaction():
            note_sent(approver, file_id, clock.today())
    session.expire_all()
    assert (order_of(order).refunded_minor, state_of(order_of(order))) == (300, OrderState.PAID)
    assert session.get(BankLine, line).state is LineState.SENT_BACK
    assert session.get(BankLine, line).account is None
    assert session.get(Refund, asked).account is None
    with pytest.raises(Conflict), transaction():
        file_bytes(file_id, SECRET)
    assert balanced()


def test_the_payers_account_is_sealed_and_shredded(world, staff):
    order = buy(world)
    read_in(staff[0], came(reference_of(order_of(order).code)))
    kept = the_line().account
    assert PAYER.encode() not in kept
    assert unseal(SECRET, kept) == PAYER
    assert seal(SECRET, PAYER) != kept
    with pytest.raises(InvalidTag):
        unseal(b"another house", kept)
    with transaction():
        assert service.shred(clock.now() + dt.timedelta(days=59)) == 0
        assert service.shred(clock.now() + dt.timedelta(days=61)) == 1
    assert the_line().account is None


def test_the_statement_of_another_account_is_refused(staff):
    with pytest.raises(DomainError, match="another account"):
        read_in(staff[0], came("x"), account="GB82WEST12345698765432")
    assert session.scalar(sa.select(sa.func.count()).select_from(BankLine)) == 0
