"""One command, one commit: what follows it waits, what fails leaves nothing, a clash is tried again."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from kernel import audit, events
from kernel.audit.chain import entries
from kernel.db import after_commit, in_transaction, session, table_of, transaction
from kernel.ids import new_id
from kernel.units.models import Unit
from tests import cast

unit = table_of(Unit)


def count(table: sa.Table) -> int:
    found = session.scalar(sa.select(sa.func.count()).select_from(table))
    session.remove()
    return found


def test_letters_wait_for_the_commit():
    said = []
    with transaction():
        after_commit(lambda: said.append(count(unit)))
        cast.make_unit()
        assert said == []
    assert said == [1]


def test_no_letter_leaves_when_the_deed_fails():
    said = []
    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: said.append("sent"))
        cast.make_unit()
        _ = 1 / 0
    with transaction():
        pass
    assert said == []
    assert (count(unit), count(entries)) == (0, 0)


def test_a_failing_letter_does_not_undo_the_deed(caplog):
    with transaction():
        after_commit(lambda: 1 / 0)
        cast.make_unit()
    assert count(unit) == 1
    assert "what should follow it failed" in caplog.text


def test_commands_do_not_nest():
    with transaction(), pytest.raises(RuntimeError, match="their caller does"), transaction():
        pass


def test_a_clash_is_tried_again_and_another_error_is_not():
    tries = []

    def clash() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise exc.OperationalError("UPDATE", {}, Exception("database is locked"))
        return "done"

    def broken() -> None:
        tries.append(1)
        raise exc.IntegrityError("INSERT", {}, Exception("NOT NULL"))

    assert in_transaction(clash) == "done"
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(exc.IntegrityError):
        in_transaction(broken)
    assert len(tries) == 1


def test_a_failing_listener_fails_the_whole_deed():
    class Moved:
        pass

    def refuse(_event: object) -> None:
        raise ValueError("no")

    events.subscribe(Moved, refuse)
    with pytest.raises(ValueError, match="no"), transaction():
        cast.make_unit()
        events.publish(Moved())
    assert count(unit) == 0


def test_writers_at_once_lose_nothing_and_the_trail_stays_whole(real_db):
    problems = []

    def write() -> None:
        try:
            for _ in range(5):
                in_transaction(cast.make_unit, attempts=12)
        except Exception as error:  # noqa: BLE001 - carried to the test
            problems.append(error)
        finally:
            session.remove()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert problems == []
    assert (count(unit), count(entries)) == (20, 20)
    assert audit.verify().first_bad is None
    session.remove()


def test_a_key_that_points_nowhere_is_refused_at_commit(real_db):
    with pytest.raises(exc.IntegrityError), transaction():
        made = Unit(code="STRAY", name="Stray", kind="wing", parent_id=new_id())
        session.add(made)
        audit.record(None, "unit.opened", made)
    assert count(unit) == 0
