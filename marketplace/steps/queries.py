"""The accounts on which a person saves, as something to tie a step to."""

from __future__ import annotations

from casework.public import LinkChoice, LinkKind, PersonCard, Saved
from kernel.authz import Actor
from kernel.i18n import _, show_money
from marketplace.ledger.models import AccountRole
from marketplace.ledger.queries import holdings_of

SAVED = frozenset({AccountRole.SAVINGS, AccountRole.RELEASE})


def savings_to_tie(_actor: Actor, person: PersonCard) -> list[LinkChoice]:
    """The accounts that fill up for later, with what stands on them now."""
    return [
        LinkChoice(
            kind=LinkKind.SAVINGS, ref_id=row.id, currency=row.currency,
            words=_("%(account)s, %(sum)s today", account=AccountRole(row.role).label,
                    sum=show_money(row.balance, row.currency)),
        )
        for row in holdings_of(person.id) if row.role in SAVED
    ]  # fmt: skip


def saved_of(person: PersonCard) -> list[Saved]:
    """What a person has saved, as the paper of their plan says it."""
    return [
        Saved(words=str(AccountRole(row.role).label), sum=show_money(row.balance, row.currency))
        for row in holdings_of(person.id)
        if row.role in SAVED
    ]
