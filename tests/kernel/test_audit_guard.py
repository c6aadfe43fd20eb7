"""A change that leaves no trace cannot be committed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from kernel import audit
from kernel.audit import AUDITS, AuditEntry
from kernel.audit.chain import entries
from kernel.db import session, table_of, transaction
from kernel.errors import UnauditedChange
from kernel.units.models import Unit
from tests import cast

unit = table_of(Unit)


def actions() -> list[str]:
    return list(session.scalars(sa.select(entries.c.action).order_by(entries.c.lane, entries.c.seq)))


def test_a_silent_change_aborts_the_commit():
    made = cast.make_unit(name="Before")
    with pytest.raises(UnauditedChange, match="unit"), transaction():
        session.get(Unit, made.id).name = "After"
    assert session.get(Unit, made.id).name == "Before"


def test_a_silent_new_record_aborts_the_commit():
    with pytest.raises(UnauditedChange), transaction():
        session.add(Unit(code="X", name="X", kind="prison"))


def test_an_explained_change_lands_with_its_entry():
    made = cast.make_unit(name="Before")
    with transaction():
        found = session.get(Unit, made.id)
        found.name = "After"
        audit.record(None, "unit.renamed", found)
    assert actions() == ["unit.opened", "unit.renamed"]


def test_a_bulk_update_must_name_its_ids():
    made = cast.make_unit()
    change = sa.update(unit).where(unit.c.id == made.id).values(name="After")
    with pytest.raises(UnauditedChange, match="audits"), transaction():
        session.execute(change)
    with pytest.raises(UnauditedChange, match="without an audit entry"), transaction():
        session.execute(change, execution_options={AUDITS: [made.id]})
    with transaction():
        session.execute(change, execution_options={AUDITS: [made.id]})
        audit.record_many(None, "unit.renamed", "unit", {made.id: None})
    assert actions() == ["unit.opened", "unit.renamed"]


def test_a_write_outside_a_transaction_is_refused():
    with pytest.raises(UnauditedChange, match="outside"):
        session.execute(sa.delete(unit))
    session.add(Unit(code="X", name="X", kind="prison"))
    with pytest.raises(UnauditedChange, match="outside"):
        session.flush()


@pytest.mark.parametrize("deed", [sa.update(entries).values(action="nothing.happened"), sa.delete(entries)])
def test_the_database_refuses_to_rewrite_the_trail(deed, isolation):
    cast.make_unit()
    session.remove()
    with pytest.raises(exc.DBAPIError, match="append-only"), isolation.begin_nested():
        isolation.execute(deed)
    assert actions() == ["unit.opened"]


def test_a_changed_row_breaks_the_chain(isolation):
    cast.make_unit()
    cast.make_unit()
    assert audit.verify().first_bad is None
    seq, lane = session.execute(sa.select(entries.c.seq, entries.c.lane)).first()
    session.remove()
    off = "ALTER TABLE audit_entry DISABLE TRIGGER USER"
    isolation.exec_driver_sql(
        off if isolation.dialect.name == "postgresql" else "DROP TRIGGER audit_entry_refuses_update"
    )
    isolation.execute(sa.update(entries).where(entries.c.seq == seq).values(reason="rewritten"))
    proof = audit.verify()
    assert proof.first_bad == (lane, seq)
    assert AuditEntry.__tablename__ == entries.name


def test_replace_cannot_slip_past_the_append_only_triggers(isolation):
    if isolation.dialect.name != "sqlite":
        pytest.skip("REPLACE is SQLite's own")
    cast.make_unit()
    names = ", ".join(column.name for column in entries.columns)
    with pytest.raises(exc.IntegrityError, match="append-only"), transaction():
        session.execute(sa.text(f"REPLACE INTO audit_entry ({names}) SELECT {names} FROM audit_entry"))
