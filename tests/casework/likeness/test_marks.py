"""A mark says how it looks; it ends with a reason and stays in the history."""

import pytest

from casework.likeness import queries
from casework.likeness.models import MarkKind, Part, Side
from casework.likeness.service import NewMark, add_mark, end_mark
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received


def scar(person, **over):
    facts = {"id": new_id(), "person_id": person, "kind": MarkKind.SCAR, "part": Part.HAND, "side": Side.LEFT,
             "words": "Thin, white, 4 cm"}  # fmt: skip
    return NewMark(**{**facts, **over})


def test_a_mark_is_noted_once_and_ended_with_a_reason(prison, as_actor):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison)
    new = scar(person)
    for _time in range(2):
        with transaction():
            mark = add_mark(officer, new)
    assert [row.words for row in queries.marks_of(person)] == ["Thin, white, 4 cm"]
    with pytest.raises(DomainError, match="why"), transaction():
        end_mark(officer, mark.id, "")
    with transaction():
        end_mark(officer, mark.id, "Noted on the wrong file")
    (row,) = queries.marks_of(person)
    assert row.ended_on is not None


def test_a_mark_of_somebody_out_of_reach_does_not_exist(prison, as_actor):
    person = received(prison)
    stranger = as_actor(Role.RECORDS_OFFICER, cast.make_unit())
    with pytest.raises(NotFound), transaction():
        add_mark(stranger, scar(person))
