"""A level that the rules of a group do not admit: foreseen, noted with the decision, and nothing ends by it."""

from __future__ import annotations

from casework.classification.queries import decided_now
from casework.consequences.queries import NewLevel, foreseen, noted
from casework.people.models import SecurityLevel
from casework.people.queries import person_for
from kernel.authz import Role
from kernel.db import session, transaction
from programmes.applications import service as wishes
from programmes.applications.service import NewApplication
from programmes.places import service as places
from programmes.places.models import Allocation, AllocationState, Application, ApplicationState, Requester
from programmes.places.service import Placement
from tests import cast


def texts(found):
    return [one.text for one in found if one.kind in {"places", "wishes"}]


def test_a_place_and_who_decides_over_it(boss, group, make_person, prison, as_actor):
    person = make_person("T1")
    with transaction():
        place = places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation
    approver = as_actor(Role.CLASSIFICATION_APPROVER, prison)
    card = person_for(approver, person.id)
    ahead = texts(foreseen(approver, NewLevel(card=card, before=card.level, after=SecurityLevel.CLOSE)))
    assert len(ahead) == 1
    assert "comes under review" in ahead[0]
    assert session.get(Allocation, place.id).state is AllocationState.ACTIVE, "looking ahead changes nothing"
    assert texts(foreseen(approver, NewLevel(card=card, before=card.level, after=SecurityLevel.MINIMUM))) == []
    cast.make_level_decision(prison, person.id, SecurityLevel.CLOSE)
    after = [one.text for one in noted(approver, decided_now(person.id).id) if one.row.kind == "places"]
    assert after == ahead
    assert session.get(Allocation, place.id).state is AllocationState.UNDER_REVIEW


def test_a_wish_stays_on_the_list_and_is_told_to_fit_again(boss, group, make_person, prison, as_actor):
    person = make_person("T1")
    new = NewApplication(
        person_id=person.id, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True
    )
    with transaction():
        made = wishes.apply(boss, new)
    approver = as_actor(Role.CLASSIFICATION_APPROVER, prison)
    card = person_for(approver, person.id)
    medium, close = SecurityLevel.MEDIUM, SecurityLevel.CLOSE
    assert "does not fit" in texts(foreseen(approver, NewLevel(card=card, before=medium, after=close)))[0]
    assert "fits the rules" in texts(foreseen(approver, NewLevel(card=card, before=close, after=medium)))[0]
    assert texts(foreseen(approver, NewLevel(card=card, before=medium, after=SecurityLevel.MINIMUM))) == []
    cast.make_level_decision(prison, person.id, close)
    assert session.get(Application, made.id).state is not ApplicationState.EXPIRED
