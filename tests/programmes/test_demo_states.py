"""The demo shows every state of the programmes: each member of each labelled column occurs in a small demo."""

from __future__ import annotations

import sqlalchemy as sa

from kernel import db
from kernel.enums import LabelledEnum
from programmes.completions.models import Certificate
from programmes.places.models import Allocation
from programmes.registers.models import Attendance, AttendanceCorrection
from programmes.registers.rules import CODES as CODES_BY_NAME

MODULE = "programmes"
CODES = set(CODES_BY_NAME)


def missing():
    """ "table.column" to the members that no row holds."""
    found = {}
    for mapper in db.Base.registry.mappers:
        if mapper.class_.__module__.split(".")[0] != MODULE:
            continue
        for column in mapper.local_table.c:
            kind = getattr(column.type, "enum_class", None)
            if kind and issubclass(kind, LabelledEnum):
                name = f"{mapper.local_table.name}.{column.name}"
                seen = set(db.session.scalars(sa.select(column).distinct()))
                if lacking := {one.value for one in kind if one not in seen}:
                    found[name] = lacking
    return found


def test_each_state_occurs(demo_database, real_db):
    with real_db.app_context():
        assert missing() == {}


def test_a_state_that_nobody_made_is_found(real_db):
    with real_db.app_context():
        assert missing()["class_session.state"] == {"planned", "held", "cancelled"}


def test_attendance_papers_and_exceptions_to_the_rules_occur(demo_database, real_db):
    with real_db.app_context():
        said = set(db.session.scalars(sa.select(Attendance.code).distinct()))
        said |= set(db.session.scalars(sa.select(AttendanceCorrection.code).distinct()))
        assert said == CODES
        papers = db.session.execute(sa.select(Certificate.handed_over_on, Certificate.revoked_on)).all()
        assert {(bool(handed), bool(revoked)) for handed, revoked in papers} == {
            (False, False), (True, False), (False, True)
        }  # fmt: skip
        assert db.session.scalar(sa.select(Allocation.id).where(Allocation.override_by.is_not(None)).limit(1))
        paid = set(db.session.scalars(sa.select(Allocation.suspended_paid).where(Allocation.state == "suspended")))
        assert paid == {True, False}
