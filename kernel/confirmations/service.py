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
from kernel.confirmations.rules import CONFIRMERS, Waiting, What, is_second
from kernel.db import session, table_of
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.factor_resets import service as resets
from kernel.factor_resets.queries import others_about
from kernel.factor_resets.rules import two_can_do_it
from kernel.factors.queries import factor_of
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
        if one.what is What.FACTOR and actor:
            resets.confirm(actor, account_id, one.id)
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
        elif one.what is What.FACTOR:
            resets.drop(actor, account_id, one.id, reason)
    codes = sa.update(_code).where(_code.c.account_id == account_id, _code.c.confirmed_at.is_(None))
    if any(one.what in {What.ACCOUNT, What.CODE} for one in found):
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


def take_factor_off(username: str, reason: str) -> None:
    """On the server itself: take a lost second factor off, while two others cannot do it on the page.

    Raises NotFound where there is nothing to take off, Forbidden where two others were signed in lately.
    """
    account = account_by_name(username)
    if account is None or factor_of(account.id) is None:
        raise NotFound(_("There is no second step under this user name."))
    if two_can_do_it(others_about(account.human_id, CONFIRMERS)):
        raise Forbidden(
            _("Two colleagues can do this on the page “Staff”. The command line is for when there are no two."),
            rule=_("Two people"),
        )
    resets.take_off(None, account.id, reason)
