"""Reading drafts, and whose session it was that ran out."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Account, WebSession
from kernel.accounts.queries import token_hash
from kernel.db import session, table_of
from kernel.drafts.models import Draft

LATELY = dt.timedelta(hours=12)
"""How long after a session ran out its browser may still hand in what was being typed."""
_draft, _web, _account = table_of(Draft), table_of(WebSession), table_of(Account)
_ONE = sa.select(_draft.c.fields).where(
    _draft.c.human_id == sa.bindparam("human_id", type_=_draft.c.human_id.type), _draft.c.key == sa.bindparam("key")
)


def draft_of(human_id: uuid.UUID, key: str) -> dict[str, Any]:
    """What this human typed under a key; empty where nothing is kept."""
    return session.scalar(_ONE, {"human_id": human_id, "key": key}) or {}


def human_behind(token: str) -> uuid.UUID | None:
    """Whose session a token was that lay idle too long. None for one that was signed out of, ended or never was."""
    statement = (
        sa.select(_account.c.human_id)
        .join(_web, _web.c.account_id == _account.c.id)
        .where(
            _web.c.token_hash == token_hash(token), _web.c.ended_at.is_(None), _account.c.active,
            _web.c.seen_at > clock.now() - LATELY,
        )
    )  # fmt: skip
    return session.scalar(statement)
