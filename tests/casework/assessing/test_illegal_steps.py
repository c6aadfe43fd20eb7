"""Every step that may not follow is refused to every role, by a bare request, and changes nothing."""

from __future__ import annotations

import itertools

import pytest

from casework.assessing import queries, service
from casework.assessing.rules import Given
from casework.classification.models import AssessmentState, InstrumentKind
from kernel.authz import Role
from kernel.db import session, transaction

CASE, OUTSIDE = Role.CASE_MANAGER, Role.PROBATION_OFFICER
STATES = ("begun", "scored", "signed", "set aside")
ADDRESS = "/people/{person}/assessments/{sheet}"
STEPS = {
    "keep": ({"begun", "scored"}, "author", "", {"drugs": "3"}),
    "answer": ({"begun", "scored"}, "author", "/question?at=drugs", {"drugs": "3"}),
    "sign": ({"scored"}, "author", "/signature", {}),
    "set aside": ({"begun", "scored"}, "author", "/set-aside", {}),
    "take over": ({"begun", "scored", "signed"}, "role", "/taken-over", {}),
}
"""Each step: the states it may follow; whether only the author takes it or everybody with the role; where; a form."""


@pytest.fixture
def in_state(forms, keeper, held):
    """A needs form of one held person, brought into a state by its author."""

    def bring(state):
        with transaction():
            made = service.begin(keeper, held, forms["needs_profile"].id)
            if state in {"scored", "signed"}:
                service.keep(keeper, held, made.id, {"drugs": Given(value=2)})
            if state == "signed":
                service.sign(keeper, held, made.id)
            if state == "set aside":
                service.stop(keeper, held, made.id)
        return made.id

    return bring


def trace(person_id, sheet_id):
    """All that a step could have changed."""
    session.expire_all()
    one = queries.sheet_of(person_id, sheet_id)
    return one.state, one.ended_at, dict(one.answers), len(queries.lines_of(person_id))


def is_legal(state, step, *, author, role):
    states, whose, *_rest = STEPS[step]
    return state in states and (author or (whose == "role" and role in {CASE, OUTSIDE}))


@pytest.mark.parametrize("state", STATES)
def test_no_other_role_or_colleague_takes_a_step(client, sign_in, in_state, as_actor, prison, held, state):
    key = in_state(state)
    before, refused = trace(held, key), 0
    for role, step in itertools.product(Role, STEPS):
        if is_legal(state, step, author=False, role=role):
            continue
        sign_in(client, as_actor(role, prison))
        address = ADDRESS.format(person=held, sheet=key) + STEPS[step][2]
        answer = client.post(address, data=STEPS[step][3])
        assert 400 <= answer.status_code < 500, f"{role} could {step}: {answer.status_code}"
        assert trace(held, key) == before, f"{role} could {step}"
        refused += 1
    assert refused >= len(Role) * len(STEPS) - 2


@pytest.mark.parametrize("state", STATES)
def test_its_author_takes_no_illegal_step_either(client, sign_in, in_state, keeper, held, state):
    key = in_state(state)
    before = trace(held, key)
    sign_in(client, keeper)
    for step, (states, _whose, path, data) in STEPS.items():
        if state not in states:
            answer = client.post(ADDRESS.format(person=held, sheet=key) + path, data=data)
            assert 400 <= answer.status_code < 500, f"{step}: {answer.status_code}"
            assert trace(held, key) == before, step


@pytest.mark.parametrize(("state", "step"), [(one, step) for step, (may, *_r) in STEPS.items() for one in sorted(may)])
def test_a_legal_step_is_taken(client, sign_in, in_state, keeper, colleague_keeper, held, state, step):
    key = in_state(state)
    before = trace(held, key)
    sign_in(client, colleague_keeper if step == "take over" else keeper)
    answer = client.post(ADDRESS.format(person=held, sheet=key) + STEPS[step][2], data=STEPS[step][3])
    assert answer.status_code == 303
    assert trace(held, key) != before


@pytest.fixture
def colleague_keeper(as_actor, prison):
    return as_actor(CASE, prison)


def test_a_security_sheet_is_never_signed_or_stopped_apart_from_its_classification(
    client, sign_in, officer, begun, held
):
    sign_in(client, officer)
    at = ADDRESS.format(person=held, sheet=begun.assessment_id)
    for path in ("/signature", "/set-aside"):
        assert client.post(f"{at}{path}").status_code == 409
    session.expire_all()
    assert queries.sheet_of(held, begun.assessment_id).state is AssessmentState.DRAFT


@pytest.mark.parametrize("role", list(Role))
def test_nobody_begins_a_form_of_another_role(client, sign_in, forms, as_actor, prison, held, role):
    from casework.assessing.rules import WRITERS
    from casework.classification.queries import instrument_of

    sign_in(client, as_actor(role, prison))
    for version in forms.values():
        kind = instrument_of(version).kind
        if role not in WRITERS[kind] or kind is InstrumentKind.SECURITY:
            answer = client.post(f"/people/{held}/assessments", data={"version": version.id})
            assert 400 <= answer.status_code < 500, f"{role} began {kind}"
    session.expire_all()
    assert queries.lines_of(held) == []
