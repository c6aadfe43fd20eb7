"""The demo's new colleague, whom the administrator has registered and nobody has confirmed yet."""

from __future__ import annotations

from casework.demo.service import World
from kernel.accounts.service import NewAccount
from kernel.authz import Role
from kernel.db import in_transaction
from kernel.staff.service import open_account

PRISON = "HRB"


def seed(world: World) -> None:
    """One account that waits for a second human."""
    new = NewAccount(
        name="Mirela Stan", staff_number="S0990", username="m.stan", grants=((Role.INSTRUCTOR, world.units[PRISON]),)
    )
    in_transaction(lambda: open_account(world.staff["administrator"], new))
