"""Orders by transfer, on invoice and by post, with the bank's lines and what people did with them."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

import sqlalchemy as sa

from casework.public import World
from kernel import clock, settings
from kernel.db import in_transaction, session
from marketplace.bank_files.service import make_file
from marketplace.bank_formats.rules import Line, Statement, numbered_lines
from marketplace.bank_lines import queries as lines
from marketplace.bank_lines import service as bank
from marketplace.bank_lines.models import Format, LineState
from marketplace.desk.service import hand_over
from marketplace.orders.models import Method, Way
from marketplace.orders.service import NewOrder, cancel, expire_due, order_of, place_order
from marketplace.other_goods.service import OtherGoods, give_other
from marketplace.payments.models import FactKind
from marketplace.payments.rules import Fact
from marketplace.payments.service import learn, take_at_gate
from marketplace.products.models import Product, ProductState
from marketplace.refunds.models import RefundKind
from marketplace.refunds.service import NewRefund, decide_refund, request_refund
from marketplace.shipping.service import NewTable, open_zone, set_costs
from marketplace.stock.models import Stock
from marketplace.transfers.rules import reference_of
from marketplace.transfers.service import NewAccount, decide_account, write_account

PAYER = "GB82WEST12345698765432"
BUYERS = ("Clara Voss", "Town library", "Idris Bello", "Mina Sato", "Lea Brandt", "Otto Falk", "Nadia Karimi")
TWO = 2
BY_POST = 2
_FULLEST = (
    sa.select(Stock.product_id, Stock.place_id)
    .join(Product, Product.id == Stock.product_id)
    .where(Product.state == ProductState.LISTED, Product.per_buyer.is_(None), Stock.on_hand - Stock.reserved > TWO)
    .order_by((Stock.on_hand - Stock.reserved).desc(), Stock.id)
)


def seed(world: World) -> None:
    """An account, zones and costs; then orders in each state of their money."""
    with clock.held_at(world.days_ago(40)):
        in_transaction(partial(_house, world))
    with clock.held_at(world.days_ago(9)):
        late = in_transaction(partial(_order, world, 5))
    with clock.held_at(world.days_ago(1)):
        in_transaction(partial(expire_due, world.staff["shop"]))
    with clock.held_at(world.days_ago(0.5)):
        keys = [in_transaction(partial(_order, world, n)) for n in range(5)]
        in_transaction(partial(hand_over, world.staff["shop"], keys[1]))
        in_transaction(partial(_at_the_gate, world))
        in_transaction(partial(_too_late, world))
        in_transaction(partial(_statement, world, keys, late))
        in_transaction(partial(_settled, world, keys))


def _house(world: World) -> None:
    clerk, approver, manager = (world.staff[name] for name in ("clerk", "finance", "shop"))
    made = write_account(clerk, NewAccount(
        id=world.id(), name="Meridian Works Trust", iban="DE89370400440532013000", bic="COBADEFFXXX", currency="EUR"
    ))  # fmt: skip
    decide_account(approver, made.id, confirm=True)
    write_account(clerk, NewAccount(
        id=world.id(), name="Meridian Works Trust", iban="FR1420041010050500013M02606", bic="", currency="EUR"
    ))  # fmt: skip
    for name, codes, steps in (("At home", ["TN"], [(2000, 390), (10_000, 790)]),
                               ("Near", ["DE", "FR", "IT", "GB"], [(2000, 990), (10_000, 1990)])):  # fmt: skip
        zone = open_zone(manager, name, codes)
        set_costs(manager, NewTable(id=world.id(), zone_id=zone.id, currency="EUR", from_on=clock.today(), steps=steps))
    open_zone(manager, "Far away", ["JP", "US"])


def _order(world: World, n: int) -> uuid.UUID:
    """A piece of what lies on the fullest shelf, one shelf further for each order; one is sent by post."""
    row = session.execute(_FULLEST.where(Product.ships).offset(n % 3).limit(1)).one()
    posted = {"way": Way.DELIVERY, "address": "12 Rue du Port\nTunis", "country": "TN"} if n == BY_POST else {}
    return place_order(NewOrder(
        id=world.id(), token=f"demo-money-{n}-{world.rng.getrandbits(80):020x}", place_id=row.place_id,
        buyer=BUYERS[n], email=f"buyer{n}@shop.example", phone="", pieces={row.product_id: 1},
        method=Method.INVOICE if n == 1 else Method.BANK, **posted,  # type: ignore[arg-type]
    ))[0]  # fmt: skip


def _at_the_gate(world: World) -> None:
    """Paid by telephone: of one order one of two pieces is gone; of another all, and a part of the price asked back."""
    manager = world.staff["shop"]
    _by_phone(world, "p", "QK7 8XD 42", {0: 1})
    key = _by_phone(world, "q", "QK7 8XD 57", None)
    request_refund(manager, NewRefund(
        id=world.id(), order_id=key, reason="A scratch on the side.", kind=RefundKind.FAULT, minor=100
    ))  # fmt: skip


def _by_phone(world: World, sign: str, code: str, pieces: dict[int, int] | None) -> uuid.UUID:
    row = session.execute(_FULLEST.limit(1)).one()
    key = place_order(NewOrder(
        id=world.id(), token=f"demo-money-{sign}-{world.rng.getrandbits(80):020x}", place_id=row.place_id,
        buyer="Ruth Adeyemi", email="", phone="+216 71 000 000", pieces={row.product_id: 2}, method=Method.MOBILE,
    ))[0]  # fmt: skip
    take_at_gate(world.staff["shop"], key, Method.MOBILE, order_of(key).total_minor, world.id(), code=code)
    hand_over(world.staff["shop"], key, pieces=pieces, key=world.id())
    return key


def _too_late(world: World) -> None:
    """Two orders were cancelled, and their money came all the same: one buyer has chosen other pieces already."""
    _paid_in_vain(world, "QK7 8XD 98")
    key = _paid_in_vain(world, "QK7 8XD 99")
    row = session.execute(_FULLEST.where(Product.ships).limit(1)).one()
    give_other(world.staff["shop"], key, OtherGoods(
        id=world.id(), token=f"demo-money-o-{world.rng.getrandbits(80):020x}", pieces={row.product_id: 1}
    ))  # fmt: skip


def _paid_in_vain(world: World, code: str) -> uuid.UUID:
    key = _order(world, 6)
    cancel(world.staff["shop"], key, "The buyer said no by telephone.")
    found = order_of(key)
    learn(None, key, Method.MOBILE, Fact(
        provider_ref=code, kind=FactKind.CAPTURED, minor=found.total_minor, currency=found.currency, at=clock.now()
    ))  # fmt: skip
    return key


def _line(minor: int, text: str, debtor: str) -> Line:
    return Line(booked_on=clock.today(), minor=minor, currency="EUR", debtor=debtor, iban=PAYER, remittance=text)


def _statement(world: World, keys: list[uuid.UUID], late: uuid.UUID) -> None:
    """One line of each outcome."""
    orders = [order_of(key) for key in keys]
    ref = [reference_of(order.code) for order in orders]
    paid = [
        _line(orders[0].total_minor, ref[0], BUYERS[0]),
        _line(orders[0].total_minor, f"{ref[0]} again", BUYERS[0]),
        _line(orders[2].total_minor - 500, f"Order {orders[2].code}", BUYERS[2]),
        _line(orders[3].total_minor + 250, ref[3], BUYERS[3]),
        _line(orders[4].total_minor, "for the shop, with thanks", "BRANDT LEA"),
        _line(order_of(late).total_minor, reference_of(order_of(late).code), BUYERS[5]),
        _line(1234, "no idea", "Somebody Else"),
        _line(4200, "Collection of the parish", "Parish of St. Anne"),
        _line(9900, "Rent of the hall", "A neighbour"),
    ]
    found = Statement(lines=numbered_lines(paid), outgoing=1)
    secret = settings.from_environment().secret_key.encode()
    bank.import_statement(world.staff["clerk"], b"demo statement", Format.CAMT, found, secret)


def _settled(world: World, keys: list[uuid.UUID]) -> None:
    """A line on its way back in a file, one that waits for the approver, one set aside; a refund of too much."""
    clerk, approver, manager = (world.staff[name] for name in ("clerk", "finance", "shop"))
    waiting: dict[str, Any] = {row.debtor: row for row in lines.lines_page([LineState.OPEN]).rows}
    bank.discard(clerk, waiting["A neighbour"].id, "Rent for the hall, not for the shop.")
    bank.ask_back(clerk, waiting["Parish of St. Anne"].id, "Nobody ordered this.")
    bank.decide_back(approver, waiting["Parish of St. Anne"].id, approve=True)
    make_file(clerk, "EUR")
    bank.ask_back(clerk, waiting["Somebody Else"].id, "The sender does not answer.")
    asked = request_refund(manager, NewRefund(
        id=world.id(), order_id=keys[3], reason="Two and a half too much.", kind=RefundKind.SURPLUS,
        account=lines.account_for(keys[3]),
    ))  # fmt: skip
    decide_refund(approver, asked.id, approve=True)
