"""A second human approves what was frozen, and the work is done: what most stories here begin with."""

from __future__ import annotations

from kernel.authz import Role
from kernel.db import transaction
from programmes.pay_periods import service as pay_periods
from programmes.pay_periods.queries import to_announce
from tests import cast


def book(run):
    """Approve a run and tell the ledger of its lines, as the job does."""
    with transaction():
        approver = cast.make_actor(Role.FINANCE_APPROVER)
        pay_periods.approve(approver, run.id)
        pay_periods.announce(approver, to_announce(run.id))
    return run
