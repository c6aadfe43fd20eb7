"""The supervisor's numbers of the field: which packs are overdue, what must be decided."""

from __future__ import annotations

from casework.public import Block, HomeSection, Stat, contribute_home
from kernel import clock
from kernel.authz import Actor, Role
from kernel.i18n import _
from probation.field_clashes.queries import clashes, handed_up, held_long
from probation.field_packs.queries import packs_out

BOARD, RECORDS = "/supervision/field", "/field-records"


def connect() -> None:
    """Put the field on the supervisor's home page."""
    contribute_home(
        HomeSection(key="field", roles=frozenset({Role.PROBATION_SUPERVISOR}), order=16, load=supervisor_home)
    )


def supervisor_home(actor: Actor) -> Block:
    """Packs that are overdue and records to decide. Who is not back stands under Supervision, however they said it."""
    now = clock.now()
    packs = sum(1 for one in packs_out(actor) if one.expires_at <= now)
    waiting = len(clashes(actor)) + len(handed_up(actor)) + len(held_long(actor))
    return Block(
        title=_("In the field"),
        stats=(
            Stat(number=packs, label=_("Packs expired and not returned"), href=BOARD, tone="warning"),
            Stat(number=waiting, label=_("Records to decide"), href=RECORDS, tone="warning"),
        ),
    )
