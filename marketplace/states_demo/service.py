"""The demo's standing instructions, payouts, refunds, counts, prices, corrections and closed months."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

import sqlalchemy as sa

from casework.public import PersonReceived, World
from kernel import clock
from kernel.db import in_transaction, session
from marketplace.counts.queries import booked_on
from marketplace.counts.service import NewCount, take_proof, write_down
from marketplace.earnings.models import MandateKind
from marketplace.earnings.queries import promised
from marketplace.earnings.service import NewPayout, decide_payout, request_payout, take_reception_cash
from marketplace.holds import service as holds
from marketplace.holds.service import NewHold
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount
from marketplace.ledger.queries import holdings_of
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.ledger.service import account_for
from marketplace.months import service as months
from marketplace.months.rules import months_back
from marketplace.months.service import NewGrant
from marketplace.orders.models import OrderStep, ShopOrder
from marketplace.products.rules import CostCard
from marketplace.products.service import set_price
from marketplace.refunds.service import NewRefund, decide_refund, request_refund
from marketplace.standing.service import Move, NewMandate, end_mandate, move, open_mandate
from marketplace.stock.models import Stock
from marketplace.stock.service import count

PAYOUT, LEAVING, CARD = 500, 4, 100
COVERED, WRONG = 900_000, 90_000


def before_the_registers(world: World) -> None:
    """Whom people pay, recorded before they earn; cash that some brought in on the day they came."""
    clerk = world.staff["clerk"]
    men, women = (
        [p for p in world.people if p["prison"] == prison and p["state"] == "sentenced"] for prison in ("HRB", "JUN")
    )
    wanted = [(p, MandateKind.FAMILY) for p in men[:6]] + [(p, MandateKind.OBLIGATION) for p in women[:8]]
    with clock.held_at(world.days_ago(200)):
        made = [in_transaction(partial(_mandate, world, person["id"], kind)) for person, kind in wanted]
        for person in [*men[:3], *women[:2]]:
            in_transaction(partial(_cash, world, person["id"], person["prison"]))
    with clock.held_at(world.days_ago(30)):
        ends = partial(end_mandate, clerk, made[0], clock.today(), "The person withdrew their consent.")
        in_transaction(ends)


def _mandate(world: World, person_id: uuid.UUID, kind: MandateKind) -> uuid.UUID:
    today, family = clock.today(), kind is MandateKind.FAMILY
    new = NewMandate(
        id=world.id(), person_id=person_id, kind=kind, begins_on=today, consented_on=today if family else None,
        payee="The mother" if family else "District Court, cashier",
        basis="Signed request, kept in the file" if family else f"Judgment 7/{world.rng.randrange(100, 999)}",
    )  # fmt: skip
    return open_mandate(world.staff["clerk"], new).id


def _cash(world: World, person_id: uuid.UUID, prison: str) -> None:
    came = PersonReceived(
        person_id=person_id, establishment_id=world.units[prison], at=clock.now(), by_account=None,
        cash_minor=world.rng.randrange(500, 6000), currency="EUR",
    )  # fmt: skip
    take_reception_cash(came)


def after_the_sales(world: World, products: list[dict[str, Any]]) -> None:
    """What finance and the desk did since: prices, a count, refunds, payouts, savings, a correction, closed months."""
    with clock.held_at(world.days_ago(45)):
        for item in products[:2]:
            in_transaction(partial(_dearer, world, item))
    with clock.held_at(world.now):
        in_transaction(partial(_counted, world))
        refunds = in_transaction(partial(_refunds, world))
        for refund_id, approve in refunds:
            in_transaction(partial(decide_refund, world.staff["finance"], refund_id, approve=approve))
        in_transaction(partial(_covered, world))
        in_transaction(partial(_payouts, world))
        in_transaction(partial(_held, world))
        in_transaction(partial(_counted_cash, world))
        leaving = [p["id"] for p in world.people if p.get("leaves") == "release" and p["prison"] == "HRB"]
        for person_id in leaving[:LEAVING]:
            in_transaction(partial(_gate_money, world, person_id))
        for code in sorted(months_back(world.today)[2:5]):
            in_transaction(
                partial(months.close, world.staff["finance"], code, "Rates of the bakery follow next month.")
            )


def _dearer(world: World, item: dict[str, Any]) -> None:
    materials, labour, overhead, margin = item["card"]
    card = CostCard(materials=materials + 100, labour=labour + 150, overhead=overhead, margin=margin)
    set_price(world.staff["shop"], item["id"], card, "Oak is dearer, and the makers' part goes up with it.")


def _counted(world: World) -> None:
    """Every shelf with something free on it might be short of one piece: one is."""
    found = session.execute(
        sa.select(Stock.id, Stock.on_hand).where(Stock.on_hand > Stock.reserved).order_by(Stock.id).limit(1)
    ).one()
    count(
        world.staff["shop"], found.id, found.on_hand - 1, reason="One piece broke on the shelf.", low_at=4,
        key=world.id(),
    )  # fmt: skip


def _refunds(world: World) -> list[tuple[uuid.UUID, bool]]:
    """Refunds of handed-over orders: one that is paid, one that waits; and of one not collected, refused."""
    handed = _orders(OrderStep.HANDED_OVER, 2)
    asked = [_refund(world, key, "The drawer does not fit.") for key in handed]
    kept = [_refund(world, key, "Ordered twice by mistake.") for key in _orders(OrderStep.PLACED, 1)]
    return [(key, True) for key in asked[:1]] + [(key, False) for key in kept]


def _orders(step: OrderStep, many: int) -> list[uuid.UUID]:
    wanted = (ShopOrder.step == step, ShopOrder.paid_minor > 0)
    newest = sa.select(ShopOrder.id).where(*wanted).order_by(ShopOrder.placed_at.desc(), ShopOrder.id)
    return list(session.scalars(newest.limit(many)))


def _refund(world: World, order_id: uuid.UUID, reason: str) -> uuid.UUID:
    return request_refund(world.staff["shop"], NewRefund(id=world.id(), order_id=order_id, reason=reason)).id


def _covered(world: World) -> None:
    """Money for wages arrives; once it was typed with a wrong sum and corrected by somebody else."""
    clerk, day = world.staff["clerk"], world.today - dt.timedelta(days=2)
    months.note_grant(clerk, NewGrant(id=world.id(), minor=COVERED, currency="EUR", on=day))
    wrong = months.note_grant(clerk, NewGrant(id=world.id(), minor=WRONG, currency="EUR", on=day))
    months.correct(world.staff["finance"], wrong, "The sum was typed twice.")


def _held(world: World) -> None:
    """Money held for a phone card: one still held, one bought, one let go."""
    clerk = world.staff["clerk"]
    account = session.scalars(
        sa.select(LedgerAccount).where(LedgerAccount.role == AccountRole.SPENDABLE, LedgerAccount.currency == "EUR")
        .order_by(LedgerAccount.balance.desc()).limit(1)
    ).one()  # fmt: skip
    wanted = [
        NewHold(id=world.id(), account_id=account.id, minor=CARD, reason="Phone card",
                expires_at=clock.now() + dt.timedelta(days=1))
        for _n in range(3)
    ]  # fmt: skip
    for one in wanted:
        holds.place(clerk, one)
    legs = [debit(account.id, CARD), credit(account_for(AccountRole.CASH_BOX, "EUR"), CARD)]
    bought = NewEntry(
        kind=EntryKind.PURCHASE, occurred_on=clock.today(), idem_key=f"hold:{wanted[1].id}", legs=legs, source="hold",
        source_id=wanted[1].id, memo="Phone card",
    )  # fmt: skip
    holds.settle(clerk, wanted[1].id, bought)
    holds.void(clerk, wanted[2].id, "The card was sold out.")


def _counted_cash(world: World) -> None:
    """The cash box was counted twice: it agreed, then ten cents were short and explained. A proof of the night."""
    box, clerk = account_for(AccountRole.CASH_BOX, "EUR"), world.staff["clerk"]
    there = booked_on(box, world.today)
    for short, why in ((0, ""), (10, "A roll of coins was ten cents short; the bank was told.")):
        write_down(clerk, NewCount(
            id=world.id(), account_id=box, on=world.today, counted=there - short, paper="Count sheet 14",
            explanation=why,
        ))  # fmt: skip
    take_proof(world.today)


def _payouts(world: World) -> None:
    """Savings put aside, and three payouts that the clerk asked for: paid, refused, waiting for a second person."""
    clerk, approver = world.staff["clerk"], world.staff["finance"]
    has_money = sa.select(LedgerAccount.id).where(
        LedgerAccount.role == AccountRole.SPENDABLE, LedgerAccount.currency == "EUR",
        LedgerAccount.balance >= 2 * PAYOUT,
    )  # fmt: skip
    for n, account_id in enumerate(session.scalars(has_money.order_by(LedgerAccount.number).limit(4)).all()):
        new = NewPayout(id=world.id(), account_id=account_id, minor=PAYOUT, reason="Telephone card and stamps.")
        asked = request_payout(clerk, new)
        if n:
            decide_payout(approver, asked.id, approve=n % 2 == 1)
        move(clerk, Move(id=world.id(), account_id=account_id, minor=PAYOUT // 2, reason="Asked for it in writing."))


def _gate_money(world: World, person_id: uuid.UUID) -> None:
    """Everything a person who is about to leave has is paid out (Mandela Rule 103.3)."""
    for row in holdings_of(person_id):
        free = row.balance - promised(row.id)
        if free:
            new = NewPayout(id=world.id(), account_id=row.id, minor=free, reason="Paid out for the release.")
            decide_payout(world.staff["finance"], request_payout(world.staff["clerk"], new).id, approve=True)
