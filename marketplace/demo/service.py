"""Making the demo's shop with the shop's own commands, the clock held at each day of its history."""

from __future__ import annotations

import tomllib
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from marketplace.brand.service import NewBrand, open_brand
from marketplace.desk.service import hand_over
from marketplace.earnings.service import NewPayout, decide_payout, mature, request_payout
from marketplace.ledger.models import AccountRole, LedgerAccount
from marketplace.ledger.service import record_grant
from marketplace.orders.service import NewOrder, cancel, close_due, expire_due, order_of, pack, place_order
from marketplace.payments.service import take_cash
from marketplace.production.service import NewBatch, contribute, inspect_batch, start_batch
from marketplace.products.models import Category, Origin
from marketplace.products.rules import CostCard
from marketplace.products.service import NewProduct, add_product, list_product

ZONE = "Africa/Tunis"
BUYERS = (
    "S. Marchetti",
    "Jo Ellery",
    "Nour Ben Amor",
    "K. Lindqvist",
    "Ama Boateng",
    "P. Duarte",
    "Wen Li",
    "R. Haile",
)
ORDERS = 70
PAYOUT = 500
STORY = (
    "Meridian Made is the name under which people in our prisons sell what they build, bake and sew. "
    "Every price says what it pays for; the work in it goes to the makers."
)


def seed(world: World) -> None:
    """A brand, its products, batches over nine months, and orders of the last hundred days in every state."""
    manager = world.staff["shop"]
    shelf = in_transaction(partial(_products, world, manager))
    for n, item in enumerate(shelf):
        for batch in range(3):
            with clock.held_at(world.days_ago(230 - 70 * batch - n)):
                in_transaction(partial(_batch, world, manager, item, batch))
    for n in range(ORDERS):
        with clock.held_at(world.days_ago(100 - n * 100 / ORDERS, 9)):
            order_id = in_transaction(partial(_place, world, shelf, n))
        _serve(world, manager, order_id, n)
    with clock.held_at(world.now):
        in_transaction(partial(expire_due, manager))
        in_transaction(partial(close_due, manager))
        in_transaction(partial(mature, manager, world.today))
        covered = partial(record_grant, world.staff["finance"], 900_000, "EUR", world.today, world.id())
        in_transaction(covered)
        in_transaction(partial(_payouts, world))


BRAND = NewBrand(
    code="MERIDIAN", name="Meridian Made", owner="Meridian Correctional Service", operator="Meridian Works Trust",
    story=STORY, complaints="shop@meridian.example",
)  # fmt: skip


def _products(world: World, manager: Actor) -> list[dict[str, Any]]:
    brand = open_brand(manager, BRAND)
    shelf = tomllib.loads((Path(__file__).parent / "products.toml").read_text("utf-8"))["product"]
    with clock.held_at(world.days_ago(300)):
        for item in shelf:
            materials, labour, overhead, margin = item["card"]
            new = NewProduct(
                id=world.id(), brand_id=brand.id, sku=item["sku"], title=item["title"], description=item["text"],
                category=Category(item["category"]), origin=Origin.MADE_INSIDE, currency="EUR",
                card=CostCard(materials=materials, labour=labour, overhead=overhead, margin=margin),
            )  # fmt: skip
            item["id"] = list_product(manager, add_product(manager, new).id).id
    return list(shelf)


def _batch(world: World, manager: Actor, item: dict[str, Any], n: int) -> None:
    rng, pieces = world.rng, world.rng.randrange(8, 30)
    place, today = world.units[item["place"]], clock.today(ZONE)
    batch = start_batch(
        manager,
        NewBatch(
            code=f"{item['sku']}-{n + 1}",
            product_id=item["id"],
            place_id=place,
            planned=pieces,
            started_on=today,
            id=world.id(),
            workshop_id=world.units[item["shop"]],
        ),
    )
    inside = [p for p in world.people if p["prison"] == item["place"] and p["state"] == "sentenced"]
    for person in rng.sample(inside, min(len(inside), rng.randrange(5, 9))):
        contribute(manager, batch.id, person["id"], minutes=rng.randrange(120, 900), pieces=rng.randrange(1, 6))
    if n < 2 or rng.random() < 0.6:  # noqa: PLR2004 - some of the newest batches are still in work
        rejected = rng.choice((0, 0, 1, 2))
        inspect_batch(
            manager, batch.id, passed=pieces - rejected, rejected=rejected, reason="Uneven finish." if rejected else ""
        )


def _place(world: World, shelf: list[dict[str, Any]], n: int) -> uuid.UUID:
    rng = world.rng
    place = rng.choice(("HRB", "JUN", "KES"))
    goods = rng.sample([item for item in shelf if item["place"] == place], 2)
    order_id, _new = place_order(
        NewOrder(
            id=world.id(),
            token=f"demo-{n:04d}-{rng.getrandbits(64):016x}",
            place_id=world.units[place],
            buyer=BUYERS[n % len(BUYERS)],
            email="",
            phone="",
            pieces={item["id"]: rng.choice((1, 1, 2)) for item in goods[: rng.choice((1, 1, 2))]},
        )
    )
    return order_id


def _serve(world: World, manager: Actor, order_id: uuid.UUID, n: int) -> None:
    """What became of the order: most are collected; the newest wait; some were given up."""
    last = ORDERS - 12
    at = world.days_ago(max(0.0, 99 - n * 100 / ORDERS), 12)
    with clock.held_at(min(at, world.now)):
        if n % 14 == 5:  # noqa: PLR2004
            in_transaction(partial(cancel, manager, order_id, "The buyer changed their mind."))
        elif n % 17 != 3 and n < last:  # noqa: PLR2004 - the others run out
            in_transaction(partial(_collect, world, manager, order_id))
        elif n >= last and n % 3 == 0:
            in_transaction(partial(pack, manager, order_id))
        elif n >= last and n % 3 == 1:
            in_transaction(partial(_pay, world, manager, order_id))


def _pay(world: World, manager: Actor, order_id: uuid.UUID) -> None:
    order = order_of(order_id)
    take_cash(manager, order_id, order.total_minor - order.paid_minor, world.id(), ZONE)


def _collect(world: World, manager: Actor, order_id: uuid.UUID) -> None:
    _pay(world, manager, order_id)
    hand_over(manager, order_id, ZONE)


def _payouts(world: World) -> None:
    """Two payouts that the clerk asked for: one approved by a second person, one that still waits for them."""
    has_money = sa.select(LedgerAccount.id).where(
        LedgerAccount.role == AccountRole.SPENDABLE, LedgerAccount.currency == "EUR", LedgerAccount.balance >= PAYOUT
    )
    for n, account_id in enumerate(session.scalars(has_money.order_by(LedgerAccount.number).limit(2)).all()):
        new = NewPayout(id=world.id(), account_id=account_id, minor=PAYOUT, reason="Telephone card and stamps.")
        asked = request_payout(world.staff["clerk"], new)
        if n == 0:
            decide_payout(world.staff["finance"], asked.id, approve=True)
