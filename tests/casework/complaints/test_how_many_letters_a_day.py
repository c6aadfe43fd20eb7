"""From one network only so many letters a day; the count says nothing of where, and is gone the next day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from casework.complaints import rules
from casework.complaints.models import LetterThrottle, SealedComplaint
from casework.complaints.service import make_lock
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast

HERE, THERE = "203.0.113.7", "198.51.100.9"


def write(client, network, words="They took my letters."):
    return client.post("/confidential", data={"words": words}, environ_base={"REMOTE_ADDR": network})


def letters():
    return session.scalar(sa.select(sa.func.count()).select_from(SealedComplaint))


def test_beyond_the_limit_the_words_are_kept_in_the_form_and_paper_is_named(client, monkeypatch):
    monkeypatch.setattr("casework.complaints.service.MOST_A_DAY", 2)
    with transaction():
        make_lock(cast.make_actor(Role.INSPECTOR), "river lamp oak seventeen")
    assert [write(client, HERE).status_code for _n in range(2)] == [200, 200]
    refused = write(client, HERE, "The third of them.")
    assert refused.status_code == 422
    assert "on paper" in refused.text
    assert "The third of them." in refused.text
    assert letters() == 2
    assert write(client, THERE).status_code == 200, "another network is counted apart"
    kept = str(session.execute(sa.select(LetterThrottle.__table__)).all())
    assert HERE not in kept
    with clock.held_at(clock.now() + dt.timedelta(days=1)):
        assert write(client, HERE).status_code == 200
        session.expire_all()
        assert session.scalar(sa.select(sa.func.count()).select_from(LetterThrottle)) == 1


def test_an_empty_letter_is_not_counted(client):
    with transaction():
        make_lock(cast.make_actor(Role.INSPECTOR), "river lamp oak seventeen")
    assert write(client, HERE, "").status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(LetterThrottle)) == 0


def test_the_key_needs_the_secret_and_the_day():
    day = dt.date(2026, 11, 24)
    keys = {
        rules.throttle_key(HERE, day, b"one"), rules.throttle_key(HERE, day, b"two"),
        rules.throttle_key(HERE, day + dt.timedelta(days=1), b"one"), rules.throttle_key(THERE, day, b"one"),
    }  # fmt: skip
    assert len(keys) == 4
