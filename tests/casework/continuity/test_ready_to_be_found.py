"""A photograph and a mark on file are known to the snapshot: what is missing is known before the night it is needed."""

from casework.continuity import queries
from casework.likeness.models import MarkKind, Part, Side, View
from casework.likeness.service import NewMark, NewPhoto, add_mark, add_photo, withdraw_photo
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.ids import new_id
from tests import cast
from tests.casework.likeness.test_photographs import picture
from tests.casework.people_inside import received


def test_photograph_and_marks_are_in_it(prison):
    person, officer = received(prison), cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        photo = add_photo(officer, NewPhoto(
            id=new_id(), person_id=person, view=View.FACE, taken_on=clock.today(), picture=picture()
        ))  # fmt: skip
        add_mark(officer, NewMark(
            id=new_id(), person_id=person, kind=MarkKind.SCAR, part=Part.HAND, side=Side.LEFT, words="Thin, white"
        ))  # fmt: skip
    (one,) = queries.inside(None, clock.today())
    assert (one.photo_on, one.marks) == (clock.today(), 1)
    with transaction():
        withdraw_photo(officer, photo.id, "Somebody else's face")
    (one,) = queries.inside(None, clock.today())
    assert one.photo_on is None
