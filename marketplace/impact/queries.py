"""Adding up for the night's job, and reading what it wrote. Only the second is for the public: it reads one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, people_trained
from kernel.db import session, table_of
from marketplace.earnings.models import EarningLine, EarningState
from marketplace.funds.queries import FundMonth, funds
from marketplace.impact.models import ImpactFigure
from marketplace.impact.rules import QUARTERS, Figures, last_of_quarter
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.orders.models import OrderLine, ShopOrder

figure = table_of(ImpactFigure)
_order, _line, _earned = table_of(ShopOrder), table_of(OrderLine), table_of(EarningLine)


def published() -> Sequence[Any]:
    """The figures that the public may read, the newest quarter first."""
    wanted = sa.select(figure).order_by(figure.c.quarter.desc(), figure.c.currency).limit(QUARTERS * 3)
    return session.execute(wanted).all()


def add_up(first: dt.date) -> list[Figures]:
    """The true figures of the quarter that begins on a day, one line for each currency."""
    last = last_of_quarter(first)
    sold, makers, victims = _sold(first, last), _makers(first, last), _victims(first, last)
    trained = people_trained(first, last)
    return [
        Figures(
            quarter=first, currency=currency, sold_minor=sold.get(currency, (0, 0))[0],
            pieces=sold.get(currency, (0, 0))[1], makers_minor=makers.get(currency, (0, 0))[0],
            makers=makers.get(currency, (0, 0))[1], collected_minor=victims.get(currency, (0, 0))[0],
            disbursed_minor=victims.get(currency, (0, 0))[1], trained=trained,
        )
        for currency in sorted({*sold, *makers, *victims})
    ]  # fmt: skip


def _sold(first: dt.date, last: dt.date) -> dict[str, tuple[int, int]]:
    """What buyers took and kept: money and pieces, by currency."""
    begin = dt.datetime.combine(first, dt.time(), dt.UTC)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), dt.UTC)
    within = (_order.c.handed_over_at >= begin, _order.c.handed_over_at < end, _order.c.refunded_minor == 0)
    pieces = sa.select(sa.func.sum(_line.c.quantity)).where(_line.c.order_id == _order.c.id).scalar_subquery()
    rows = session.execute(
        sa.select(_order.c.currency, sa.func.sum(_order.c.total_minor), sa.func.sum(pieces))
        .where(*within)
        .group_by(_order.c.currency)
    )
    return {row[0]: (int(row[1]), int(row[2] or 0)) for row in rows}


def _makers(first: dt.date, last: dt.date) -> dict[str, tuple[int, int]]:
    """What arrived of makers' shares, and for how many people, by currency."""
    rows = session.execute(
        sa.select(
            _earned.c.currency, sa.func.sum(_earned.c.minor), sa.func.count(file_now(_earned.c.person_id).distinct())
        )
        .where(_earned.c.kind == EntryKind.SALE_SHARE, _earned.c.state == EarningState.POSTED)
        .where(_earned.c.matures_on >= first, _earned.c.matures_on <= last)
        .group_by(_earned.c.currency)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def _victims(first: dt.date, last: dt.date) -> dict[str, tuple[int, int]]:
    """What the fund for victims collected and handed on, by currency."""
    months = {first.strftime("%Y-%m"), (first + dt.timedelta(days=40)).strftime("%Y-%m"), last.strftime("%Y-%m")}
    mine = [(one.currency, month) for one in funds() if one.role == AccountRole.VICTIM_FUND for month in one.months]
    found: dict[str, list[FundMonth]] = {}
    for currency, month in mine:
        if month.period in months:
            found.setdefault(currency, []).append(month)
    return {
        currency: (sum(one.collected for one in rows), sum(one.handed_on for one in rows))
        for currency, rows in found.items()
    }
