"""A maker agrees and the shop says it; one click, one event or one day later it says nothing any more."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.alerts.models import AlertCode
from casework.alerts.service import raise_alert
from casework.people.models import LegalStatus, Person
from casework.people.queries import person_for
from kernel import audit, clock, i18n
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError
from marketplace.credits import queries
from marketplace.credits.models import CreditAnswer, CreditConsent, CreditEnd
from marketplace.credits.rules import consent_texts
from marketplace.credits.service import NewAnswer, on_labels, record_answer, weigh_all, withdraw
from marketplace.production.service import NewBatch, contribute, start_batch
from marketplace.pseudonyms.models import Pseudonym
from marketplace.published_credits.models import CreditForm, PublishedCredit
from marketplace.published_credits.queries import credit_lines
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner

SPOKEN = frozenset({"en"})
ADULT = {
    "legal_status": LegalStatus.SENTENCED,
    "born_earliest": dt.date(1990, 1, 1),
    "born_latest": dt.date(1990, 1, 1),
}


@pytest.fixture
def officer(world):
    with transaction():
        for maker in world.makers:
            for name, value in ADULT.items():
                setattr(session.get_one(Person, maker.id), name, value)
            audit.record(None, "person.registered", session.get_one(Person, maker.id))
    return cast.make_actor(Role.CASE_MANAGER, world.prison)


def says(officer, world, person_id, answer=CreditAnswer.AGREED, **over):
    yes = {"form": CreditForm.PSEUDONYM, "channels": ("web",), "expires_on": clock.today() + dt.timedelta(days=300)}
    said = {"text_version": consent_texts()["version"], "language": "en", "read_aloud": True}
    said |= (yes if answer is CreditAnswer.AGREED else {}) | over
    with transaction():
        card = person_for(officer, person_id)
        return record_answer(officer, card, SPOKEN, NewAnswer(brand_id=world.brand.id, answer=answer, **said))


def lines(world):
    return credit_lines(world.product.id)


def ended():
    return [one for one in session.scalars(sa.select(CreditConsent.ended_why).order_by(CreditConsent.id)) if one]


def test_a_yes_is_on_the_page_and_a_click_takes_it_off(world, officer):
    maker = world.makers[0].id
    says(officer, world, maker)
    (line,) = lines(world)
    assert session.scalar(sa.select(Pseudonym.words)) in line
    assert "Amal" not in line
    with transaction():
        withdraw(cast.make_actor(Role.INSTRUCTOR, world.prison), maker)
        assert lines(world) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(PublishedCredit)) == 0
    assert ended() == [CreditEnd.WITHDRAWN]


def test_a_name_stays_through_a_renewal_and_rests_after_it_was_given_up(world, officer):
    maker = world.makers[0].id
    says(officer, world, maker)
    before = lines(world)
    says(officer, world, maker, expires_on=clock.today() + dt.timedelta(days=350))
    assert lines(world) == before
    assert ended() == [CreditEnd.REPLACED]
    with transaction():
        withdraw(officer, maker)
    (free_from,) = session.scalars(sa.select(Pseudonym.free_from))
    assert free_from == clock.today() + dt.timedelta(days=365)


def test_five_are_a_team_and_four_are_not(world, officer):
    people = [make_prisoner(world.prison, f"Maker {n}", **ADULT) for n in range(5)]
    with transaction():
        world.batch = start_batch(world.instructor, NewBatch(
            code="TEAM", product_id=world.product.id, place_id=world.prison.id, planned=2,
            started_on=dt.date(2026, 11, 2),
        ))  # fmt: skip
        for one in people:
            contribute(world.instructor, world.batch.id, one.id, minutes=60)
        from marketplace.production.service import inspect_batch

        inspect_batch(world.manager, world.batch.id, passed=2, rejected=0)
    for one in people[:4]:
        says(officer, world, one.id, form=CreditForm.TEAM)
    assert lines(world) == []
    says(officer, world, people[4].id, form=CreditForm.TEAM)
    assert lines(world) == ["Made by a team of 5 people."]
    with transaction():
        withdraw(officer, people[0].id)
    assert lines(world) == []


def test_an_alert_takes_a_credit_down_in_the_same_moment(world, officer):
    says(officer, world, world.makers[0].id)
    says(officer, world, world.makers[1].id)
    with transaction():
        raise_alert(officer, world.makers[0].id, AlertCode.NO_CONTACT, words="Order of the court.")
        assert len(lines(world)) == 1
    with transaction():
        raise_alert(officer, world.makers[1].id, AlertCode.ESCAPE, words="Seen at the fence.")
    assert len(lines(world)) == 1
    assert ended() == [CreditEnd.NOT_ALLOWED]


def test_what_no_event_tells_is_found_within_the_hour(world, officer):
    says(officer, world, world.makers[0].id)
    says(officer, world, world.makers[1].id, expires_on=clock.today() + dt.timedelta(days=2))
    with transaction():
        assert weigh_all() == 0
        found = session.get_one(Person, world.makers[0].id)
        found.restricted = True
        audit.record(None, "person.registered", found)
        assert weigh_all() == 1
    with clock.held_at(clock.now() + dt.timedelta(days=4)):
        assert lines(world) == []  # the page says nothing even before the job has run
        with transaction():
            assert weigh_all() == 1
    assert sorted(ended()) == sorted([CreditEnd.NOT_ALLOWED, CreditEnd.EXPIRED])


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"read_aloud": False}, "aloud first"),
        ({"language": "fr"}, "name the interpreter"),
        ({"language": "xx", "interpreter": "A. B."}, "language the person speaks"),
        ({"form": None}, "how the person"),
        ({"channels": ()}, "where the credit"),
        ({"expires_on": None}, "next twelve months"),
        ({"expires_on": dt.date(2031, 1, 1)}, "next twelve months"),
        ({"text_version": "2020-1"}, "words have changed"),
    ],
)
def test_a_consent_that_does_not_count(world, officer, over, words):
    with pytest.raises(DomainError, match=words):
        says(officer, world, world.makers[0].id, **over)
    assert lines(world) == []


def test_the_unconvicted_are_refused_with_the_reason(world, officer):
    waiting = make_prisoner(world.prison, "Sam Roe", **ADULT | {"legal_status": LegalStatus.UNCONVICTED})
    with pytest.raises(DomainError, match="innocent"):
        says(officer, world, waiting.id)
    says(officer, world, waiting.id, CreditAnswer.REFUSED)


def test_a_no_is_not_asked_about_again_unless_the_person_speaks_first(world, officer):
    maker = world.makers[0].id
    says(officer, world, maker, CreditAnswer.REFUSED)
    with pytest.raises(Conflict, match="half a year"):
        says(officer, world, maker)
    says(officer, world, maker, speaks_first=True)
    assert len(lines(world)) == 1


def test_the_workshop_learns_no_answer(app, world, officer):
    says(officer, world, world.makers[0].id, CreditAnswer.REFUSED)
    teacher, desk = enter(app.test_client(), world.instructor), enter(app.test_client(), world.manager)
    page = f"/people/{world.makers[0].id}/credit"
    for who in (teacher, desk):
        assert who.get(page).status_code == 403
        assert who.get("/credits/expiring").status_code == 403
    answers = []
    for maker in world.makers:
        done = teacher.post("/credits/withdraw", data={"number": maker.number}, follow_redirects=True)
        answers.append(done.text.split("<main")[1].split("</main")[0])
    assert answers[0] == answers[1]
    assert teacher.post("/credits/withdraw", data={"number": "nobody"}).status_code == 422
    assert desk.post("/credits/withdraw", data={"number": "M1"}).status_code == 403


def test_on_screen(app, world, officer):
    mine, maker = enter(app.test_client(), officer), world.makers[0].id
    page = f"/people/{maker}/credit"
    assert "Your name is never used" in mine.get(page).text
    assert "القرار لك" in mine.get(f"{page}?language=ar").text
    day = clock.today() + dt.timedelta(days=20)
    typed = {
        "text_version": consent_texts()["version"], "brand": str(world.brand.id), "language": "en", "read_aloud": "y",
        "answer": "agreed", "shown_as": "pseudonym", "channels": ["web", "fair"], "interpreter": "Lin Chu",
        "expires_on-day": day.day, "expires_on-month": day.month, "expires_on-year": day.year,
    }  # fmt: skip
    assert mine.post(page, data=typed | {"read_aloud": ""}).status_code == 422
    assert mine.post(page, data=typed).status_code == 303
    assert "In force" in mine.get(page).text
    assert "Amal Haddad" in mine.get("/credits/expiring").text
    assert queries.count_expiring() == 1
    assert len(lines(world)) == 1
    assert mine.post(f"{page}/withdraw").status_code == 303
    assert lines(world) == []
    assert "Withdrawn" in mine.get(page).text


def test_labels_name_only_who_made_the_batch_and_agreed_to_labels(app, world, officer):
    says(officer, world, world.makers[0].id)
    assert on_labels(world.product.id, world.batch.id) == []
    says(officer, world, world.makers[0].id, channels=("label",))
    assert lines(world) == []
    with i18n.speaking("ar"):
        (line,) = on_labels(world.product.id, world.batch.id)
    assert session.scalar(sa.select(Pseudonym.words).where(Pseudonym.free_from.is_(None))) not in line
    with transaction():
        other = start_batch(world.manager, NewBatch(
            code="OTHER", product_id=world.product.id, place_id=world.prison.id, planned=1,
            started_on=dt.date(2026, 10, 2),
        )).id  # fmt: skip
        contribute(world.instructor, other, world.makers[1].id, minutes=5)
    assert on_labels(world.product.id, other) == []
    with transaction():
        withdraw(officer, world.makers[0].id)
    assert on_labels(world.product.id, world.batch.id) == []
