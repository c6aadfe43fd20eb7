"""Private work: no place without a recorded yes that can be compared, taken back at once and without loss."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.documents import fetch
from kernel.errors import DomainError
from programmes.intakes.queries import sessions_of
from programmes.pay.models import RateBasis
from programmes.places import service as places
from programmes.places.models import Allocation, AllocationState
from programmes.places.service import Placement
from programmes.private_work import service
from programmes.private_work.models import HowRead, HowSigned, PrivateWork, WorkConsent
from programmes.private_work.rules import staff_among, text_of, text_on
from programmes.private_work.service import NewComparison, NewConsent, NewWork
from programmes.registers import service as registers
from programmes.registers.rules import Mark
from programmes.reviews.service import keep_after_review, reread
from tests import cast

MONDAY = dt.date(2026, 11, 23)
WEEKS = dt.timedelta(days=90)


@pytest.fixture
def group(boss, prison):
    return cast.make_work_group(boss, prison, slots=[(0, 8, 10)])


@pytest.fixture
def worker(make_person):
    return make_person("T1")


def mark(boss, group, **over):
    facts = {
        "unit_id": group.unit_id, "beneficiary": "Green Gardens Ltd", "contract": "C-1", "from_on": MONDAY,
        "until_on": MONDAY + WEEKS, "complaints_to": "Labour Inspectorate, Harbour Street 4", "declared": True,
        "intake_id": group.id,
    }  # fmt: skip
    with transaction():
        return service.mark(boss, NewWork(**{**facts, **over}))


def compare(boss, work, minor=1000):
    facts = {"basis": RateBasis.HOUR, "currency": "EUR", "source": "Statistics office, 2026", "found_on": MONDAY}
    with transaction():
        return service.compare(boss, NewComparison(work_id=work.id, minor=minor, **facts))


def say_yes(boss, work, **over):
    facts = {"number": "T1", "language": "ar", "how_read": HowRead.ALOUD, "how_signed": HowSigned.PAPER,
             "signed_name": "Sami", "witness": "R. Field"}  # fmt: skip
    with transaction():
        return service.consent(boss, NewConsent(work_id=work.id, **{**facts, **over}))


def place(boss, group, worker):
    with transaction():
        order = Placement(person_id=worker.id, intake_id=group.id, consented=True,
                          override_reason="He is the best welder we have.")  # fmt: skip
        return places.place(boss, order).allocation


def test_staff_are_never_a_beneficiary(boss, group):
    cast.make_account(name="Ada María Lind")
    assert staff_among("ADA MARIA LIND & Sons", ["Rob Field", "Ada María Lind"]) == "Ada María Lind"
    assert staff_among("Lind Gardens", ["Ada María Lind"]) == ""
    with pytest.raises(DomainError, match=r"never for the benefit of staff.*Mandela Rule 97"):
        mark(boss, group, beneficiary="Maria Ada Lind, joiner")
    with pytest.raises(DomainError, match="Confirm that no member of staff"):
        mark(boss, group, declared=False)
    assert session.scalar(sa.select(PrivateWork.id)) is None


def test_no_place_before_the_free_wage_and_the_persons_own_yes(boss, group, worker):
    work = mark(boss, group)
    with pytest.raises(DomainError, match="no free wage"):
        place(boss, group, worker)
    with pytest.raises(DomainError, match="cannot compare"):
        say_yes(boss, work)
    compare(boss, work)
    with pytest.raises(DomainError, match=r"own consent first.*ILO Convention 29"):
        place(boss, group, worker)
    say_yes(boss, work)
    assert place(boss, group, worker).state is AllocationState.ACTIVE


def test_who_is_there_already_comes_under_review_until_they_say_yes(boss, group, worker):
    seat = place(boss, group, worker)
    work = mark(boss, group)
    assert session.get(Allocation, seat.id).state is AllocationState.UNDER_REVIEW
    assert "Nothing is lost by it" in session.get(Allocation, seat.id).state_words
    with transaction():
        reread(None, worker.id, reason="Night")
    assert session.get(Allocation, seat.id).state is AllocationState.UNDER_REVIEW
    with pytest.raises(DomainError, match="has not said yes"), transaction():
        keep_after_review(boss, seat.id, reason="He is the best welder we have.")
    compare(boss, work)
    say_yes(boss, work)
    assert session.get(Allocation, seat.id).state is AllocationState.ACTIVE


def test_a_yes_is_taken_back_at_once_and_what_was_earned_stays(boss, prison, group, worker, client, sign_in):
    work = mark(boss, group)
    compare(boss, work)
    kept = say_yes(boss, work)
    seat = place(boss, group, worker)
    with transaction():
        registers.complete_register(boss, sessions_of(group.id)[0].id, {seat.id: Mark(code="present")})
    sign_in(client, cast.make_actor(Role.CASE_MANAGER, prison))
    assert client.get(f"/consents/{kept.id}/withdraw").status_code == 200
    assert client.post(f"/consents/{kept.id}/withdraw", data={}).status_code == 302
    session.expire_all()
    assert session.get(WorkConsent, kept.id).withdrawn_at == clock.now()
    found = session.get(Allocation, seat.id)
    assert (found.state, found.end_reason) == (AllocationState.UNDER_REVIEW, None)
    assert "counts nowhere against them" in found.state_words
    again = say_yes(boss, work)
    assert again.id != kept.id
    assert session.get(Allocation, seat.id).state is AllocationState.ACTIVE


def test_a_suspended_place_does_not_go_on_without_the_yes(boss, group, worker):
    work = mark(boss, group)
    compare(boss, work)
    kept = say_yes(boss, work)
    seat = place(boss, group, worker)
    with transaction():
        places.suspend(boss, seat.id, reason="Court", paid=True)
        service.withdraw(boss, kept.id)
    assert session.get(Allocation, seat.id).suspended_paid
    with pytest.raises(DomainError, match="has not said yes"), transaction():
        places.resume(boss, seat.id)


def test_the_paper_is_kept_in_the_persons_language(boss, group, worker, client, sign_in):
    work = mark(boss, group)
    compare(boss, work)
    sign_in(client, boss)
    typed = {
        "yes-number": "T1", "yes-language": "ru", "yes-how_read": "aloud", "yes-how_signed": "screen",
        "yes-signed_name": "Сами", "yes-witness": "R. Field",
    }  # fmt: skip
    assert client.post(f"/private-work/{work.id}/consents", data={**typed, "yes-witness": ""}).status_code == 422
    wrong = client.post(f"/private-work/{work.id}/consents", data={**typed, "yes-number": "T9"})
    assert "Nobody in this prison has that number" in wrong.text
    assert client.post(f"/private-work/{work.id}/consents", data=typed).status_code == 302
    kept = session.scalar(sa.select(WorkConsent))
    assert (kept.language, kept.version, kept.how_signed) == ("ru", 1, HowSigned.SCREEN)
    paper = client.get(f"/consents/{kept.id}/paper.pdf").data
    assert paper == fetch(kept.document_id).content
    with pikepdf.open(io.BytesIO(paper)) as opened:
        assert str(opened.Root.Lang).startswith("ru")


def test_every_language_of_the_house_has_the_whole_text():
    from kernel.i18n import LOCALES, speaking
    from programmes.private_work.rules import _file

    text = text_on(MONDAY)
    assert text_of(text.number) is text
    for code in set(LOCALES) - {"en"}:
        assert set(_file()["words"][code]) == set(_file()["words"]["ar"])
    with speaking("fr"):
        assert str(text.sentences[0]).startswith("Vous choisissez librement")


def test_the_free_wage_stands_beside_the_rate(boss, group, worker, client, sign_in):
    from programmes.pay.service import NewRate, set_rate

    work = mark(boss, group)
    compare(boss, work)
    with transaction():
        set_rate(boss, NewRate(programme_id=group.programme_id, basis=RateBasis.HOUR, minor=250, currency="EUR",
                               valid_from=MONDAY))  # fmt: skip
    sign_in(client, cast.make_actor(Role.INSPECTOR))
    shown = client.get(f"/private-work/{work.id}").text
    assert "25 percent of the free wage" in shown
    assert "Labour Inspectorate, Harbour Street 4" in shown


def test_a_workshop_is_marked_on_screen(boss, prison, client, sign_in):
    room = cast.make_workshop(boss, prison)
    group = cast.make_work_group(boss, prison, slots=[(0, 8, 10)], room=room)
    sign_in(client, boss)
    typed = {
        "where": f"workshop:{prison.id}:{room}", "beneficiary": "Green Gardens Ltd", "contract": "C-1",
        "from_on-day": "23", "from_on-month": "11", "from_on-year": "2026", "until_on-day": "1", "until_on-month": "3",
        "until_on-year": "2027", "complaints_to": "Labour Inspectorate",
    }  # fmt: skip
    assert "Confirm that no member of staff" in client.post("/private-work", data=typed).text
    assert client.post("/private-work", data={**typed, "declared": "y"}).status_code == 302
    assert "Green Gardens Ltd" in client.get(f"/workshops/{room}").text
    assert session.scalar(sa.select(PrivateWork.workshop_id)) == room
    assert group.workshop_id == room
