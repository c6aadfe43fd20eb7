"""Reading referrals. What a service was told stands only with the referral it was told in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, file_now, person, person_for, visible_to, whole_file
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from probation.referrals.models import (
    LIVE,
    DesiredOutcome,
    Referral,
    ReferralState,
    SentRisk,
    ServiceSession,
    SessionTakenBack,
)
from probation.referrals.rules import ANSWER_DAYS, BEGIN_DAYS
from probation.services.queries import service

referral, outcome = table_of(Referral), table_of(DesiredOutcome)
risk, held = table_of(SentRisk), table_of(ServiceSession)
_human, _back, _taker = table_of(Human), table_of(SessionTakenBack), table_of(Human).alias("taker")
_ID = referral.c.id.type
YEAR = dt.timedelta(days=365)
_SHOWN = (
    sa.select(referral, service.c.name.label("service"), service.c.kind, _human.c.name.label("who"))
    .join(service, service.c.id == referral.c.service_id)
    .join(_human, _human.c.id == referral.c.prepared_by)
)  # fmt: skip
_BUSY = (
    sa.select(
        referral.c.service_id,
        sa.func.sum(sa.case((referral.c.state.in_([ReferralState.ACCEPTED, ReferralState.IN_PROGRESS]), 1), else_=0))
        .label("taken"),
        sa.func.sum(sa.case((referral.c.state == ReferralState.SENT, 1), else_=0)).label("unanswered"),
    )
    .where(referral.c.service_id.in_(sa.bindparam("services", expanding=True, type_=_ID)))
    .where(referral.c.state.in_(sorted(LIVE)))
    .group_by(referral.c.service_id)
)  # fmt: skip
_WAITED = (
    sa.select(
        referral.c.service_id, sa.func.avg(referral.c.waited_days).label("days"), sa.func.count().label("people"),
        sa.func.max(referral.c.waited_days).label("longest"),
    )
    .where(referral.c.service_id.in_(sa.bindparam("services", expanding=True, type_=_ID)))
    .where(referral.c.begun_on >= sa.bindparam("since", type_=sa.Date()))
    .group_by(referral.c.service_id)
)  # fmt: skip


def referral_for(actor: Actor, referral_id: uuid.UUID) -> tuple[PersonCard, Referral]:
    """(person, referral). Raises NotFound when there is none or its person is hidden."""
    found = session.get(Referral, referral_id)
    if found is None:
        raise NotFound(_("There is no such referral, or you may not know of it."))
    return person_for(actor, found.person_id), found


def referrals_page(person_id: uuid.UUID, after: uuid.UUID | None) -> Page[sa.Row[Any]]:
    """The referrals of a person the caller has fetched, the newest first."""
    statement = _SHOWN.where(referral.c.person_id.in_(whole_file(sa.literal(person_id, _ID))))
    return page_of(statement, referral.c.prepared_at, row_id=referral.c.id, after=after, size=20, newest_first=True)


def all_referrals(person_id: uuid.UUID) -> Sequence[Any]:
    """Every referral of a person the caller has fetched, oldest first, for the copy of their file."""
    statement = _SHOWN.where(referral.c.person_id.in_(whole_file(sa.literal(person_id, _ID))))
    return session.execute(statement.order_by(referral.c.prepared_at, referral.c.id)).all()


def outcomes_of(referral_id: uuid.UUID) -> Sequence[DesiredOutcome]:
    """What is to be different afterwards, in order."""
    statement = sa.select(DesiredOutcome).where(DesiredOutcome.referral_id == referral_id).order_by(DesiredOutcome.n)
    return session.scalars(statement).all()


def sent_risk(referral_id: uuid.UUID) -> SentRisk | None:
    """What the service was told, as it was sent."""
    return session.scalar(sa.select(SentRisk).where(SentRisk.referral_id == referral_id))


def sessions_of(referral_id: uuid.UUID) -> Sequence[Any]:
    """What the service told us of sessions, the newest first; those taken back with who did it, when and why."""
    statement = (
        sa.select(
            held, _human.c.name.label("who"), _back.c.reason.label("wrong"), _back.c.taken_back_at,
            _taker.c.name.label("taker"),
        )
        .join(_human, _human.c.id == held.c.recorded_by)
        .outerjoin(_back, _back.c.session_id == held.c.id)
        .outerjoin(_taker, _taker.c.id == _back.c.taken_back_by)
        .where(held.c.referral_id == referral_id)
        .order_by(held.c.at.desc(), held.c.id.desc())
        .limit(200)
    )  # fmt: skip
    return session.execute(statement).all()


def session_for(actor: Actor, session_id: uuid.UUID) -> tuple[PersonCard, Referral, ServiceSession]:
    """(person, referral, session). Raises NotFound when there is none or its person is hidden."""
    noted = session.get(ServiceSession, session_id)
    if noted is None:
        raise NotFound(_("There is no such session, or you may not know of it."))
    card, found = referral_for(actor, noted.referral_id)
    return card, found, noted


def first_session(referral_id: uuid.UUID) -> dt.datetime | None:
    """When the first session was that took place and stands."""
    standing = ~sa.exists().where(_back.c.session_id == held.c.id)
    mine = sa.select(sa.func.min(held.c.at)).where(held.c.referral_id == referral_id, held.c.attended, standing)
    found: dt.datetime | None = session.scalar(mine)
    return found


def load_of(services: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Any]:
    """Service → (taken, unanswered) places now, over everybody: a number without names."""
    rows = session.execute(_BUSY, {"services": list(services)}) if services else ()
    return {row.service_id: row for row in rows}


def waits_of(services: Collection[uuid.UUID], today: dt.date) -> Mapping[uuid.UUID, Any]:
    """Service → days from sending to the first session, over referrals that began within a year."""
    rows = session.execute(_WAITED, {"services": list(services), "since": today - YEAR}) if services else ()
    return {row.service_id: row for row in rows}


def of_service(actor: Actor, service_id: uuid.UUID, after: uuid.UUID | None) -> Page[sa.Row[Any]]:
    """The people at one service whom this reader may know of, the newest first."""
    statement = (
        sa.select(
            referral.c.id, referral.c.state, referral.c.prepared_at, referral.c.sent_at, referral.c.need,
            person.c.name, person.c.number,
        )
        .select_from(referral)
        .join(person, person.c.id == file_now(referral.c.person_id))
        .where(referral.c.service_id == service_id, referral.c.state.in_(sorted(LIVE)), visible_to(actor))
    )  # fmt: skip
    return page_of(statement, referral.c.prepared_at, row_id=referral.c.id, after=after, size=25, newest_first=True)


def waiting_on(actor: Actor, today: dt.date) -> Sequence[Any]:
    """The actor's referrals that need a word: drafts, silent services, accepted ones that do not begin, concerns."""
    unseen = sa.exists().where(held.c.referral_id == referral.c.id, held.c.concern != "", held.c.seen_at.is_(None))
    silent, idle = clock.now() - dt.timedelta(days=ANSWER_DAYS), today - dt.timedelta(days=BEGIN_DAYS)
    live = referral.c.state.in_(sorted(LIVE))
    people = sa.select(referral.c.id).join(person, person.c.id == referral.c.person_id)
    mine = sa.union(
        people.where(person.c.officer_id == actor.human_id, live),
        sa.select(referral.c.id).where(referral.c.prepared_by == actor.human_id, live),
    )
    statement = (
        sa.select(
            referral.c.id, referral.c.state, referral.c.prepared_at, referral.c.sent_at, referral.c.answered_on,
            service.c.name.label("service"), person.c.name, unseen.label("concern"),
        )
        .select_from(referral)
        .join(service, service.c.id == referral.c.service_id)
        .join(person, person.c.id == file_now(referral.c.person_id))
        .where(
            referral.c.id.in_(mine), visible_to(actor),
            sa.or_(
                unseen, referral.c.state == ReferralState.DRAFT,
                sa.and_(referral.c.state == ReferralState.SENT, referral.c.sent_at <= silent),
                sa.and_(referral.c.state == ReferralState.ACCEPTED, referral.c.answered_on <= idle),
            ),
        )
        .order_by(unseen.desc(), referral.c.prepared_at)
        .limit(30)
    )  # fmt: skip
    return session.execute(statement).all()


def live_of(person_id: uuid.UUID) -> Sequence[Referral]:
    """A person's referrals from which something is still to come, to be ended by an event."""
    statement = sa.select(Referral).where(Referral.person_id == person_id, Referral.state.in_(sorted(LIVE)))
    return session.scalars(statement).all()
