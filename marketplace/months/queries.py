"""Reading months, and one entry with its legs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import unpaid_work
from kernel.accounts.models import Account, Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from marketplace.earnings.models import EarningLine, EarningState
from marketplace.earnings.queries import payouts_waiting, stuck_lines
from marketplace.ledger import queries as books
from marketplace.ledger.models import LedgerAccount, LedgerEntry, LedgerPeriod, LedgerPosting, PeriodState
from marketplace.months.rules import Look, days_of, months_back
from marketplace.refunds.queries import waiting_count

_period, _entry, _posting = table_of(LedgerPeriod), table_of(LedgerEntry), table_of(LedgerPosting)
_account, _line = table_of(LedgerAccount), table_of(EarningLine)
_staff, _human = table_of(Account), table_of(Human)


def months(today: dt.date) -> list[tuple[str, PeriodState, Any]]:
    """(code, state, row with who closed it and when) of the last thirteen months, newest first."""
    codes = months_back(today)
    rows = session.execute(
        sa.select(_period, _human.c.name.label("closer"))
        .outerjoin(_human, _human.c.id == _period.c.closed_by)
        .where(_period.c.code.in_(codes))
    )
    known = {row.code: row for row in rows}
    return [(code, PeriodState.CLOSED if books.is_closed(code) else PeriodState.OPEN, known.get(code))
            for code in codes]  # fmt: skip


def month_code(code: str) -> str:
    """The code itself when it names a month. Raises NotFound."""
    try:
        days_of(code)
    except ValueError:
        raise NotFound(_("There is no such month. Choose one from the list.")) from None
    return code


def looks_at(code: str, today: dt.date) -> list[Look]:
    """What finance looks at before a month closes, the blocking ones first."""
    first, last = days_of(code)
    wrong = sum(not proof.is_right for proof in books.proof())
    due = (_line.c.state == EarningState.HELD, _line.c.withdrawn_on.is_(None), _line.c.matures_on.between(first, last))
    shares = session.scalar(sa.select(sa.func.count()).select_from(_line).where(*due)) or 0
    return [
        Look(title=_("The month is over"), left=int(last >= today), blocks=True, what=_("It is still running.")),
        Look(title=_("Cash and bank equal what is owed"), left=wrong, blocks=True, endpoint="finance.page",
             what=_("Find the line that differs first.")),
        Look(title=_("Shares of sales of the month are booked"), left=shares, blocks=True,
             what=_("The hourly job books them. Try again in an hour.")),
        Look(title=_("Work of the month is paid"), left=unpaid_work(first, last),
             what=_("Programmes settle it: a missing rate, or pay that was too high. It is booked in the open month.")),
        Look(title=_("Every earning is shared out"), left=len(stuck_lines()), endpoint="finance.page",
             what=_("Settle what each one says. They are booked in the open month.")),
        Look(title=_("Payouts are decided"), left=payouts_waiting(), endpoint="finance.page",
             what=_("They are booked on the day they are paid.")),
        Look(title=_("Refunds are decided"), left=waiting_count(), endpoint="refunds.page",
             what=_("They are booked on the day they are paid.")),
    ]  # fmt: skip


def entry_row(entry_id: uuid.UUID) -> Any:
    """One entry with who booked it and the entry that corrects it. Raises NotFound."""
    mirror = _entry.alias()
    found = session.execute(
        sa.select(_entry, _human.c.name.label("who"), _staff.c.human_id, mirror.c.id.label("corrected_by"))
        .outerjoin(_staff, _staff.c.id == _entry.c.booked_by)
        .outerjoin(_human, _human.c.id == _staff.c.human_id)
        .outerjoin(mirror, mirror.c.reverses_id == _entry.c.id)
        .where(_entry.c.id == entry_id)
    ).first()
    if found is None:
        raise NotFound(_("There is no such entry."))
    return found


def legs_of(entry_id: uuid.UUID) -> Sequence[Any]:
    """The legs of an entry with the number and the role of each account."""
    return session.execute(
        sa.select(_posting, _account.c.number, _account.c.role, _account.c.owner_kind)
        .join(_account, _account.c.id == _posting.c.account_id)
        .where(_posting.c.entry_id == entry_id)
        .order_by(_posting.c.seq)
    ).all()
