"""Writing the public's figures, every night."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of
from marketplace.impact.models import ImpactFigure
from marketplace.impact.queries import add_up
from marketplace.impact.rules import safe, whole_quarters

_figure = table_of(ImpactFigure)


def write_figures(today: dt.date) -> int:
    """Write anew what may be shown of the last whole quarters; says how many lines."""
    lines = [safe(one) for quarter in whole_quarters(today) for one in add_up(quarter)]
    session.execute(sa.delete(_figure))
    if lines:
        now = clock.now()
        session.execute(_figure.insert(), [dataclasses.asdict(one) | {"made_at": now} for one in lines])
    return len(lines)
