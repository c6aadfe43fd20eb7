"""Closing the steps whose sum is saved."""

from __future__ import annotations

import uuid

from casework.public import EarningsDue, EarningsDueTogether, LinkKind, StepTied, close_reached, savings_targets
from kernel.authz import Actor
from kernel.i18n import _, show_money
from marketplace.ledger.queries import holdings_of


def on_earning(event: EarningsDue) -> None:
    """Somebody earned money and a part was saved: look whether that reaches what their plan aims at."""
    look(event.by, event.person_id)


def on_earnings(event: EarningsDueTogether) -> None:
    """The same for many: only those who save for a step are looked at."""
    for person_id in sorted({one.person_id for one in savings_targets({one.person_id for one in event.lines})}):
        look(event.by, person_id)


def on_tie(event: StepTied) -> None:
    """A step was tied to savings: perhaps the sum is there already."""
    if event.kind == LinkKind.SAVINGS:
        look(event.by, event.person_id)


def look(actor: Actor | None, person_id: uuid.UUID) -> None:
    """Close the steps of a person whose target stands on its account."""
    targets = {one.account_id for one in savings_targets({person_id})}
    for row in holdings_of(person_id) if targets else ():
        if row.id in targets:
            words = _("%(sum)s are saved.", sum=show_money(row.balance, row.currency))
            close_reached(actor, row.id, row.balance, words)


def look_at_all() -> int:
    """The same for everybody who saves for a step: money comes in by other ways than pay. Returns how many people."""
    people = {one.person_id for one in savings_targets()}
    for person_id in sorted(people):
        look(None, person_id)
    return len(people)
