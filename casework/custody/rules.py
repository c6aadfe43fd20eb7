"""Pure decisions on orders and movements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from casework.custody.models import MovementKind
from casework.people.models import LegalStatus
from kernel.errors import DomainError
from kernel.i18n import _

HELD_AS = (LegalStatus.UNCONVICTED, LegalStatus.CONVICTED_UNSENTENCED, LegalStatus.SENTENCED, LegalStatus.CIVIL)
"""Legal statuses under which somebody can be received into custody."""
OUTSIDE = frozenset({MovementKind.TO_COURT, MovementKind.TO_HOSPITAL, MovementKind.TEMPORARY_RELEASE})
"""Out of the gate and expected back."""
OUT = OUTSIDE | {MovementKind.ESCAPE}
"""After these the person is outside the walls; what can follow is a return, a release or a death."""
GONE = frozenset({MovementKind.RELEASE, MovementKind.DEATH, MovementKind.ESCAPE})
"""After these the person is not counted at the prison."""
ENDED = frozenset({MovementKind.RELEASE, MovementKind.DEATH})
"""After these nothing follows: the stay is over."""
_INSIDE = frozenset(MovementKind) - {MovementKind.RECEPTION, MovementKind.RETURN}
_OUTSIDE = frozenset({MovementKind.RETURN, MovementKind.ESCAPE, MovementKind.RELEASE, MovementKind.DEATH})
FOLLOWS: Mapping[MovementKind, frozenset[MovementKind]] = {
    **dict.fromkeys(MovementKind, _INSIDE),
    MovementKind.TO_COURT: _OUTSIDE | {MovementKind.TO_HOSPITAL},
    MovementKind.TO_HOSPITAL: _OUTSIDE,
    MovementKind.TEMPORARY_RELEASE: _OUTSIDE | {MovementKind.TO_HOSPITAL},
    MovementKind.ESCAPE: frozenset({MovementKind.RETURN, MovementKind.DEATH}),
    **dict.fromkeys(ENDED, frozenset()),
}
"""What may follow what within one stay. A stay begins with a reception, and a reception begins a stay."""
ON_THE_WAY = frozenset({MovementKind.ESCAPE, MovementKind.TO_HOSPITAL, MovementKind.DEATH})
"""What can happen to somebody who was transferred before the other prison says that they arrived."""
WHERE = {MovementKind.TO_COURT: "court", MovementKind.TO_HOSPITAL: "hospital",
         MovementKind.TEMPORARY_RELEASE: "leave"}  # fmt: skip
PLACES = ("inside", "court", "hospital", "leave", "way")
"""Where somebody who is counted at a prison can be: inside it, or out and expected back, or on the way to it."""


def check_order(
    dated_on: dt.date, expires_on: dt.date | None, received_on: dt.date, born_latest: dt.date | None
) -> None:
    """Raises DomainError when the order cannot carry this reception (Mandela Rule 7)."""
    if dated_on > received_on:
        raise DomainError(
            _("The order is dated after the reception. Nobody is received before there is an order."),
            rule="Mandela Rule 7", field="order_dated_on",
        )  # fmt: skip
    if expires_on and expires_on < received_on:
        raise DomainError(
            _("The order has run out. Ask the authority for a new one."),
            rule="Mandela Rule 7",
            field="order_expires_on",
        )
    if born_latest and born_latest > dated_on:
        raise DomainError(_("The birth date is later than the order. Check both dates."), field="born_on")


def check_step(last: MovementKind | None, following: MovementKind, *, arrived: bool = True) -> None:
    """Raises DomainError when a movement cannot follow the last one, with what to record first.

    ``arrived`` is False for somebody transferred whose arrival the other prison did not acknowledge yet.
    """
    if last is None or last in ENDED:
        raise DomainError(_("This stay is over, so nothing more can happen in it. A new order begins a new stay."))
    if not arrived and following not in ON_THE_WAY:
        raise DomainError(_("The person is on the way here. Record the arrival first."))
    if following in FOLLOWS[last]:
        return
    if following is MovementKind.RETURN:
        raise DomainError(_("The person is inside already, so there is nothing to return from."))
    if last is MovementKind.ESCAPE:
        raise DomainError(_("The person has escaped. Record the return first."))
    raise DomainError(_("The person is outside. Record the return first."))


def at_large(left: dt.date, back: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last whole day at large. The days of the escape and of the return were partly served, so count."""
    first, last = left + dt.timedelta(days=1), back - dt.timedelta(days=1)
    return (first, last) if first <= last else None
