"""Some duties are kept apart, on the human."""

from __future__ import annotations

import pytest

from kernel.accounts.rules import clashing_duties, is_weak
from kernel.authz import INCOMPATIBLE, NO_CASE_DATA, Role
from kernel.errors import DomainError
from tests import cast


@pytest.mark.parametrize("pair", INCOMPATIBLE, ids=lambda pair: "+".join(sorted(pair)))
def test_pairs_that_one_human_may_not_hold(pair):
    assert clashing_duties(pair | {Role.INSPECTOR}) == pair
    for role in pair:
        assert clashing_duties({role}) == frozenset()


@pytest.mark.parametrize("role", sorted(set(Role) - NO_CASE_DATA))
def test_an_administrator_sees_no_case_data(role):
    assert clashing_duties({Role.ADMINISTRATOR, role}) == {Role.ADMINISTRATOR, role}


def test_an_account_with_clashing_duties_is_not_opened():
    with pytest.raises(DomainError, match="together"):
        cast.make_actor((Role.FINANCE_CLERK, Role.FINANCE_APPROVER))


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("short", True), ("aaaaaaaaaaaaaa", True), ("robin-is-my-name-77", True), ("my-throughcare-key", True),
        ("four blue tram seats", False), ("пять синих стульев", False), ("x" * 6 + "ABCDE" * 38, False),
    ],
)  # fmt: skip
def test_passwords(password, weak):
    assert is_weak(password, "robin", "Robin Field") is weak
