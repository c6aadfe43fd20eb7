"""How a person's second factor stands, and whose half session a token is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Account, HalfSession
from kernel.accounts.queries import actor_of, token_hash
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.factors.models import RecoveryCode, SecondFactor
from kernel.factors.rules import SEED_LIFE, Proof, Way, proof_for

_code = table_of(RecoveryCode)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What somebody shows beside the password, since when, and how many codes of the card are left."""

    way: Way
    since: dt.datetime
    left: int


def factor_of(account_id: uuid.UUID) -> SecondFactor | None:
    """The second factor of an account that counts."""
    return session.scalar(
        sa.select(SecondFactor).where(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None))
    )


def begun_by(actor: Actor) -> SecondFactor | None:
    """What this person is setting up in this very session, and not too long ago."""
    return session.scalar(
        sa.select(SecondFactor).where(
            SecondFactor.account_id == actor.account_id, SecondFactor.confirmed_at.is_(None),
            SecondFactor.begun_in == actor.session_ref, SecondFactor.begun_at > clock.now() - SEED_LIFE,
        )
    )  # fmt: skip


def codes_left(factor_id: uuid.UUID) -> int:
    """How many codes of a factor's card were not used yet."""
    left = (
        sa.select(sa.func.count()).select_from(_code).where(_code.c.factor_id == factor_id, _code.c.used_at.is_(None))
    )
    return session.scalar(left) or 0


def standing_of(account_id: uuid.UUID) -> Standing | None:
    """How the second factor of an account stands, or None when it has none."""
    found = factor_of(account_id)
    if found is None or found.confirmed_at is None:
        return None
    way = Way.APP if found.sealed else Way.CARD
    return Standing(way=way, since=found.confirmed_at, left=codes_left(found.id))


def who_has_one(accounts: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the accounts that have a second factor."""
    counts = SecondFactor.confirmed_at.is_not(None)
    return set(session.scalars(sa.select(SecondFactor.account_id).where(SecondFactor.account_id.in_(accounts), counts)))


def without_one() -> int:
    """How many people sign in with their password alone."""
    counts = sa.select(SecondFactor.id).where(
        SecondFactor.account_id == Account.id, SecondFactor.confirmed_at.is_not(None)
    )
    open_to_all = (Account.active, Account.confirmed_at.is_not(None), Account.password_hash != "", ~counts.exists())
    return session.scalar(sa.select(sa.func.count()).select_from(Account).where(*open_to_all)) or 0


def proof_of(found: Standing | None) -> Proof:
    """What somebody shows before they set something up."""
    return proof_for(found.way, found.left) if found else Proof.PASSWORD


def half_of(token: str) -> HalfSession | None:
    """The half session behind a token, while it lasts and its account is open."""
    return session.scalar(
        sa.select(HalfSession)
        .join(Account, Account.id == HalfSession.account_id)
        .where(
            HalfSession.token_hash == token_hash(token), HalfSession.ends_at > clock.now(),
            Account.active, Account.confirmed_at.is_not(None),
        )
    )  # fmt: skip


def half_actor(token: str) -> Actor | None:
    """Who knew the password in this half session. For the pages of the second step alone."""
    half = half_of(token)
    found = actor_of(half.account_id) if half else None
    return dataclasses.replace(found, session_ref=token_hash(token).hex()[:16]) if found else None
