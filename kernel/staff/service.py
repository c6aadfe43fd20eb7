"""What an administrator does with accounts, and what each person does with their own."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.accounts import service as accounts
from kernel.accounts.models import Account, Human, RoleGrant, WebSession
from kernel.accounts.queries import account_by_name, actor_of
from kernel.accounts.rules import is_weak
from kernel.accounts.service import NewAccount
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from kernel.staff import queries
from kernel.staff.models import StartCode
from kernel.staff.rules import LIFE, code_hash, make_code

_web, _code = table_of(WebSession), table_of(StartCode)


@dataclass(frozen=True, kw_only=True)
class NewGrant:
    """A role to give to an account over a place and what lies under it; over the whole service without one."""

    account_id: uuid.UUID
    role: Role
    unit_id: uuid.UUID | None = None


def open_account(actor: Actor, new: NewAccount) -> str | None:
    """Open an account without a password; the start code its owner needs. None when it was opened by a first click.

    Raises DomainError for a taken name or number and for duties that clash, Forbidden outside the actor's scope.
    """
    if session.get(Account, new.id) is not None:
        return None
    if queries.is_taken(username=new.username):
        raise DomainError(_("Somebody has this user name. Choose another one."), field="username")
    if queries.is_taken(staff_number=new.staff_number):
        raise DomainError(_("Somebody has this staff number. Check it."), field="staff_number")
    for _role, unit_id in new.grants:
        _require_scope(actor, unit_id)
    accounts.open_account(actor, new)
    return _new_code(actor, new.id)


def _require_scope(actor: Actor, unit_id: uuid.UUID | None) -> None:
    allowed = actor.everywhere or unit_id in {key for key, _name in queries.grantable_units(actor)}
    if not allowed:
        raise DomainError(_("Choose a place that you look after."), field="grants")


def _other(actor: Actor, account_id: uuid.UUID) -> queries.StaffMember:
    """An account that the actor may change: in scope, and not of the same human."""
    found = queries.account_for(actor, account_id)
    if found.human_id == actor.human_id:
        raise Forbidden(_("Nobody changes their own account. Ask another administrator."))
    return found


def _new_code(actor: Actor, account_id: uuid.UUID) -> str:
    now, code = clock.now(), make_code(secrets.choice)
    session.execute(
        sa.update(_code)
        .where(_code.c.account_id == account_id, _code.c.used_at.is_(None), _code.c.ends_at > now)
        .values(ends_at=now)
    )
    session.add(StartCode(
        account_id=account_id, code_hash=code_hash(code), given_by=actor.account_id, given_at=now, ends_at=now + LIFE,
        asked_by=actor.human_id,
    ))  # fmt: skip
    audit.event(actor, audit.Kind.ACCESS, "start_code.given", subject_kind="account", subject_id=account_id)
    return code


def give_code(actor: Actor, account_id: uuid.UUID) -> str:
    """A fresh start code for an open account; those before it end. The password stays until the code is used."""
    account = _account(_other(actor, account_id).id)
    if not account.active:
        raise DomainError(_("This account is closed. Open it again first."))
    return _new_code(actor, account_id)


def _account(account_id: uuid.UUID) -> Account:
    return session.get_one(Account, account_id)


def activate(username: str, code: str, password: str) -> None:
    """Choose one's own password with a start code: once, within its day. Ends the sessions there were before.

    Raises DomainError, the same for an unknown name, a wrong code and an old one.
    """
    account, now = account_by_name(username), clock.now()
    use = sa.update(_code).where(
        _code.c.account_id == (account.id if account else uuid.UUID(int=0)),
        _code.c.code_hash == code_hash(code), _code.c.used_at.is_(None), _code.c.ends_at > now,
        _code.c.confirmed_at.is_not(None),
    ).values(used_at=now).returning(_code.c.id)  # fmt: skip
    if session.scalar(use) is None or account is None or not account.active or account.confirmed_at is None:
        raise DomainError(
            _("This start code does not fit, has run out, or still waits for a second human to confirm it. Ask your "
              "administrator."),
            field="code",
        )  # fmt: skip
    human = session.get_one(Human, account.human_id)
    if is_weak(password, account.username, human.name):
        raise DomainError(_("Choose a longer password: 12 characters or more, without your name."), field="password")
    account.password_hash = accounts.hash_password(password)
    audit.record(actor_of(account.id), "password.chosen", account)
    accounts.end_sessions(account.id)


def grant(actor: Actor, new: NewGrant) -> None:
    """Ask for one more role: it counts once another human confirmed it. The same over the same place is asked once.

    Raises DomainError when the human would combine duties that must be kept apart.
    """
    member = _other(actor, new.account_id)
    _require_scope(actor, new.unit_id)
    if any((one.role, one.unit_id) == (new.role, new.unit_id) for one in member.grants):
        return
    accounts.refuse_clash(queries.roles_of_human(member.human_id) | {new.role}, field="role")
    made = RoleGrant(id=new_id(), account_id=member.id, role=new.role, unit_id=new.unit_id, asked_by=actor.human_id)
    session.add(made)
    audit.record(actor, "role.granted", made)


def withdraw(actor: Actor, account_id: uuid.UUID, grant_id: uuid.UUID) -> None:
    """Take a role away; it counts from the next page on. Raises NotFound when the account has no such grant."""
    member = _other(actor, account_id)
    if grant_id not in {one.id for one in member.grants}:
        raise NotFound(_("This account does not hold that role any more."))
    gone = session.get_one(RoleGrant, grant_id)
    audit.record(actor, "role.withdrawn", gone)
    session.delete(gone)


def close_account(actor: Actor, account_id: uuid.UUID, reason: str) -> None:
    """Close an account: its sessions end now, its password and its codes are worth nothing."""
    account = _account(_other(actor, account_id).id)
    account.active, account.password_hash = False, ""
    audit.record(actor, "account.closed", account, reason=reason)
    accounts.end_sessions(account_id)
    session.execute(
        sa.update(_code).where(_code.c.account_id == account_id, _code.c.used_at.is_(None)).values(ends_at=clock.now())
    )


def reopen_account(actor: Actor, account_id: uuid.UUID) -> str:
    """Open a closed account again, with the roles it still holds; the start code its owner needs."""
    member = _other(actor, account_id)
    roles = {Role(one.role) for one in member.grants}
    accounts.refuse_clash(queries.roles_of_human(member.human_id) | roles)
    account = _account(member.id)
    account.active, account.asked_by, account.confirmed_by, account.confirmed_at = True, actor.human_id, None, None
    audit.record(actor, "account.reopened", account)
    return _new_code(actor, account_id)


def end_session(actor: Actor, ref: str) -> None:
    """Sign one of the actor's own browsers out. Raises NotFound when it is not one of them or is over."""
    if ref not in {one.ref for one in queries.sessions_of(actor)}:
        raise NotFound(_("That session is over already."))
    session.execute(sa.update(_web).where(_web.c.token_hash == bytes.fromhex(ref)).values(ended_at=clock.now()))
    audit.event(actor, audit.Kind.ACCESS, "session.ended")
