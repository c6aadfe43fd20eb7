"""The night: one snapshot, a copy in every place that takes it, the rest kept as it was."""

from __future__ import annotations

import datetime as dt
import errno
import os
import signal
import subprocess
import sys

import pytest
import sqlalchemy as sa

from casework.alerts.models import AlertCode, NonAssociation
from casework.alerts.service import raise_alert
from casework.continuity import queries, rules, service
from casework.continuity.models import SealedSnapshot
from casework.continuity.rules import NotSetUp, PlaceState
from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from casework.people.models import LegalStatus
from casework.seals import service as sealing
from casework.seals.rules import opened
from casework.snapshots.rules import OffenceClass, from_bytes
from kernel import audit, clock
from kernel.audit import AuditEntry
from kernel.authz import Role
from kernel.db import in_transaction, session, transaction
from kernel.errors import Conflict, DomainError
from kernel.settings import ROOT
from tests.casework.continuity.ceremony import hold_ceremony
from tests.casework.people_inside import received

NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def at(hour, day=21):
    return dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC)


def night(held, **over):
    done = service.tonight(held.folder, **over)
    return done, in_transaction(lambda: service.settle(None, done))


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, at(12), True),
        (at(3), at(12), False),
        (at(1), at(1, 22), True),
        (at(1), at(3), True),
        (at(3), at(1, 22), False),
        (at(3), at(2, 22), True),
    ],
)
def test_one_snapshot_is_due_each_night(last, now, due):
    assert rules.is_due(last, now) is due


def test_who_is_inside_with_what_a_search_needs(prison, as_actor, tmp_path):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    ann = received(prison, "Ann Hart")
    bea = received(prison, "Bea Stone", status=LegalStatus.UNCONVICTED, expires_in=5)
    gone = received(prison, "Gone Away")
    with transaction():
        raise_alert(officer, ann, AlertCode.ESCAPE)
        raise_alert(officer, ann, AlertCode.ACCESS_NEED)
        one, other = sorted((ann, bea))
        apart = NonAssociation(person_id=one, other_id=other, reason="Threats", opened_on=clock.today())
        session.add(apart)
        audit.record(officer, "keep_apart.opened", apart)
        for person, kind in ((bea, MovementKind.TO_COURT), (gone, MovementKind.ESCAPE)):
            move(
                officer, NewMovement(person_id=person, kind=kind, at=clock.now(), destination="Court", reason="x" * 10)
            )
    held = hold_ceremony(tmp_path)
    done, _told = night(held)
    data = (held.folder / "sealed" / done.made.name).read_bytes()
    people = {one.name: one for one in from_bytes(opened(data, held.keys[0])[1]).people}
    assert set(people) == {"Ann Hart", "Bea Stone"}
    first, second = people["Ann Hart"], people["Bea Stone"]
    assert first.alerts == (AlertCode.ESCAPE,)
    assert (first.apart, second.apart) == ((second.number,), (first.number,))
    assert second.outside is MovementKind.TO_COURT
    assert second.order_until == clock.today() + dt.timedelta(days=5)
    assert first.offence is OffenceClass.LESSER
    assert first.born == (1990, 1990)
    assert first.prison == prison.name


def test_reading_goes_on_from_batch_to_batch(prison, monkeypatch):
    monkeypatch.setattr(queries, "_INSIDE", queries._INSIDE.limit(2))
    monkeypatch.setattr(queries, "BATCH", 2)
    for n in range(5):
        received(prison, f"Person {n}")
    names = [one.name for one in queries.inside(None, clock.today())]
    assert sorted(names) == [f"Person {n}" for n in range(5)]


def test_a_night_leaves_one_row_and_its_trace(prison, tmp_path):
    received(prison)
    held = hold_ceremony(tmp_path, "vault", "share")
    _done, told = night(held)
    row = queries.newest()
    assert (row.people, row.name, told["failed"]) == (1, told["made"], [])
    assert {place["state"] for place in row.places.values()} == {"written"}
    assert row.gaps == {str(prison.id): {"people": 1, "no_photo": 1, "no_marks": 1, "no_level": 1}}
    entry = session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "snapshot.sealed"))
    assert entry.subject_id == row.id
    assert night(held)[0].made is None
    assert session.scalar(sa.select(sa.func.count()).select_from(SealedSnapshot)) == 1


def test_one_bad_place_stops_no_other_and_is_seen(prison, tmp_path, monkeypatch):
    held = hold_ceremony(tmp_path, "absent", "full", "locked", "broken", "good")
    (tmp_path / "absent" / rules.PLACE_MARK).unlink()
    faults = {"full": errno.ENOSPC, "locked": errno.EROFS, "broken": errno.EIO}
    whole = service.write_whole

    def write(path, content):
        if path.parent.name in faults:
            raise OSError(faults[path.parent.name], "no")
        whole(path, content)

    monkeypatch.setattr(service, "write_whole", write)
    done, told = night(held)
    states = {name: place["state"] for name, place in done.places.items()}
    assert states == {
        "absent": PlaceState.ABSENT, "full": PlaceState.FULL, "locked": PlaceState.LOCKED, "broken": PlaceState.FAILED,
        "good": PlaceState.WRITTEN,
    }  # fmt: skip
    assert told["failed"] == ["absent", "full", "locked", "broken"]
    assert (tmp_path / "good" / told["made"]).exists()
    assert list((tmp_path / "absent").iterdir()) == [], "nothing goes where the stick is not"


def test_a_place_that_comes_back_gets_its_copy_in_the_next_hour(prison, tmp_path):
    held = hold_ceremony(tmp_path, "vault")
    (tmp_path / "vault" / rules.PLACE_MARK).unlink()
    _done, told = night(held)
    (tmp_path / "vault" / rules.PLACE_MARK).touch()
    again, _told = night(held)
    assert again.made is None
    assert (tmp_path / "vault" / told["made"]).exists()
    assert queries.newest().places["vault"]["state"] == "written"


def test_a_copy_that_was_damaged_is_written_anew(prison, tmp_path):
    held = hold_ceremony(tmp_path, "vault")
    _done, told = night(held)
    copy = tmp_path / "vault" / told["made"]
    copy.write_bytes(copy.read_bytes()[:-1])
    night(held)
    assert copy.read_bytes() == (held.folder / "sealed" / told["made"]).read_bytes()


def test_only_so_many_are_kept_and_nothing_else_is_touched(prison, tmp_path):
    held = hold_ceremony(tmp_path, "vault", keep=2)
    (tmp_path / "vault" / "letters.odt").touch()
    names = []
    for day in (18, 19, 20):
        with clock.held_at(at(12, day)):
            names.append(night(held)[1]["made"])
    found = sorted(path.name for path in (tmp_path / "vault").iterdir())
    assert found == sorted(["letters.odt", rules.PLACE_MARK, *names[1:]])


def test_before_the_ceremony_there_is_no_snapshot(tmp_path):
    with pytest.raises(NotSetUp, match="Hold the ceremony"):
        service.tonight(tmp_path)
    signer = service.set_up(tmp_path)
    assert signer.startswith("tcsign1")
    with pytest.raises(DomainError, match="two different holders"):
        service.tonight(tmp_path)
    with pytest.raises(Conflict, match=signer):
        service.set_up(tmp_path)
    assert oct((tmp_path / "signing.key").stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("keep = 'x'", "keep is a whole number"),
        ("kept = 3", "“kept” is not known"),
        ("[[holder]]\nname = 'A'", r"every \[\[holder\]\] needs"),
        ("[[place]]\nname = 'A'\nfolder = 'relative'", "whole path of “A”"),
        ("\nkeep 3", "cannot be read: .*line 2"),
    ],
)
def test_a_faulty_setup_says_what_to_mend(text, words):
    with pytest.raises(DomainError, match=words):
        rules.read_setup(text)


SLOW_WRITER = """
import os, sys, time
from pathlib import Path
from casework.seals import service
fsync = os.fsync
def slowly(handle):
    fsync(handle)
    print("half way", flush=True)
    time.sleep(60)
os.fsync = slowly
service.write_whole(Path(sys.argv[1]), b"new" * 100_000)
"""


def test_killed_half_way_the_snapshot_before_stays(prison, tmp_path):
    held = hold_ceremony(tmp_path, "vault")
    with clock.held_at(NOON):
        _done, told = night(held)
    vault = tmp_path / "vault"
    before = (vault / told["made"]).read_bytes()
    for name in (told["made"], "throughcare-20261122T020000Z.tcs"):
        command = [sys.executable, "-c", SLOW_WRITER, str(vault / name)]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as writer:
            assert writer.stdout.readline() == "half way\n"
            writer.send_signal(signal.SIGKILL)
    assert (vault / told["made"]).read_bytes() == before
    assert rules.ours([path.name for path in vault.iterdir()]) == [told["made"]]
    with clock.held_at(NOON + dt.timedelta(days=1)):
        night(held)
    assert [path.name for path in vault.iterdir() if path.name.endswith(".part")] == []


def test_a_full_server_keeps_the_snapshot_before(prison, tmp_path, monkeypatch):
    held = hold_ceremony(tmp_path)
    with clock.held_at(NOON):
        _done, told = night(held)

    def full(_handle):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(sealing.os, "fsync", full)
    with clock.held_at(NOON + dt.timedelta(days=1)), pytest.raises(OSError, match="full"):
        service.tonight(held.folder)
    assert rules.ours([path.name for path in (held.folder / "sealed").iterdir()]) == [told["made"]]
