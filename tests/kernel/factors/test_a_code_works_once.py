"""A code of the app counts once, within its half minute or the neighbouring ones, and guesses are slowed down."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Account, SignInThrottle
from kernel.accounts.rules import FREE_TRIES
from kernel.audit.chain import entries
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from kernel.factors import rules, service
from kernel.factors.models import SecondFactor
from tests import cast
from tests.cast import SECRET, code_of

NOON = dt.datetime(2026, 11, 24, 12, 0, 15, tzinfo=dt.UTC)


@pytest.fixture
def noon():
    with clock.held_at(NOON):
        yield


@pytest.fixture
def governor():
    return cast.make_actor(Role.GOVERNOR, username="amara", password="four blue tram seats")


def show(actor, typed, network=""):
    with transaction():
        return service.prove(actor, typed, network=network, secret=SECRET)


def test_the_same_code_is_refused_the_second_time(noon, governor):
    seed, _card = cast.make_factor(governor)
    assert show(governor, code_of(seed)) is rules.Way.APP
    assert show(governor, code_of(seed)) is None
    assert show(governor, code_of(seed, -1)) is None, "nor one from before it"
    assert show(governor, code_of(seed, 1)) is rules.Way.APP


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(noon, governor, steps, counts):
    seed, _card = cast.make_factor(governor)
    assert (show(governor, code_of(seed, steps)) is rules.Way.APP) is counts


def test_the_code_that_confirmed_the_app_does_not_sign_in(noon, governor):
    with transaction():
        service.begin(governor, rules.Wanted.APP, SECRET)
        code = code_of(service.seed_begun(governor, SECRET))
        service.confirm(governor, code, browser="", secret=SECRET)
    assert show(governor, code) is None


def test_digits_of_any_script_and_blanks_are_read(noon, governor):
    seed, _card = cast.make_factor(governor)
    arabic = code_of(seed).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert show(governor, f"{arabic[:3]} {arabic[3:]}") is rules.Way.APP


def test_guesses_are_slowed_down_and_a_right_password_does_not_free_them(noon, governor):
    from kernel.accounts.service import check_password

    seed, card = cast.make_factor(governor)
    for _n in range(FREE_TRIES):
        assert show(governor, "000000") is None
        with transaction():
            assert check_password("amara", "four blue tram seats")
    with pytest.raises(Forbidden, match="Too many"):
        show(governor, code_of(seed))
    session.remove()
    with pytest.raises(Forbidden, match="Too many"):
        show(governor, card[0])
    session.remove()
    with clock.held_at(NOON + dt.timedelta(seconds=3)):
        assert show(governor, code_of(seed)) is rules.Way.APP
    assert session.get(SignInThrottle, f"code:{governor.account_id}") is None


def test_guesses_at_many_accounts_from_one_network_wait(noon, governor):
    seed, _card = cast.make_factor(governor)
    others = [cast.make_actor(Role.INSPECTOR) for _n in range(10)]
    for n in range(50):
        show(others[n % 10], "000000", "198.51.100.7")
        with transaction():
            session.execute(sa.delete(SignInThrottle).where(SignInThrottle.key.like("code:%")))
    with pytest.raises(Forbidden):
        show(governor, code_of(seed), "198.51.100.7")


def test_a_refusal_stands_in_the_trail_without_what_was_typed(noon, governor):
    cast.make_factor(governor)
    show(governor, "123456")
    last = session.execute(sa.select(entries).order_by(entries.c.seq.desc()).limit(1)).one()
    assert last.action == "second_factor.refused"
    assert "123456" not in repr(last)


def test_the_seed_cannot_be_read_in_the_database(noon, governor):
    seed, card = cast.make_factor(governor)
    kept = [repr(row) for table in ("second_factor", "recovery_code", "audit_entry")
            for row in session.execute(sa.text(f"SELECT * FROM {table}"))]  # fmt: skip
    for secret in (seed, *card, *(code.replace("-", "") for code in card)):
        assert not any(secret in row for row in kept)
    factor = session.scalars(sa.select(SecondFactor)).one()
    assert rules.unseal(SECRET, factor.id, factor.key_id, factor.sealed) == seed
    for row_id, key, sealed in (
        (governor.account_id, factor.key_id, factor.sealed),
        (factor.id, "0" * 16, factor.sealed),
        (factor.id, factor.key_id, factor.sealed[:-1] + bytes([factor.sealed[-1] ^ 1])),
    ):
        with pytest.raises(DomainError):
            rules.unseal(SECRET, row_id, key, sealed)
    with pytest.raises(DomainError):
        rules.unseal(b"another secret", factor.id, factor.key_id, factor.sealed)


TYPE_THEM = """
import sys, uuid
from kernel import db
from kernel.accounts.queries import actor_of
from kernel.db import in_transaction
from kernel.factors import service
url, account_id, secret, *codes = sys.argv[1:]
db.bind(url)
actor = actor_of(uuid.UUID(account_id))
db.session.remove()
print("ready", flush=True)
sys.stdin.readline()
for code in codes:
    prove = lambda: service.prove(actor, code, network="", secret=secret.encode())
    print(in_transaction(prove, attempts=20))
"""


def test_two_processes_that_send_the_same_code_at_once_get_in_once(real_db):
    governor = cast.make_actor(Role.GOVERNOR)
    seed, card = cast.make_factor(governor)
    codes = [code_of(seed), *card[:4]]
    session.remove()
    url = real_db.extensions["throughcare_settings"].database_url
    given = (url, str(governor.account_id), SECRET.decode(), *codes)
    pair = [
        subprocess.Popen([sys.executable, "-c", TYPE_THEM, *given], stdin=-1, stdout=-1, text=True) for _n in range(2)
    ]
    assert [one.stdout.readline() for one in pair] == ["ready\n"] * 2
    for one in pair:
        one.stdin.write("\n")
        one.stdin.flush()
    one, two = (process.communicate(timeout=60)[0].split() for process in pair)
    assert len(one) == len(two) == len(codes)
    assert [sorted(pair) for pair in zip(one, two, strict=True)] == [["None", "app"], *[["None", "card"]] * 4]


def test_whoever_was_closed_out_has_no_half_session_either(noon, governor):
    cast.make_factor(governor)
    account = session.get_one(Account, governor.account_id)
    with transaction():
        passed = service.after_password(account, "", frozenset())
        assert passed.half
    with transaction():
        from kernel.accounts.service import end_sessions

        end_sessions(governor.account_id)
    with transaction():
        assert service.pass_half(passed.token, "x", network="", secret=SECRET) is None
