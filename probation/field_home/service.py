"""The supervisor's numbers of the field: which packs are overdue, what must be decided."""

from __future__ import annotations

from casework.public import Block, HomeSection, Stat, contribute_home
from kernel import clock
from kernel.authz import Actor, Role
from kernel.i18n import _
from probation.field_clashes.queries import clashes, handed_up, held_long, waiting_since
from probation.field_letters import service as field_letters
from probation.field_letters.queries import overtaken_for
from probation.field_packs.queries import packs_of, packs_out
from probation.field_packs.rules import NOTICE_AFTER
from probation.field_visits import service as field_visits

BOARD, RECORDS, LETTERS, MINE = "/supervision/field", "/field-records", "/my-day#overtaken", "/my-devices"


def connect() -> None:
    """Put the field on the home pages; listen to visits that come late; ask about letters they overtake."""
    field_visits.connect()
    field_letters.connect()
    contribute_home(
        HomeSection(key="field_late", roles=frozenset({Role.PROBATION_OFFICER}), order=18, load=officer_home)
    )
    contribute_home(
        HomeSection(key="field", roles=frozenset({Role.PROBATION_SUPERVISOR}), order=16, load=supervisor_home)
    )


def supervisor_home(actor: Actor) -> Block:
    """Packs that are overdue and records to decide. Who is not back stands under Supervision, however they said it."""
    now = clock.now()
    out, long_since = packs_out(actor), now - NOTICE_AFTER
    packs = sum(1 for one in out if one.expires_at <= now)
    long = sum(1 for one in out if one.issued_at <= long_since) + len(waiting_since(actor, long_since))
    waiting = len(clashes(actor)) + len(handed_up(actor)) + len(held_long(actor))
    return Block(
        title=_("In the field"),
        stats=(
            Stat(number=packs, label=_("Packs expired and not returned"), href=BOARD, tone="warning"),
            Stat(number=long, label=_("Waiting for more than 48 hours"), href=BOARD, tone="danger"),
            Stat(number=waiting, label=_("Records to decide"), href=RECORDS, tone="warning"),
            Stat(
                number=len(overtaken_for(actor)), label=_("Letters overtaken by a visit"), href=LETTERS, tone="warning"
            ),
        ),
    )


def officer_home(actor: Actor) -> Block | None:
    """The officer's own packs that should have come back two days ago: nothing while there are none."""
    long_since = clock.now() - NOTICE_AFTER
    late = sum(1 for one in packs_of(actor.human_id) if one.returned_at is None and one.issued_at <= long_since)
    if not late:
        return None
    stat = Stat(number=late, label=_("Packs out for more than 48 hours"), href=MINE, tone="danger")
    return Block(title=_("In the field"), stats=(stat,))
