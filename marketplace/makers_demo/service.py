"""Some makers are credited, one said no; buyers thank them; a label is copied. Made with the features' own commands."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

import sqlalchemy as sa

from casework.public import World, brief_facts, languages_of, person_for, publicity_facts
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from marketplace.credits.models import CreditAnswer
from marketplace.credits.rules import consent_texts, why_not
from marketplace.credits.service import NewAnswer, record_answer, weigh_all, withdraw
from marketplace.impact.service import write_figures
from marketplace.production.models import Batch
from marketplace.production.queries import makers_of
from marketplace.products.models import Product
from marketplace.provenance.models import Provenance, ProvenanceScan
from marketplace.provenance.service import revoke
from marketplace.published_credits.models import CreditForm
from marketplace.stock.models import Stock
from marketplace.stocktakes.queries import shelves_at
from marketplace.stocktakes.service import NewMove, NewTake, move_pieces, write_down
from marketplace.thanks.service import NewCard, decide, write_card

TEAM, NAMED = 6, 4
CARDS = (
    "The chair is where everybody wants to sit. Thank you for the care in the joints.",
    "My daughter sleeps under your blanket every night.",
    "شكرا على هذا العمل الجميل.",
    "I have bought tables for thirty years. This one will stay.",
    "The bread tasted like my grandmother's. Please go on baking.",
    "Un travail magnifique, merci à vous.",
    "Sturdy, plain and honest: just what the school needed.",
)


def seed(world: World) -> None:
    """Credits of the last months, cards of buyers, a copied label, a revoked one, and the public's figures."""
    batches = in_transaction(partial(_batches, world))
    with clock.held_at(world.now - dt.timedelta(days=20)):
        people = in_transaction(partial(_credits, world, batches))
    with clock.held_at(world.now):
        if people:
            in_transaction(partial(withdraw, world.staff["case"], people[-1]))
        in_transaction(weigh_all)
        in_transaction(partial(_cards, world, batches))
        in_transaction(partial(_labels, world))
        in_transaction(partial(_shelves, world))
        in_transaction(partial(write_figures, world.today))


def _batches(world: World) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    wanted = sa.select(Batch.id, Batch.product_id, Product.brand_id).join(Product, Product.id == Batch.product_id)
    rows = session.execute(
        wanted.where(Batch.passed > 0, Batch.place_id == world.units["HRB"]).order_by(Batch.started_on, Batch.id)
    )
    return [(row.id, row.product_id, row.brand_id) for row in rows]


def _makers(officer: Actor, batches: list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]) -> list[uuid.UUID]:
    """People who made the most produced product and may be credited, in a fixed order."""
    product = max({one[1] for one in batches}, key=lambda key: (sum(one[1] == key for one in batches), key.int))
    found = [part.person_id for one in batches if one[1] == product for part in makers_of(one[0])]
    facts, known = publicity_facts(found, clock.today()), brief_facts(officer, found, clock.today())
    return [key for key in dict.fromkeys(found) if key in known and not why_not(facts[key])]


def _credits(world: World, batches: list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]) -> list[uuid.UUID]:
    officer = world.staff["case"]
    people = _makers(officer, batches)[: TEAM + NAMED + 2]
    brand = batches[0][2]
    for at, person_id in enumerate(people):
        form = CreditForm.TEAM if at < TEAM else CreditForm.PSEUDONYM
        days = 15 if at == TEAM else 40 if at == TEAM + 1 else 300  # one has run out, one is about to
        answer = CreditAnswer.REFUSED if at == TEAM + NAMED else CreditAnswer.AGREED
        _ask(officer, brand, person_id, answer, form, days)
        if at == 0:
            _ask(officer, brand, person_id, answer, form, days + 20)
    return people


def _ask(
    officer: Actor, brand: uuid.UUID, person_id: uuid.UUID, answer: CreditAnswer, form: CreditForm, days: int
) -> None:
    card, agreed = person_for(officer, person_id), answer is CreditAnswer.AGREED
    new = NewAnswer(
        brand_id=brand, text_version=consent_texts()["version"], language="en", read_aloud=True, answer=answer,
        interpreter="" if card.language == "en" else "The wing's interpreter", form=form if agreed else None,
        channels=("web", "fair") if agreed else (),
        expires_on=clock.today(card.zone) + dt.timedelta(days=days) if agreed else None,
    )  # fmt: skip
    record_answer(officer, card, languages_of(card.id, card.language), new)


def _cards(world: World, batches: list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]) -> None:
    """Most are passed on, one is not, two wait."""
    manager = world.staff["shop"]
    for at, words in enumerate(CARDS):
        made = write_card(NewCard(id=world.id(), product_id=batches[at % len(batches)][1], words=words))
        if at < len(CARDS) - 2:
            decide(manager, made.id, approve=True)
    rude = NewCard(id=world.id(), product_id=batches[0][1], words="What did you do to end up there?")
    decide(manager, write_card(rude).id, approve=False, reason="Asks about the person, not the piece.")


def _shelves(world: World) -> None:
    """One place was counted as it is, and a piece went from there to another."""
    manager, place = world.staff["shop"], world.units["KES"]
    rows = shelves_at(manager, place)
    counted = {row.id: (row.on_hand, "") for row in rows}
    write_down(manager, NewTake(id=world.id(), place_id=place, counted=counted))
    free = session.scalar(sa.select(Stock.id).where(Stock.place_id == place, Stock.on_hand > Stock.reserved).limit(1))
    if free:
        why = "The gate at Harbour Road has sold out."
        move_pieces(manager, NewMove(id=world.id(), stock_id=free, to_id=world.units["HRB"], pieces=1, reason=why))


def _labels(world: World) -> None:
    rows = session.scalars(sa.select(Provenance).order_by(Provenance.made_on.desc(), Provenance.id).limit(2)).all()
    for day in range(6):
        on = clock.today() - dt.timedelta(days=day)
        session.add(ProvenanceScan(provenance_id=rows[0].id, day=on, scans=60 + 7 * day))
    revoke(world.staff["shop"], rows[-1].batch_id, "A roll of labels was lost on the way to the fair.")
