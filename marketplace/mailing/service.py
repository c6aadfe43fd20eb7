"""Sending what waits in an outbox, each mail claimed before it leaves."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from kernel import clock
from kernel.db import in_transaction, session
from kernel.outlets import Channel, NotSent, mail_way
from marketplace.mailing.models import MOST_TRIES, MailState

AT_ONCE = 200


def send_due(outbox: sa.Table) -> int:
    """Send what waits in an outbox; says how many left. Each is claimed in a transaction of its own: none leaves twice.

    The table holds ``id``, ``address``, ``text`` (subject, blank line, words), ``state``, ``tries``, ``made_at``,
    ``sent_at``. Address and text leave the row with the mail.
    """
    if not mail_way(""):
        return 0
    wanted = sa.select(outbox.c.id).where(outbox.c.state == MailState.PREPARED).order_by(outbox.c.made_at)
    return sum(_send(outbox, mail_id) for mail_id in session.scalars(wanted.limit(AT_ONCE)).all())


def _send(outbox: sa.Table, mail_id: uuid.UUID) -> bool:
    if not in_transaction(lambda: _claim(outbox, mail_id)):
        return False
    row = session.execute(sa.select(outbox).where(outbox.c.id == mail_id)).one()
    subject, _blank, text = row.text.partition("\n\n")
    try:
        _out(subject).send(row.id, row.address, text)
    except NotSent as refusal:
        again = not refusal.for_good and row.tries < MOST_TRIES
        in_transaction(lambda: _set(outbox, mail_id, state=MailState.PREPARED if again else MailState.FAILED))
        return False
    in_transaction(lambda: _set(outbox, mail_id, state=MailState.SENT, sent_at=clock.now(), address="", text=""))
    return True


def _out(subject: str) -> Channel:
    """The way out. Raises NotSent when it was closed meanwhile."""
    way = mail_way(subject)
    if way is None:
        raise NotSent
    return way


def _claim(outbox: sa.Table, mail_id: uuid.UUID) -> bool:
    """Until the way out has answered a mail counts as failed: nobody knows whether it left, so it is not sent again."""
    wanted = sa.update(outbox).where(outbox.c.id == mail_id, outbox.c.state == MailState.PREPARED)
    taken = session.execute(wanted.values(state=MailState.FAILED, tries=outbox.c.tries + 1))
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _set(outbox: sa.Table, mail_id: uuid.UUID, **values: object) -> None:
    session.execute(sa.update(outbox).where(outbox.c.id == mail_id).values(**values))
