"""The pages of custody work with a screen reader and on a phone."""

import pytest

from casework.custody.models import MovementKind as K
from casework.custody.service import NewMovement, move
from casework.people.models import LegalStatus
from casework.rollcall.service import start
from casework.warrants.service import NewWarrant, enter_order
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

pytestmark = pytest.mark.browser


def test_every_page_is_accessible_and_fits_a_phone(page, browse_as, assert_accessible):
    prison, other = cast.make_unit(), cast.make_unit()
    wing = cast.make_wing(prison)
    officer = cast.make_actor((Role.RECORDS_OFFICER, Role.GOVERNOR), prison)
    ann = received(prison, wing_id=wing.id, belongings=(("shirts", 2),))
    bo = received(other, "Bo Lind")
    dead = received(prison, "Cy Day")
    with transaction():
        move(cast.make_actor(Role.GOVERNOR, other),
             NewMovement(person_id=bo, kind=K.TRANSFER, at=clock.now(), to_id=prison.id))  # fmt: skip
        move(officer, NewMovement(person_id=dead, kind=K.DEATH, at=clock.now()))
        enter_order(officer, NewWarrant(
            person_id=ann, authority="Port Court", reference="W 9", dated_on=clock.today(), signatory="Judge",
            grounds="Fraud", legal_status=LegalStatus.UNCONVICTED,
        ))  # fmt: skip
        check = start(officer, prison.id, id=new_id()).id
    opened = browse_as(officer)
    for path in (
        f"/people/{ann}/custody", f"/people/{bo}/custody", f"/people/{dead}/duties", f"/people/{ann}/belongings",
        f"/people/{ann}/core", f"/people/{ann}/release", f"/prisons/{prison.id}/count", f"/prisons/{prison.id}/places",
        f"/prisons/{prison.id}/roll-checks", f"/roll-checks/{check}", f"/roll-checks/{check}/wing?wing={wing.id}",
        "/duties", "/arriving",
    ):  # fmt: skip
        opened.set_viewport_size({"width": 360, "height": 780})
        opened.goto(path)
        assert_accessible(opened)
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
