"""Making the demo's shop with the shop's own commands, the clock held at each day of its history."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction
from kernel.units.queries import unit_of
from marketplace.brand.service import NewBrand, open_brand
from marketplace.desk.service import hand_over
from marketplace.earnings.service import mature
from marketplace.orders.service import NewOrder, cancel, close_due, expire_due, order_of, pack, place_order
from marketplace.payments.service import take_cash
from marketplace.production.models import ShareRule
from marketplace.production.rules import Worked
from marketplace.production.service import NewBatch, contribute, correct_work, inspect_batch, start_batch
from marketplace.products.models import Category, Origin
from marketplace.products.rules import CostCard
from marketplace.products.service import NewProduct, add_product
from marketplace.provenance.service import publish
from marketplace.publishing.service import ask_review, list_product, withdraw_product
from marketplace.shop_demo.service import after_the_window, say_and_show, say_brand_everywhere
from marketplace.states_demo.service import after_the_sales

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
STORY = (
    "Meridian Made is the name under which our workshops sell what they build, bake and sew. "
    "Every price says what it pays for; the work in it goes to those who did it."
)


def seed(world: World) -> None:
    """A brand, its products, batches over nine months, and orders of the last hundred days in every state."""
    manager = world.staff["shop"]
    everything = in_transaction(partial(_products, world, manager))
    shelf = [item for item in everything if item["state"] == "listed"]
    for n, item in enumerate(item for item in everything if item["state"] in {"listed", "withdrawn"}):
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
    after_the_sales(world, everything)
    in_transaction(partial(after_the_window, world, everything))


BRAND = NewBrand(
    code="MERIDIAN", name="Meridian Made", owner="Meridian Correctional Service", operator="Meridian Works Trust",
    producers="The workshops of Harbour Road, Juniper House and Kestrel Farm", story=STORY,
    policies="Bring a piece back within fourteen days and you get your money back. We repair our work for five years.",
    complaints="shop@meridian.example",
)  # fmt: skip


def _products(world: World, manager: Actor) -> list[dict[str, Any]]:
    brand = open_brand(manager, replace(BRAND, id=world.id()))
    shelf = tomllib.loads((Path(__file__).parent / "products.toml").read_text("utf-8"))["product"]
    with clock.held_at(world.days_ago(300)):
        for item in shelf:
            materials, labour, overhead, margin = item["card"]
            new = NewProduct(
                id=world.id(), brand_id=brand.id, sku=item["sku"], title=item["title"], description=item["text"],
                category=Category(item["category"]), origin=Origin(item.get("origin", "made_inside")), currency="EUR",
                card=CostCard(materials=materials, labour=labour, overhead=overhead, margin=margin),
                safety=item.get("safety", ""), weight_grams=item["weight"], ships=item.get("ships", False),
                per_buyer=item.get("per_buyer"), variant=item.get("variant", ""), tax_permille=70,
                variant_of_id=next((one["id"] for one in shelf if one["sku"] == item.get("variant_of")), None),
            )  # fmt: skip
            item["id"] = add_product(manager, new).id
            item.setdefault("state", "listed")
            say_and_show(world, item)
            if item["state"] != "draft":
                ask_review(manager, item["id"])
            if item["state"] in {"listed", "withdrawn"}:
                list_product(world.staff["shop2"], item["id"])
            if item["state"] == "withdrawn":
                withdraw_product(manager, item["id"])
    say_brand_everywhere(world, brand.id)
    return list(shelf)


def _batch(world: World, manager: Actor, item: dict[str, Any], n: int) -> None:
    """A batch of a workshop, noted by its instructor, inspected by the shop manager in one look or in two."""
    rng, pieces = world.rng, world.rng.randrange(8, 30)
    teacher = world.staff["instructor"]
    batch = start_batch(
        manager,
        NewBatch(
            code=f"{item['sku']}-{n + 1}", product_id=item["id"], place_id=world.units[item["place"]], planned=pieces,
            started_on=clock.today(ZONE), id=world.id(), workshop_id=world.units[item["shop"]],
            workshop=unit_of(world.units[item["shop"]]).name, materials_minor=pieces * item["card"][0],
            shared_by=list(ShareRule)[n % 3],
        ),
    )  # fmt: skip
    inside = [p for p in world.people if p["prison"] == item["place"] and p["state"] == "sentenced"]
    makers = rng.sample(inside, min(len(inside), rng.randrange(5, 9)))
    for person in makers:
        contribute(teacher, batch.id, person["id"], minutes=rng.randrange(120, 900), pieces=rng.randrange(1, 6))
    if makers:
        change = Worked(person_id=makers[0]["id"], minutes=-30)
        correct_work(teacher, batch.id, change, "The half hour was noted twice.")
    if n < 2 or rng.random() < 0.6:  # noqa: PLR2004 - some of the newest batches are still in work
        rejected = rng.choice((0, 0, 1, 2))
        first, words = pieces // 2, "Uneven finish." if rejected else ""
        inspect_batch(manager, batch.id, passed=first, rejected=0)
        inspect_batch(manager, batch.id, passed=pieces - first - rejected, rejected=rejected, reason=words)
        publish(manager, batch.id)


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
            phone=f"+216 71 {100_000 + n}",
            pieces={
                item["id"]: min(rng.choice((1, 1, 2)), item.get("per_buyer", 2))
                for item in goods[: rng.choice((1, 1, 2))]
            },
        )
    )
    return order_id


def _serve(world: World, manager: Actor, order_id: uuid.UUID, n: int) -> None:
    """What became of the order: most are collected; the newest wait in every state; some were given up."""
    at = world.days_ago(max(0.0, 99 - n * 100 / ORDERS), 12)
    with clock.held_at(min(at, world.now)):
        if n % 14 == 5:  # noqa: PLR2004
            in_transaction(partial(cancel, manager, order_id, "The buyer changed their mind."))
        elif n % 17 == 3:  # noqa: PLR2004 - these run out
            return
        elif n < ORDERS - 12:
            in_transaction(partial(_collect, world, manager, order_id))
        else:
            for deed in NEWEST[n % len(NEWEST)]:
                in_transaction(partial(deed, world, manager, order_id))


def _pay(world: World, manager: Actor, order_id: uuid.UUID) -> None:
    order = order_of(order_id)
    take_cash(manager, order_id, order.total_minor - order.paid_minor, world.id(), ZONE)


def _collect(world: World, manager: Actor, order_id: uuid.UUID) -> None:
    _pay(world, manager, order_id)
    hand_over(manager, order_id, ZONE)


def _pack(_world: World, manager: Actor, order_id: uuid.UUID) -> None:
    pack(manager, order_id)


NEWEST: tuple[tuple[Callable[[World, Actor, uuid.UUID], None], ...], ...] = (
    (_pack,), (_pay,), (), (_collect,), (_pay, _pack), (_collect,),
)  # fmt: skip
