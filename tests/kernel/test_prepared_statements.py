"""A prepared statement answers as the ordinary one does, and the audit's guard stands before it as before any other."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from kernel import audit, clock
from kernel.accounts.models import WebSession
from kernel.db import Prepared, session, table_of, transaction
from kernel.errors import UnauditedChange
from kernel.ids import new_id
from kernel.units.models import Unit
from tests import cast

unit, web = table_of(Unit), table_of(WebSession)
by_key = sa.bindparam("key", type_=unit.c.id.type)


def test_rows_are_those_of_the_ordinary_statement():
    first, second = cast.make_unit(name="Nord"), cast.make_unit(name="Süd")
    asked = Prepared(
        sa.select(unit, sa.literal("x").label("mark"), sa.func.aggregate_strings(unit.c.name, " ").over().label("all"))
        .where(unit.c.id.in_([first.id, second.id]), unit.c.kind == sa.bindparam("kind"))
        .order_by(unit.c.name)
    )
    given = {"kind": first.kind}
    ordinary = session.execute(asked.statement, given).all()
    found = asked.all(**given)
    assert [tuple(row) for row in found] == [tuple(row) for row in ordinary]
    assert [(row.id, row.name, row.mark) for row in found] == [(first.id, "Nord", "x"), (second.id, "Süd", "x")]
    assert asked.first(**given).id == first.id
    assert asked.first(kind="nothing") is None


def test_what_the_session_holds_back_is_seen():
    made, name = cast.make_unit(name="Before"), Prepared(sa.select(unit.c.name).where(unit.c.id == by_key))
    with transaction():
        found = session.get(Unit, made.id)
        found.name = "After"
        audit.record(None, "unit.renamed", found)
        assert name.first(key=made.id).name == "After"


def test_an_audited_table_is_not_written_past_the_guard():
    made = cast.make_unit(name="Before")
    rename = Prepared(sa.update(unit).where(unit.c.id == by_key).values(name="After"))
    with pytest.raises(UnauditedChange, match="audits"), transaction():
        audit.touch_unaudited(rename, key=made.id)
    (held,) = session.execute(sa.select(unit).where(unit.c.id == made.id)).mappings()
    row = {**held, "id": new_id(), "code": "N1", "name": "New"}
    with pytest.raises(UnauditedChange, match="without an audit entry"), transaction():
        audit.insert_rows(unit, [row])
    with pytest.raises(UnauditedChange, match="outside"):
        audit.insert_rows(unit, [row])
    assert session.scalar(sa.select(unit.c.name).where(unit.c.id == made.id)) == "Before"


def test_a_write_says_how_many_rows_it_touched():
    made, now = cast.make_account(), clock.now()
    facts = {"begun_at": now, "seen_at": now, "ends_at": now + dt.timedelta(hours=1), "browser": ""}
    seen = Prepared(sa.update(web).where(web.c.token_hash == sa.bindparam("key")).values(seen_at=sa.bindparam("at")))
    with transaction():
        session.execute(web.insert(), {"token_hash": bytes(32), "account_id": made.id, **facts})
        later = now + dt.timedelta(minutes=5)
        assert audit.touch_unaudited(seen, key=bytes(32), at=later) == 1
        assert audit.touch_unaudited(seen, key=b"x" * 32, at=later) == 0
        assert session.scalar(sa.select(web.c.seen_at)) == later


def test_a_mistake_is_told_as_any_other():
    with pytest.raises(exc.DBAPIError):
        Prepared(sa.select(sa.func.no_such_function(unit.c.id))).all()


def test_a_moment_of_no_zone_is_refused_as_the_ordinary_way_does():
    seen = Prepared(sa.select(web.c.token_hash).where(web.c.seen_at < sa.bindparam("at")))
    naive = clock.now().replace(tzinfo=None)
    with pytest.raises((ValueError, exc.StatementError), match="time zone"):
        seen.all(at=naive)
    local = clock.now().astimezone(zoneinfo.ZoneInfo("Asia/Tokyo"))
    assert seen.all(at=local) == session.execute(seen.statement, {"at": local}).all()
