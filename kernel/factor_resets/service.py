"""Commands: ask for it after a check in person, do it, drop it."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from kernel import audit, clock
from kernel.accounts import service as accounts
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.factor_resets import queries
from kernel.factor_resets.models import FactorReset
from kernel.factor_resets.queries import reset
from kernel.factor_resets.rules import LIFE
from kernel.factors import service as factors
from kernel.factors.queries import factor_of
from kernel.i18n import _
from kernel.staff.queries import account_for


def ask(actor: Actor, account_id: uuid.UUID, reason: str) -> None:
    """Ask that a lost factor be taken off. Nothing changes until another human confirms it.

    Raises NotFound outside the actor's scope, Forbidden for one's own, DomainError where there is nothing to take off.
    """
    member = account_for(actor, account_id)
    if member.human_id == actor.human_id:
        raise Forbidden(_("Nobody changes their own account. Ask another administrator."))
    if factor_of(account_id) is None:
        raise DomainError(_("This account has no second step to take off."))
    if queries.waiting_on(account_id):
        raise DomainError(_("This was asked for already and waits for a second human."))
    now = clock.now()
    made = FactorReset(account_id=account_id, reason=reason, asked_by=actor.human_id, asked_at=now, ends_at=now + LIFE)
    session.add(made)
    _note(actor, "second_factor.reset_asked", account_id, reason)


def _note(actor: Actor | None, action: str, account_id: uuid.UUID, reason: str) -> None:
    kind = audit.Kind.ACCESS
    audit.event(actor, kind, action, subject_kind="account", subject_id=account_id, reason=reason)


def confirm(actor: Actor, account_id: uuid.UUID, reset_id: uuid.UUID) -> None:
    """Take the factor off, as the second human. The caller has checked that it is one."""
    done = (
        sa.update(reset)
        .where(reset.c.id == reset_id, queries.is_open())
        .values(confirmed_by=actor.human_id, confirmed_at=clock.now())
        .returning(reset.c.reason)
    )
    reason = session.scalar(done)
    if reason is None:
        raise DomainError(_("Nothing waits here any more, or something else does now. Look again."))
    take_off(actor, account_id, reason)


def take_off(actor: Actor | None, account_id: uuid.UUID, reason: str) -> None:
    """Take a factor and its card off an account and sign it out everywhere. The password stays as it is."""
    factors.take_off(account_id)
    accounts.end_sessions(account_id)
    _note(actor, "second_factor.taken_off", account_id, reason)


def drop(actor: Actor, account_id: uuid.UUID, reset_id: uuid.UUID, reason: str) -> None:
    """Turn it down: what was asked for ends, the factor stays."""
    session.execute(sa.update(reset).where(reset.c.id == reset_id, queries.is_open()).values(ends_at=clock.now()))
    _note(actor, "second_factor.reset_refused", account_id, reason)
