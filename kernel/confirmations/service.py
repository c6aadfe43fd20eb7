"""Commands: a second human confirms or refuses what the first one asked for; the command line for the very first."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from kernel import audit, clock
from kernel.accounts.models import Account, RoleGrant
from kernel.accounts.queries import account_by_name
from kernel.authz import Actor
from kernel.confirmations import queries
from kernel.confirmations.rules import Waiting, What, is_second
from kernel.db import session, table_of
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.staff.models import StartCode
from kernel.staff.queries import StaffMember, account_for

_code = table_of(StartCode)


def _seen(actor: Actor, account_id: uuid.UUID, items: Collection[uuid.UUID]) -> tuple[StaffMember, list[Waiting]]:
    """What waits and was shown. What was asked for since then is not decided unseen."""
    member = account_for(actor, account_id)
    found = [one for one in queries.waiting_on(account_id) if one.id in items]
    if not found:
        raise DomainError(_("Nothing waits here any more, or something else does now. Look again."))
    if not all(is_second(actor, one, member.human_id) for one in found):
        raise Forbidden(
            _("You asked for this, or it is for you. Another administrator or a governor has to decide it."),
            rule=_("Two people"),
        )
    return member, found


def confirm(actor: Actor, account_id: uuid.UUID, items: Collection[uuid.UUID]) -> None:
    """Let count what another human asked for. Raises Forbidden for whoever asked and for whom it is for."""
    _member, found = _seen(actor, account_id, items)
    _let_count(actor, account_id, found)


def _let_count(actor: Actor | None, account_id: uuid.UUID, found: Sequence[Waiting]) -> None:
    by, now = actor.human_id if actor else None, clock.now()
    for one in found:
        if one.what is What.CODE:
            continue
        row: Account | RoleGrant = (
            session.get_one(Account, one.id) if one.what is What.ACCOUNT else session.get_one(RoleGrant, one.id)
        )
        row.confirmed_by, row.confirmed_at = by, now
        audit.record(actor, "account.confirmed" if one.what is What.ACCOUNT else "role.confirmed", row)
    if any(one.what in {What.ACCOUNT, What.CODE} for one in found):
        theirs = sa.or_(_code.c.asked_by.is_(None), _code.c.asked_by != by) if by else sa.true()
        live = sa.and_(_code.c.account_id == account_id, _code.c.used_at.is_(None), _code.c.confirmed_at.is_(None))
        session.execute(sa.update(_code).where(live, theirs).values(confirmed_by=by, confirmed_at=now))
        audit.event(actor, audit.Kind.ACCESS, "start_code.confirmed", subject_kind="account", subject_id=account_id)


def refuse(actor: Actor, account_id: uuid.UUID, items: Collection[uuid.UUID], reason: str) -> None:
    """Turn it down: the account is closed, the role never counts, the code ends."""
    _member, found = _seen(actor, account_id, items)
    for one in found:
        if one.what is What.ACCOUNT:
            account = session.get_one(Account, one.id)
            account.active = False
            audit.record(actor, "account.refused", account, reason=reason)
        elif one.what is What.ROLE:
            grant = session.get_one(RoleGrant, one.id)
            audit.record(actor, "role.refused", grant, reason=reason)
            session.delete(grant)
    codes = sa.update(_code).where(_code.c.account_id == account_id, _code.c.confirmed_at.is_(None))
    if any(one.what is not What.ROLE for one in found):
        session.execute(codes.values(ends_at=clock.now()))
        audit.event(actor, audit.Kind.ACCESS, "start_code.refused", subject_kind="account", subject_id=account_id)


def confirm_first(username: str) -> None:
    """On the server itself: let the first colleague count, while nobody else can confirm anybody.

    Raises NotFound for an unknown name, Forbidden as soon as a second human can do it on the page.
    """
    account = account_by_name(username)
    found = queries.waiting_on(account.id) if account else []
    if account is None or not found:
        raise NotFound(_("Nothing waits for a second human under this user name."))
    if any(queries.has_second_human(one.asked_by) for one in found):
        raise Forbidden(
            _("Somebody else can confirm this on the page “Second human”. The command line is for the first only."),
            rule=_("Two people"),
        )
    _let_count(None, account.id, found)
