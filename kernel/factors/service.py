"""Commands: from the right password to a session, setting a factor up, and new codes for the card."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.accounts import service as accounts
from kernel.accounts.models import Account, HalfSession
from kernel.accounts.queries import actor_of, token_hash
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.factors import queries
from kernel.factors.models import RecoveryCode, SecondFactor
from kernel.factors.rules import (
    CODE_LETTERS,
    HALF,
    ON_CARD,
    Proof,
    Wanted,
    Way,
    code_hash,
    is_of_app,
    key_id,
    must_have,
    new_seed,
    seal,
    step_of_code,
    unseal,
)
from kernel.i18n import _
from kernel.ids import new_id
from kernel.staff.rules import make_code

_factor, _code, _half = table_of(SecondFactor), table_of(RecoveryCode), table_of(HalfSession)


@dataclass(frozen=True, kw_only=True)
class Passed:
    """What somebody holds after a step of signing in: the token of a session, or of a half one when ``half``."""

    token: str
    half: bool = False
    way: Way | None = None
    left: int = 0
    wrong: int = 0
    """Wrong codes that were typed before, each after the right password."""


# ---- signing in -----------------------------------------------------------------------------------------------------


def after_password(account: Account, browser: str, demanded: AbstractSet[Role]) -> Passed:
    """A session where the password is enough; else a half one, which opens nothing but the second step."""
    held = actor_of(account.id)
    needs = must_have(demanded, held.roles if held else frozenset())
    if queries.factor_of(account.id) is None and not needs:
        return Passed(token=accounts.begin_session(account, browser))
    token, now = secrets.token_urlsafe(32), clock.now()
    session.execute(sa.delete(_half).where(_half.c.account_id == account.id, _half.c.ends_at <= now))
    session.add(HalfSession(
        token_hash=token_hash(token), account_id=account.id, begun_at=now, ends_at=now + HALF, browser=browser[:200],
    ))  # fmt: skip
    audit.event(None, audit.Kind.ACCESS, "password.accepted", actor_id=account.id, human_id=account.human_id)
    return Passed(token=token, half=True)


def pass_half(token: str, typed: str, *, network: str, secret: bytes) -> Passed | None:
    """Turn a half session into a whole one with a code; None when the code is not right, or its time is over.

    Raises Forbidden while too many failures make it wait. A refusal is counted, so commit it too.
    """
    half, actor = queries.half_of(token), queries.half_actor(token)
    wrong = accounts.failures_of(_key(actor.account_id)) if actor else 0
    way = prove(actor, typed, network=network, secret=secret) if actor else None
    factor = queries.factor_of(half.account_id) if half else None
    if half is None or way is None or factor is None:
        return None
    account, browser = session.get_one(Account, half.account_id), half.browser
    if (
        session.scalar(sa.delete(_half).where(_half.c.token_hash == token_hash(token)).returning(_half.c.account_id))
        is None
    ):
        return None
    left = queries.codes_left(factor.id)
    return Passed(token=accounts.begin_session(account, browser), way=way, left=left, wrong=wrong)


def _key(account_id: uuid.UUID) -> str:
    return f"code:{account_id}"


def prove(actor: Actor, typed: str, *, network: str, secret: bytes) -> Way | None:
    """Take a code of the app or of the card, once; which it was, or None when it is not right (any more).

    Wrong ones are counted like wrong passwords, under a key of their own: a right password does not forget them.
    """
    name = _key(actor.account_id)
    keys = accounts.throttle_keys(name, network)
    accounts.refuse_while_waiting(keys)
    way = _taken(actor.account_id, typed, secret)
    if way is None:
        accounts.count_failure(keys)
        audit.event(actor, audit.Kind.REFUSAL, "second_factor.refused")
        return None
    accounts.forget_failures(name)
    if way is Way.CARD:
        audit.event(actor, audit.Kind.ACCESS, "recovery_code.used")
    return way


def prove_self(actor: Actor, typed: str, *, network: str, secret: bytes) -> bool:
    """Whether somebody who is signed in is still themselves: by a code, or by the password where they have no code.

    Raises Forbidden while too many failures make it wait. A refusal is counted, so commit it too.
    """
    if queries.proof_of(queries.standing_of(actor.account_id)) is Proof.CODE:
        return prove(actor, typed, network=network, secret=secret) is not None
    username = session.get_one(Account, actor.account_id).username
    return accounts.check_password(username, typed, network=network) is not None


def _taken(account_id: uuid.UUID, typed: str, secret: bytes) -> Way | None:
    factor = queries.factor_of(account_id)
    if factor is None:
        return None
    if is_of_app(typed):
        return Way.APP if _take_of_app(factor, typed, secret) else None
    return Way.CARD if _take_of_card(factor, typed, secret) else None


def _take_of_app(factor: SecondFactor, typed: str, secret: bytes) -> bool:
    """One statement decides between two who send the same code at once: the step must be later than the last taken."""
    seed = unseal(secret, factor.id, factor.key_id, factor.sealed) if factor.sealed else ""
    step = step_of_code(seed, typed, clock.now()) if seed else None
    if step is None:
        return False
    take = sa.update(_factor).where(_factor.c.id == factor.id, _factor.c.last_step < step).values(last_step=step)
    return session.scalar(take.returning(_factor.c.id)) is not None


def _take_of_card(factor: SecondFactor, typed: str, secret: bytes) -> bool:
    take = sa.update(_code).where(
        _code.c.factor_id == factor.id, _code.c.code_hash == code_hash(secret, factor.account_id, typed),
        _code.c.used_at.is_(None),
    ).values(used_at=clock.now()).returning(_code.c.id)  # fmt: skip
    return session.scalar(take) is not None


# ---- setting one up -------------------------------------------------------------------------------------------------


def begin(actor: Actor, wanted: Wanted, secret: bytes) -> list[str]:
    """Begin a new factor in this session; it counts once its first code was typed. The codes of a card, to be printed.

    A new card beside an app counts at once.
    """
    if wanted is Wanted.CODES:
        return _renew_codes(actor, secret)
    _forget(actor.account_id, _factor.c.confirmed_at.is_(None))
    made = SecondFactor(id=new_id(), account_id=actor.account_id, begun_at=clock.now(), begun_in=actor.session_ref)
    if wanted is Wanted.APP:
        made.sealed, made.key_id = seal(secret, made.id, new_seed()), key_id(secret)
    session.add(made)
    session.flush()
    return [] if wanted is Wanted.APP else _make_codes(made, secret)


def _forget(account_id: uuid.UUID, which: sa.ColumnElement[bool]) -> None:
    gone = sa.select(_factor.c.id).where(_factor.c.account_id == account_id, which)
    session.execute(sa.delete(_code).where(_code.c.factor_id.in_(gone)))
    session.execute(sa.delete(_factor).where(_factor.c.account_id == account_id, which))


def _make_codes(factor: SecondFactor, secret: bytes) -> list[str]:
    codes = [make_code(secrets.choice, CODE_LETTERS) for _n in range(ON_CARD[bool(factor.sealed)])]
    session.add_all(
        RecoveryCode(factor_id=factor.id, code_hash=code_hash(secret, factor.account_id, code), made_at=clock.now())
        for code in codes
    )
    return codes


def seed_begun(actor: Actor, secret: bytes) -> str:
    """The seed of the app that is being set up in this session, until its first code was typed; empty for none."""
    begun = queries.begun_by(actor)
    return unseal(secret, begun.id, begun.key_id, begun.sealed) if begun and begun.sealed else ""


def confirm(actor: Actor, typed: str, *, browser: str, secret: bytes) -> tuple[Passed, list[str]]:
    """Let the new factor count, with its first code: a fresh session, and the codes of the card that goes with an app.

    The factor there was before, its card and all other sessions end. Raises DomainError for a wrong code.
    """
    begun = queries.begun_by(actor)
    if begun is None:
        raise DomainError(_("Nothing is being set up here any more. Begin again."))
    is_right = _take_of_app(begun, typed, secret) if begun.sealed else _take_of_card(begun, typed, secret)
    if not is_right:
        raise DomainError(_("That code is not right. Wait for the next one and type it."), field="code")
    _forget(actor.account_id, sa.and_(_factor.c.confirmed_at.is_not(None), _factor.c.id != begun.id))
    begun.confirmed_at = clock.now()
    audit.event(actor, audit.Kind.ACCESS, "second_factor.set_up", subject_kind="account", subject_id=actor.account_id)
    codes = _make_codes(begun, secret) if begun.sealed else []
    session.flush()
    accounts.end_sessions(actor.account_id)
    account = session.get_one(Account, actor.account_id)
    return Passed(token=accounts.begin_session(account, browser)), codes


def take_off(account_id: uuid.UUID) -> None:
    """Forget the factor, its card and what failed at it. Who may want that is decided in ``kernel.factor_resets``."""
    _forget(account_id, sa.true())
    accounts.forget_failures(_key(account_id))


def _renew_codes(actor: Actor, secret: bytes) -> list[str]:
    factor = queries.factor_of(actor.account_id)
    if factor is None or not factor.sealed:
        raise DomainError(_("There is no app to go with a card. Set a new card up instead."), field="wanted")
    session.execute(sa.delete(_code).where(_code.c.factor_id == factor.id))
    audit.event(actor, audit.Kind.ACCESS, "recovery_codes.made", subject_kind="account", subject_id=actor.account_id)
    return _make_codes(factor, secret)
