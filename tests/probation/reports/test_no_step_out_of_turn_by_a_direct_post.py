"""In every state of a report each step that does not lead on from there is tried by a direct POST, as each role."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel import audit
from kernel.authz import Role
from kernel.db import session
from kernel.documents import store
from probation.reports import service
from probation.reports.models import AccountAttempt, AccountHow, Alternative, BreachReport, ReportKind, ReportState
from tests import cast
from tests.probation.enforcement.conftest import Story

WORDS = "Three warnings and two offers of help were not taken up."
WHOLE = {
    "account_how": "given", "account": "I had no money for the bus.", "alternatives": "support", "reasons": WORDS,
    "vulnerabilities": "none_known",
}  # fmt: skip
DOORS = {
    "write": ("", WHOLE),
    "attempt": ("/attempts", {"how": "Called the mobile and the sister."}),
    "submit": ("/submitted", {}),
    "drop": ("/dropped", {}),
    "back": ("/given-back", {"words": "Ask the employer as well."}),
    "sign": ("/signed", {}),
    "spare": ("/not-filed", {"progress": "Six visits were kept.", "expectations": "Come on Thursdays."}),
}
FROM = {
    ReportState.DRAFT: {"write", "attempt", "submit", "drop"},
    ReportState.SUBMITTED: {"back", "sign", "spare"},
    ReportState.FILED: set(),
    ReportState.NOT_FILED: set(),
    ReportState.DROPPED: set(),
}
"""Which doors are open in which state, for who may."""
WRITE, DECIDE = {"write", "attempt", "submit", "drop"}, {"back", "sign", "spare"}
MAY = {Role.PROBATION_OFFICER: WRITE, Role.PROBATION_SUPERVISOR: WRITE | DECIDE}


@pytest.fixture
def report(world):
    story = Story(world)
    story.to_the_top()
    with story.later(21):
        with cast.deed():
            made = service.begin_report(story.officer, story.order_id, ReportKind.BREACH)
            service.write_report(
                story.officer,
                service.Draft(
                    report_id=made.id, account_how=AccountHow.GIVEN, account=WHOLE["account"],
                    alternatives=(Alternative.SUPPORT,), reasons=WORDS,
                ),
            )  # fmt: skip
        yield made


def put(world, report, state):
    """The report in a state, as the database allows it."""
    signed = state in {ReportState.FILED, ReportState.NOT_FILED}
    with cast.deed():
        found = session.get_one(BreachReport, report.id)
        if signed:
            paper = store(world.supervisor, "breach_report", b"%PDF-1.7", title="A report", person_id=world.person.id)
            found.document_id, found.signed_by = paper.id, world.supervisor.human_id
            found.signed_at, found.progress = found.prepared_at, "Six visits were kept."
        found.state = state
        audit.record(None, "breach_report.written", found)


def kept(report):
    session.expire_all()
    found = session.get_one(BreachReport, report.id)
    tried = session.scalar(sa.select(sa.func.count()).select_from(AccountAttempt))
    return found.state, found.account, found.signed_by, found.given_back, found.version, tried


def knock(client, report_id, door):
    address, form = DOORS[door]
    return client.post(f"/supervision/reports/{report_id}{address}", data=form)


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("state", ReportState)
def test_every_door_that_is_not_open_stays_shut(world, report, client, sign_in, state, role):
    put(world, report, state)
    report_id = report.id
    sign_in(client, cast.make_actor(role, None if role is Role.ADMINISTRATOR else world.office))
    before = kept(report)
    for door in sorted(set(DOORS) - (FROM[state] & MAY.get(role, set()))):
        answer = knock(client, report_id, door)
        mine = door in MAY.get(role, set())
        assert answer.status_code in ({404, 409, 422} if mine else {403, 404}), (door, answer.status_code)
        assert kept(report) == before, door


@pytest.mark.parametrize(("state", "door"), [(state, door) for state, doors in FROM.items() for door in sorted(doors)])
def test_the_open_door_opens(world, report, client, sign_in, state, door):
    put(world, report, state)
    report_id = report.id
    sign_in(client, world.supervisor)
    before = kept(report)
    assert knock(client, report_id, door).status_code == 303
    assert kept(report) != before


def test_who_wrote_it_decides_nothing_though_a_supervisor(world, report, client, sign_in):
    put(world, report, ReportState.SUBMITTED)
    both = cast.make_actor((Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR), world.office, name="Iris Berg")
    with cast.deed():
        found = session.get_one(BreachReport, report.id)
        found.prepared_by = both.human_id
        audit.record(None, "breach_report.written", found)
    sign_in(client, both)
    for door in ("sign", "spare"):
        assert knock(client, report.id, door).status_code in {403, 422}
    assert kept(report)[0] is ReportState.SUBMITTED
