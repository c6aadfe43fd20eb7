"""A letter to the inspector is sealed on the way in: nobody in the prison can read it, count it or hold it back."""

import re

import pytest
import sqlalchemy as sa

from casework.complaints import queries
from casework.complaints.models import SealedComplaint
from casework.complaints.rules import Complaint, Key, WrongPhrase, new_code, new_lock, receipt_of, seal
from casework.complaints.service import make_lock, send
from kernel.authz import NO_CASE_DATA, Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from tests import cast

PHRASE = "river lamp oak seventeen"
SECRET = "They took my letters."


@pytest.fixture
def lock():
    with transaction():
        return make_lock(cast.make_actor(Role.INSPECTOR), PHRASE)


def test_only_the_phrase_opens_what_the_server_closed():
    recipient, wrapped = new_lock(PHRASE)
    sealed = seal(Complaint(words=SECRET, who="Ann"), recipient)
    assert SECRET.encode() not in sealed
    assert Key(wrapped, PHRASE).open(sealed) == Complaint(words=SECRET, who="Ann")
    with pytest.raises(WrongPhrase):
        Key(wrapped, "another phrase altogether here")


def test_long_and_short_letters_look_alike():
    recipient, _wrapped = new_lock(PHRASE)
    short, long = (len(seal(Complaint(words="a" * size), recipient)) for size in (1, 3000))
    assert abs(long - short) < 1000, "what is left is the chance that age itself adds"


def test_a_code_is_read_as_people_copy_it():
    code = new_code()
    assert re.fullmatch(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", code)
    assert receipt_of(code) == receipt_of(code.lower().replace("-", " "))
    assert receipt_of(code) != receipt_of(new_code())


@pytest.mark.parametrize("phrase", ["short", "aaaa aaaa aaaa aaaa aaaa", "onelongwordwithoutanyblank"])
def test_a_phrase_that_could_be_guessed_is_refused(phrase):
    with pytest.raises(DomainError, match="different words"), transaction():
        make_lock(cast.make_actor(Role.INSPECTOR), phrase)


def test_without_a_lock_nothing_is_taken(client):
    assert "not open yet" in client.get("/confidential").text
    with pytest.raises(DomainError, match="on paper"), transaction():
        send(Complaint(words=SECRET))


def test_from_the_cell_to_the_answer(client, signed_in, lock):
    sent = client.post("/confidential", data={"words": SECRET, "who": "Ann", "where": "Wing A"})
    code = re.search(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", sent.text).group()
    row = session.execute(sa.select(SealedComplaint)).scalar_one()
    assert code not in str(vars(row))
    inspector = signed_in(Role.INSPECTOR)
    closed = inspector.get("/inspector/complaints").text
    assert SECRET not in closed
    assert SECRET not in inspector.post("/inspector/complaints", data={"phrase": "not the right words at all"}).text
    opened = inspector.post("/inspector/complaints", data={"phrase": PHRASE}).text
    assert SECRET in opened
    assert "Wing A" in opened
    assert "no answer yet" in client.post("/confidential/answer", data={"code": code}).text
    answer = inspector.post(f"/inspector/complaints/{row.id}/answer", data={"words": "I come on Monday."})
    assert answer.status_code == 303
    assert "I come on Monday." in client.post("/confidential/answer", data={"code": code.lower()}).text
    assert client.post("/confidential/answer", data={"code": "AAAA-BBBB-CCCC-DDDD"}).status_code == 422
    assert queries.unanswered() == 0


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INSPECTOR}))
def test_nobody_else_sees_that_there_is_one(signed_in, lock, role):
    with transaction():
        send(Complaint(words=SECRET))
    prison = cast.make_unit()
    reader = signed_in(role) if role in NO_CASE_DATA else signed_in(role, prison)
    for page in ("/inspector/complaints", "/inspector/complaints/lock"):
        assert reader.get(page).status_code == 403
    home = reader.get("/").text.casefold()
    assert "/inspector" not in home
    assert "confidential letter" not in home


def test_an_old_lock_still_opens_its_letters(client, signed_in, lock):
    client.post("/confidential", data={"words": SECRET})
    with transaction():
        make_lock(cast.make_actor(Role.INSPECTOR), "garden stone nine whistle")
    client.post("/confidential", data={"words": "The second one."})
    inspector = signed_in(Role.INSPECTOR)
    opened = inspector.post("/inspector/complaints", data={"phrase": PHRASE}).text
    assert SECRET in opened
    assert "The second one." not in opened
    assert "another pass phrase" in opened
