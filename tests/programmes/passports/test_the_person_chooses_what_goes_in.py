"""A passport holds what the person chose, is kept byte for byte, can be checked by anyone, and can be withdrawn."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
import sqlalchemy as sa

from kernel.db import session, transaction
from programmes.completions import service as completions
from programmes.completions.models import Certificate, Outcome
from programmes.completions.service import Ending
from programmes.intakes.queries import sessions_of
from programmes.passports.models import Passport
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark
from programmes.skills import service as skills
from programmes.skills.models import Skill, SkillLevel
from programmes.skills.service import NewSkillRecord
from programmes.wording.rules import custody_word
from tests.programmes.conftest import MONDAY

SAW = "Helps the next bench without being asked to."


@pytest.fixture
def person(boss, group, make_person):
    found = make_person("T1")
    with transaction():
        seat = places.place(boss, Placement(person_id=found.id, intake_id=group.id)).allocation
        registers.complete_register(boss, sessions_of(group.id)[0].id, {seat.id: Mark(code="present")})
        skills.say_skill(boss, NewSkillRecord(
            person_id=found.id, allocation_id=seat.id, skill=Skill.TEAMWORK, level=SkillLevel.ALWAYS, evidence=SAW,
            seen_on=MONDAY,
        ))  # fmt: skip
        completions.complete(boss, Ending(allocation_id=seat.id, outcome=Outcome.COMPLETED))
    return found


@pytest.fixture
def at(client, sign_in, boss):
    sign_in(client, boss)
    return client


def text_of(pdf):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def chosen(**over):
    one = session.scalar(sa.select(Certificate))
    return {"certificates": str(one.id), "trades": "Industrial sewing", "language": "en", "issuer": "Guild of Tailors",
            "agreed": "y"} | over  # fmt: skip


def test_given_as_chosen_and_kept_byte_for_byte(at, person, prison):
    page = f"/people/{person.id}/passport"
    assert SAW in at.get(page).text, "the skill is offered"
    assert at.post(page, data=chosen()).status_code == 302
    made = session.scalar(sa.select(Passport))
    first = at.get(f"/passports/{made.id}.pdf").data
    assert first == at.get(f"/passports/{made.id}.pdf").data
    said = text_of(first)
    assert "Industrial sewing" in said
    assert made.number in said
    assert SAW not in said, "what the person did not choose is not on it"
    for hidden in (prison.name, person.number, "Tailoring A"):
        assert hidden not in said.split("Check")[0].replace(person.name, "")
    assert custody_word(said) is None


def test_a_look_first_keeps_nothing(at, person):
    looked = at.post(f"/people/{person.id}/passport", data=chosen(secondary="yes", agreed=""))
    assert looked.mimetype == "application/pdf"
    assert session.scalar(sa.select(sa.func.count()).select_from(Passport)) == 0


def test_nothing_is_given_without_the_persons_choice(at, person):
    page = f"/people/{person.id}/passport"
    assert at.post(page, data=chosen(agreed="")).status_code == 422
    assert at.post(page, data=chosen(certificates="", trades="")).status_code == 422
    assert at.post(page, data=chosen(issuer="Harbour Road Prison")).status_code == 422


def test_anyone_may_check_it_and_reads_when_it_is_withdrawn(at, person, app, prison):
    at.post(f"/people/{person.id}/passport", data=chosen())
    made = session.scalar(sa.select(Passport))
    proof = f"/verify/passport/{made.public_token}"
    anyone = app.test_client()
    assert "genuine and holds" in anyone.get(proof).text
    assert anyone.get("/verify/passport/nothing").status_code == 404
    why = "The hours belong to another person."
    assert at.post(f"/passports/{made.id}/withdraw", data={"reason": "no"}).status_code == 422
    assert at.post(f"/passports/{made.id}/withdraw", data={"reason": why}).status_code == 302
    assert at.post(f"/passports/{made.id}/withdraw", data={"reason": why}).status_code == 409
    told = re.sub(r"<[^>]*>", " ", anyone.get(proof).text)
    assert "This passport was withdrawn." in told
    for hidden in (why, person.name, prison.name):
        assert hidden not in told
    assert custody_word(told) is None
    assert why in at.get(f"/people/{person.id}/passport").text
