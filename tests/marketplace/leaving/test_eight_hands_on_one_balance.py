"""Eight pay out the same balance at release in the same moment, as threads and as processes: it leaves once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
import sqlalchemy as sa

from kernel import db
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from kernel.settings import ROOT
from marketplace.earnings.models import PayoutState
from marketplace.leaving import service
from marketplace.leaving.models import ReleasePayout
from marketplace.ledger.models import EntryKind, LedgerEntry
from marketplace.ledger.queries import holdings_of, proof
from tests import cast
from tests.marketplace.conftest import make_prisoner, put_in
from tests.marketplace.ledger.test_all_at_once import at_once

HANDS = 8
HAND = """
import sys, uuid
from kernel.db.migrate import load_models
from kernel import db
from kernel.authz import Actor, Role
from kernel.db import in_transaction
from kernel.errors import DomainError
load_models()
db.bind(sys.argv[1])
from marketplace.leaving import service
account, human, person, payout = map(uuid.UUID, sys.argv[2:6])
roles = frozenset({Role.FINANCE_APPROVER})
actor = Actor(account_id=account, human_id=human, name="", roles=roles, establishments=frozenset(), everywhere=True)
print("ready", flush=True)
sys.stdin.readline()
try:
    in_transaction(lambda: service.decide(actor, person, payout, approve=True).state, attempts=60)
    print("paid", flush=True)
except DomainError as refusal:
    print(type(refusal).__name__, flush=True)
"""


def hand(*arguments):
    command = [sys.executable, "-c", HAND, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def all_at_once(*arguments):
    """What each of eight processes says, all let go in the same moment."""
    hands = [hand(*arguments) for _n in range(HANDS)]
    assert all(one.stdout.readline() == "ready\n" for one in hands)
    for one in hands:
        one.stdin.write("go\n")
        one.stdin.flush()
    said = Counter(one.stdout.readline().strip() for one in hands)
    for one in hands:
        one.wait(60)
        one.stdin.close()
        one.stdout.close()
    return said


@pytest.fixture
def asked(real_db):
    """(approver, person id, payout id) of somebody with 53.00 on two accounts."""
    person_id = make_prisoner(cast.make_unit()).id
    put_in(person_id, 5000)
    put_in(person_id, 300, "savings")
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    with transaction():
        payout_id = service.ask(clerk, person_id, new_id()).id
    session.remove()
    return approver, person_id, payout_id


def check_it_left_once(person_id):
    assert session.scalars(sa.select(ReleasePayout.state)).all() == [PayoutState.PAID]
    assert session.scalar(sa.select(sa.func.count()).where(LedgerEntry.kind == EntryKind.PAYOUT)) == 1
    assert not any(row.balance for row in holdings_of(person_id))
    assert all(one.is_right for one in proof())


def test_one_pays_and_seven_are_told(asked):
    approver, person_id, payout_id = asked
    said = at_once([lambda: service.decide(approver, person_id, payout_id, approve=True).state] * HANDS, HANDS)
    assert Counter(type(one).__name__ for one in said) == {"PayoutState": 1, "Conflict": HANDS - 1}
    check_it_left_once(person_id)


@pytest.mark.slow
def test_one_process_pays_and_seven_are_told(asked):
    approver, person_id, payout_id = asked
    url = db.engine().url.render_as_string(hide_password=False)
    said = all_at_once(url, approver.account_id, approver.human_id, person_id, payout_id)
    assert said == {"paid": 1, "Conflict": HANDS - 1}
    check_it_left_once(person_id)
