"""Every deed has a screen; a refused form keeps what was typed; sent twice, it is one deed."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from casework.alerts.models import FitnessState
from kernel.authz import Role
from kernel.db import session
from kernel.ids import new_id
from kernel.units.models import Unit
from programmes.catalogue.models import ProgrammeVersion, Workshop
from programmes.eligibility.models import EligibilityRule
from programmes.intakes.queries import sessions_of
from programmes.pay.models import PayException, PayLine, PayRate
from programmes.places.models import Allocation, AllocationState, Application, ApplicationState
from programmes.registers.models import Attendance, AttendanceCorrection


def day(name, text):
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), text.split(), strict=True))


def rows(model):
    return session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.fixture
def at(client, sign_in, boss):
    sign_in(client, boss)
    return client


def send_twice(at, path, data):
    """The answers of a form that was clicked twice."""
    return [at.post(path, data=data).status_code for _click in range(2)]


def give(at, group, person):
    assert at.post(f"/intakes/{group.id}/places/{person.id}", data={"consented": "y"}).status_code == 302
    return session.scalar(sa.select(Allocation).where(Allocation.person_id == person.id))


def test_workshops_versions_rules_and_rates_are_kept_on_screen(at, group, prison):
    programme = f"/programmes/{group.programme_id}"
    room = {"id": str(new_id()), "unit_id": str(prison.id), "name": "Forge", "seats": "4"}
    assert send_twice(at, "/workshops", room) == [302, 302]
    assert rows(Workshop) == 1
    assert at.post("/workshops", data=room | {"id": str(new_id())}).status_code == 422
    version = {"version_id": str(new_id()), "modules": "Cuts; 60", "pass_percent": "70"} | day("valid_from", "1 1 2030")
    assert send_twice(at, f"{programme}/versions/new", version) == [302, 302]
    assert rows(ProgrammeVersion) == 2
    rule = {"id": str(new_id()), "kind": "days_at_least"} | day("valid_from", "1 1 2030")
    assert at.post(f"{programme}/rules", data=rule).status_code == 422
    assert send_twice(at, f"{programme}/rules", rule | {"days": "60"}) == [302, 302]
    assert rows(EligibilityRule) == 2
    made = session.get(EligibilityRule, uuid.UUID(rule["id"]))
    assert made.given == {"days": 60}
    ending = f"/eligibility-rules/{made.id}/end"
    assert at.post(ending, data=day("valid_to", "1 1 2029")).status_code == 422
    assert at.post(ending, data=day("valid_to", "1 1 2031")).status_code == 302
    under = [f"{programme}{part}" for part in ("", "/rules", "/versions/new", "/change")]
    for path in (*under, "/workshops", ending):
        assert at.get(path).status_code == 200, path


def test_pay_that_waits_is_settled_by_a_rate_or_by_hand(at, group, make_person):
    places = [give(at, group, make_person(number)) for number in ("T1", "T2")]
    held = sessions_of(group.id)[0]
    marks = {f"code-{one.id}": "present" for one in places}
    assert at.post(f"/sessions/{held.id}/register", data=marks).status_code == 302
    waiting = session.scalars(sa.select(PayException)).first()
    assert "Set the rate" in at.get("/pay/exceptions").get_data(as_text=True)
    assert at.post(f"/pay/exceptions/{waiting.id}", data={"words": ""}).status_code == 422
    assert at.post(f"/pay/exceptions/{waiting.id}", data={"words": "Paid by hand in cash"}).status_code == 302
    path = f"/programmes/{group.programme_id}/rates"
    assert at.get(f"{path}?from=2026-11-23").status_code == 200
    rate = {"id": str(new_id()), "basis": "hour", "currency": "EUR", "unit_id": ""} | day("valid_from", "23 11 2026")
    assert at.post(path, data=rate | {"amount": "much"}).status_code == 422
    assert send_twice(at, path, rate | {"amount": "1.00"}) == [302, 302]
    assert (rows(PayRate), rows(PayLine)) == (1, 1)
    assert "Nothing waits" in at.get("/pay/exceptions").get_data(as_text=True)


def test_the_verdict_is_shown_before_the_place_is_given(at, group, make_person):
    person = make_person("T00000009X", FitnessState.UNFIT)
    found = at.get(f"/intakes/{group.id}/places/new?q={person.number}")
    assert found.status_code == 302
    shown = at.get(found.location).get_data(as_text=True)
    assert "Not met" in shown
    assert "cannot be overridden" in shown
    refused = at.post(found.location, data={"consented": "y"})
    assert refused.status_code == 422
    assert "not fit" in refused.get_data(as_text=True)


def test_a_place_is_suspended_resumed_and_ended(at, group, make_person):
    place = give(at, group, make_person("T1"))
    path = f"/allocations/{place.id}"
    assert at.get(path).status_code == 200
    refused = at.post(f"{path}/suspend", data={"suspend-reason": "ill"})
    assert refused.status_code == 422
    assert 'value="ill"' in refused.get_data(as_text=True)
    why = {"suspend-reason": "Ill for a week", "suspend-paid": "no"}
    assert at.post(f"{path}/suspend", data=why).status_code == 302
    assert at.get(path).status_code == 200
    assert at.post(f"{path}/resume").status_code == 302
    assert at.post(f"{path}/resume").status_code == 422
    early = at.post(f"{path}/complete", data={"outcome-outcome": "completed", "outcome-assessment": "Sews well"})
    assert early.status_code == 422
    assert "Sews well" in early.get_data(as_text=True)
    assert at.post(f"{path}/end", data={"end-reason": "health"}).status_code == 302
    session.expire_all()
    assert session.get(Allocation, place.id).state is AllocationState.ENDED


def test_a_wish_is_made_offered_and_declined(at, group, make_person):
    person = make_person("T1")
    wish = {"id": str(new_id()), "programme_id": str(group.programme_id), "requested_by": "self"}
    assert send_twice(at, f"/people/{person.id}/programmes", wish) == [302, 302]
    assert at.post(f"/people/{person.id}/programmes", data=wish | {"id": str(new_id())}).status_code == 422
    made = session.scalar(sa.select(Application))
    path = f"/applications/{made.id}"
    assert "You have waited" in at.get(path).get_data(as_text=True)
    assert at.post(f"{path}/offer", data={"intake_id": str(group.id)}).status_code == 302
    assert at.get(path).status_code == 200
    assert at.post(f"{path}/decline", data={"reason": ""}).status_code == 422
    assert at.post(f"{path}/decline", data={"reason": "The workshop closes"}).status_code == 302
    session.expire_all()
    assert session.get(Application, made.id).state is ApplicationState.DECLINED


def test_a_register_is_corrected_once_and_a_session_cancelled(at, group, make_person):
    place = give(at, group, make_person("T1"))
    first, second = sessions_of(group.id)
    assert at.post(f"/sessions/{first.id}/register", data={f"code-{place.id}": "present"}).status_code == 302
    path = f"/attendance/{session.scalar(sa.select(Attendance.id))}/correct"
    assert at.get(path).status_code == 200
    typed = {"id": str(new_id()), "code": "late", "minutes": "90", "reason": "Came at half past"}
    assert at.post(path, data=typed | {"minutes": "500"}).status_code == 422
    assert send_twice(at, path, typed) == [302, 302]
    assert rows(AttendanceCorrection) == 1
    cancelling = f"/sessions/{second.id}/cancel"
    assert at.get(cancelling).status_code == 200
    assert at.post(cancelling, data={"reason": "Holiday"}).status_code == 422
    assert at.post(cancelling, data={"reason": "Holiday", "paid": "no"}).status_code == 302
    assert "was cancelled" in at.get(f"/sessions/{second.id}/register").get_data(as_text=True)


def test_the_file_tells_of_programmes(at, group, make_person, as_actor, sign_in):
    person = make_person("T1")
    give(at, group, person)
    prison = session.get(Unit, group.unit_id)
    sign_in(at, as_actor(Role.CASE_MANAGER, prison))
    assert "Next session" in at.get(f"/people/{person.id}").get_data(as_text=True)
    assert "Place given" in at.get(f"/people/{person.id}/timeline").get_data(as_text=True)
