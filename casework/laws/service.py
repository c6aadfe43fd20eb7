"""Commands on the law of release: bring a version, put it in force with a second human, or withdraw it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from casework.laws import queries
from casework.laws.models import LawState, LawVersion
from casework.laws.rules import Share, definition_hash, law_of, shipped, with_change
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _

SHIPPED_PROFILE = "sds-50"
"""The pack that a fresh installation starts with, to be replaced by the country's own."""
SHORTEST_WHY = 10


def install_shipped(actor: Actor | None) -> None:
    """Put the pack that comes with the house in force, once: before any version there is nobody's date to change."""
    if queries.last_number():
        return
    row = _version(shipped()[SHIPPED_PROFILE], why="comes with the house", human_id=None)
    row.state, row.enacted_at = LawState.IN_FORCE, clock.now()
    session.add(row)
    audit.record(actor, "law.enacted", row)
    session.flush()


def _version(definition: Mapping[str, Any], *, why: str, human_id: uuid.UUID | None) -> LawVersion:
    law = law_of(definition)
    return LawVersion(
        number=queries.last_number() + 1, profile=law.profile, title=law.title, definition=dict(definition),
        definition_hash=definition_hash(definition), why=why, proposed_by=human_id, proposed_at=clock.now(),
    )  # fmt: skip


def propose(actor: Actor, definition: Mapping[str, Any], why: str) -> LawVersion:
    """Keep a version that is not in force yet, with the reason. Raises DomainError when it says what is in force."""
    if len(why.strip()) < SHORTEST_WHY:
        raise DomainError(_("Say in a sentence why the law changes and where that is published."), field="why")
    row = _version(definition, why=why.strip(), human_id=actor.human_id)
    now = queries.version_in_force()
    if now and now.definition_hash == row.definition_hash:
        raise DomainError(_("This is the law in force already: there is nothing to change."))
    session.add(row)
    audit.record(actor, "law.proposed", row, reason=row.why)
    session.flush()
    return row


def propose_share(actor: Actor, new: Share, why: str) -> LawVersion:
    """Propose the law in force with one more share from a day on."""
    now = queries.version_in_force()
    if now is None:
        raise DomainError(_("No law is in force yet. Install a pack first."))
    return propose(actor, with_change(now.definition, new), why)


def enact(actor: Actor, version_id: uuid.UUID) -> LawVersion:
    """Put a proposed version in force; the one before is kept as replaced. Never by the human who proposed it.

    Raises DomainError unless a dry run of exactly this text is finished. No date changes by this: the nightly
    comparison lists every person whose dates no longer follow.
    """
    row = queries.version_of(version_id)
    if row.state is not LawState.DRAFT:
        raise DomainError(_("Only a proposed version can be put in force."))
    if row.proposed_by == actor.human_id:
        raise Forbidden(
            _("You proposed this law yourself. Ask a colleague to check it and put it in force."), rule=_("Two people")
        )
    if definition_hash(row.definition) not in queries.tried():
        raise DomainError(
            _("Nobody has seen whom this text moves. Open “Dry run over everybody” beside it, try it against the law "
              "in force now, look at who would be moved, then put it in force."),
            rule=_("No law without a dry run"),
        )  # fmt: skip
    before = queries.version_in_force()
    if before:
        before.state = LawState.REPLACED
        audit.record(actor, "law.replaced", before)
        session.flush()
    row.state, row.enacted_by, row.enacted_at = LawState.IN_FORCE, actor.human_id, clock.now()
    audit.record(actor, "law.enacted", row, reason=row.why)
    session.flush()
    return row


def withdraw(actor: Actor, version_id: uuid.UUID) -> LawVersion:
    """Take a proposed version back. It stays on the list."""
    row = queries.version_of(version_id)
    if row.state is not LawState.DRAFT:
        raise DomainError(_("Only a proposed version can be withdrawn."))
    row.state = LawState.WITHDRAWN
    audit.record(actor, "law.withdrawn", row)
    session.flush()
    return row
