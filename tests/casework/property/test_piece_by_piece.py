"""Belongings leave piece by piece, with a signature or a witness, and a reason when they are not given back."""

import pytest

from casework.custody.models import Belonging
from casework.property import queries
from casework.property.models import Signature, Way
from casework.property.rules import Leaving
from casework.property.service import NewThing, hand_over, take_in
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received


@pytest.fixture
def officer(prison):
    return cast.make_actor(Role.RECORDS_OFFICER, prison)


@pytest.fixture
def person(prison):
    return received(prison, belongings=(("shirts", 5), ("ring", 1)))


def thing(person, what):
    return next(row for row in queries.belongings_of(person) if row.what == what)


def handed(officer, person, what, pieces, deed=None, **over):
    with transaction():
        things = {thing(person, what).id: pieces}
        return hand_over(officer, person, things, Leaving(**over), deed_id=deed or new_id())


def test_some_now_and_the_rest_later(officer, person):
    deed = new_id()
    assert handed(officer, person, "shirts", 2, deed) == 2
    assert handed(officer, person, "shirts", 2, deed) == 0, "twice is once"
    assert thing(person, "shirts").left == 3
    with pytest.raises(DomainError, match="3 are kept"):
        handed(officer, person, "shirts", 4)
    handed(officer, person, "shirts", 3)
    assert thing(person, "shirts").left == 0
    assert session.get_one(Belonging, thing(person, "shirts").id).returned_at


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"way": Way.DESTROYED}, "why it is not given back"),
        ({"way": Way.SENT_OUT, "reason": "Asked for it"}, "who received it"),
        ({"signature": Signature.REFUSED}, "name of the witness"),
        ({"signature": Signature.MARK}, "name of the witness"),
    ],
)
def test_what_a_receipt_needs(officer, person, over, words):
    with pytest.raises(DomainError, match=words):
        handed(officer, person, "ring", 1, **over)
    assert thing(person, "ring").left == 1


def test_what_comes_later_is_kept_like_what_came_first(officer, person):
    with transaction():
        take_in(officer, person, NewThing(what="letter with money", seal="S-12", kept_at="Safe 2"))
    assert thing(person, "letter with money").seal == "S-12"


def test_nobody_elses_things(officer, person, prison):
    other = received(prison, "Bo Lind", belongings=(("watch", 1),))
    with pytest.raises(DomainError, match="not kept for this person"), transaction():
        hand_over(officer, person, {thing(other, "watch").id: 1}, Leaving(), deed_id=new_id())


def test_on_screen_with_a_receipt_to_sign(person, prison, signed_in):
    client, here = signed_in(Role.RECORDS_OFFICER, prison), f"/people/{person}/belongings"
    assert "shirts" in client.get(here).text
    field = f"pieces-{thing(person, 'shirts').id}"
    typed = {"deed_id": str(new_id()), "way": "given_back", "signature": "refused", field: "2"}
    refused = client.post(here, data=typed)
    assert refused.status_code == 422
    assert 'value="2"' in refused.text, "what was typed is kept"
    assert client.post(here, data={**typed, field: "two", "witness": "P. Ayers"}).status_code == 422
    assert client.post(here, data={**typed, "witness": "P. Ayers"}).status_code == 303
    assert "P. Ayers" in client.get(here).text
    (left,) = queries.returns_of(person)
    paper = client.get(f"{here}/{left.id}/receipt.pdf")
    assert paper.data.startswith(b"%PDF")
    assert client.get(f"{here}/{new_id()}/receipt.pdf").status_code == 404
    added = client.post(f"{here}/new", data={"t-what": "shoes", "t-pieces": "2"})
    assert added.status_code == 303
