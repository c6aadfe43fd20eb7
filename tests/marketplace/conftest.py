"""A workshop's shop: one product on the shelf, made by two people."""

from __future__ import annotations

import datetime as dt
import itertools
from types import SimpleNamespace

import pytest

from casework.people.models import Person
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.brand.service import NewBrand, open_brand
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.production.service import NewBatch, contribute, inspect_batch, start_batch
from marketplace.products.models import Category, Origin
from marketplace.products.rules import CostCard
from marketplace.products.service import NewProduct, add_product
from tests import cast

_numbers = itertools.count(1)


def make_prisoner(unit, name="Amal Haddad", **over):
    number = f"M{next(_numbers):06}"
    made = Person(
        number=number,
        name=name,
        sort_name=name.casefold(),
        match_key="",
        in_custody=True,
        establishment_id=unit.id,
        opened_at=clock.now(),
        **over,
    )
    with cast.deed():
        session.add(made)
        audit.record(None, "person.registered", made)
    return made


def make_world(pieces=5):
    prison = cast.make_unit(name="Northfield Prison", address="Mill Road 4")
    instructor, manager = cast.make_actor(Role.INSTRUCTOR, prison), cast.make_actor(Role.SHOP_MANAGER, prison)
    makers = [make_prisoner(prison), make_prisoner(prison, "Jo Park")]
    number = next(_numbers)
    with transaction():
        brand = open_brand(
            None, NewBrand(code=f"B{number}", name="Second Bench", owner="The service", operator="The service")
        )
        card = CostCard(materials=1200, labour=1800, overhead=600, margin=400)
        product = add_product(
            manager,
            NewProduct(
                brand_id=brand.id,
                sku=f"CH-{number}",
                title=f"Oak chair {number}",
                description="A chair for life.",
                category=Category.FURNITURE,
                origin=Origin.MADE_INSIDE,
                card=card,
                currency="EUR",
            ),
        )
        cast.publish(manager, product.id)
        batch = start_batch(
            instructor,
            NewBatch(
                code=f"L{number}",
                product_id=product.id,
                place_id=prison.id,
                planned=pieces,
                started_on=dt.date(2026, 10, 1),
            ),
        )
        contribute(instructor, batch.id, makers[0].id, minutes=120)
        contribute(instructor, batch.id, makers[1].id, minutes=60)
        inspect_batch(manager, batch.id, passed=pieces, rejected=0)
    return SimpleNamespace(
        prison=prison, instructor=instructor, manager=manager, makers=makers, product=product, batch=batch, brand=brand
    )


@pytest.fixture
def world():
    return make_world()


def put_in(person_id, minor, role="spendable", currency="EUR"):
    """Cash that came in for somebody; gives the id of the account it stands on."""
    with transaction():
        account = books.account_for(AccountRole(role), currency, person_id)
        legs = [debit(books.account_for(AccountRole.CASH_BOX, currency), minor), credit(account, minor)]
        books.post(None, NewEntry(
            kind=EntryKind.CASH_RECEIVED, occurred_on=clock.today(), idem_key=f"t:{new_id()}", legs=legs, source="test"
        ))  # fmt: skip
    return account
