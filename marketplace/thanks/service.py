"""Writing a card, and deciding whether it is passed on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from marketplace.thanks import queries
from marketplace.thanks.models import CardState, ThankCard
from marketplace.thanks.rules import LEAST_LETTERS, MOST_A_DAY, MOST_LETTERS, reaches_out

LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class NewCard:
    """Words to the makers of a product; ``label`` is the secret of the label in the writer's hand, or nothing."""

    id: uuid.UUID
    product_id: uuid.UUID
    words: str
    label: str = ""


def write_card(new: NewCard) -> ThankCard:
    """Keep a card until somebody has read it. The same ``id`` twice is one card. Raises DomainError."""
    if found := session.get(ThankCard, new.id):
        return found
    words = " ".join(new.words.split())
    if queries.product_title(new.product_id) is None:
        raise NotFound(_("There is no such product."))
    if not LEAST_LETTERS <= len(words) <= MOST_LETTERS:
        raise DomainError(_("Write between %(least)d and %(most)d letters.", least=LEAST_LETTERS, most=MOST_LETTERS),
                          field="words")  # fmt: skip
    if reaches_out(words):
        words = _(
            "Leave out telephone numbers, addresses and names of accounts: a card goes one way; nobody can answer."
        )
        raise DomainError(words, field="words")
    if queries.sent_since(new.product_id, clock.now() - dt.timedelta(days=1)) >= MOST_A_DAY:
        raise Conflict(_("Very many cards came for this product today. Come back tomorrow: it will be read with care."))
    batch_id = queries.batch_behind(new.label, new.product_id)
    made = ThankCard(id=new.id, product_id=new.product_id, batch_id=batch_id, words=words, sent_at=clock.now())
    session.add(made)
    audit.record(None, "thanks.written", made)
    session.flush()
    return made


def decide(actor: Actor, card_id: uuid.UUID, *, approve: bool, reason: str = "") -> ThankCard:
    """Pass a card on to the makers, or not and say why. Raises Conflict when it was decided already."""
    found = session.get(ThankCard, card_id)
    if found is None:
        raise NotFound(_("There is no such card."))
    if found.state is not CardState.WAITING:
        raise Conflict(_("This card was decided already."))
    if not approve and len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say why the card is not passed on."), field="reason")
    found.state = CardState.APPROVED if approve else CardState.REFUSED
    found.refused_why = "" if approve else reason.strip()
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    audit.record(actor, "thanks.passed_on" if approve else "thanks.refused", found)
    return found
