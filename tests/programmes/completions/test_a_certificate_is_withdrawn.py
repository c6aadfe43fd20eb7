"""A certificate that no longer holds: the public page says so, and says nothing else."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from casework.access.models import Exclusion
from kernel import audit, clock
from kernel.audit import AuditEntry, Kind
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.ids import new_id
from programmes.completions import service as completions
from programmes.completions.models import Certificate, Outcome
from programmes.completions.service import Ending
from programmes.intakes.queries import sessions_of
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark
from tests import cast

WHY = "The hours belong to another person."


@pytest.fixture
def certificate(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        seat = places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation
        registers.complete_register(boss, sessions_of(group.id)[0].id, {seat.id: Mark(code="present")})
        completions.complete(boss, Ending(allocation_id=seat.id, outcome=Outcome.COMPLETED))
    return session.scalar(sa.select(Certificate))


def test_who_checks_the_paper_reads_withdrawn_and_no_reason(boss, certificate, client, app, sign_in):
    sign_in(client, boss)
    page = f"/certificates/{certificate.id}/revoke"
    assert certificate.number in client.get(page).text
    assert client.post(page, data={"reason": "no"}).status_code == 422
    assert client.post(page, data={"reason": WHY}).status_code == 302
    shown = app.test_client().get(f"/verify/{certificate.public_token}").text
    assert "This certificate was withdrawn." in shown
    told = re.sub(r"<[^>]*>", " ", shown).casefold()
    for word in (WHY, "T1", "prison", "custody", "inside", "supervision", "workshop", "Throughcare", "sentence"):
        assert word.casefold() not in told, word
    assert WHY in client.get(f"/people/{certificate.person_id}/programmes").text
    assert client.get(f"/certificates/{certificate.id}.pdf").status_code == 409
    assert client.post(f"/certificates/{certificate.id}/hand-over").status_code == 409
    of_it = (AuditEntry.subject_id == certificate.id, AuditEntry.kind != Kind.READ)
    trail = session.scalars(sa.select(AuditEntry.action).where(*of_it).order_by(AuditEntry.at)).all()
    assert trail == ["certificate.issued", "certificate.revoked"]


def test_it_is_withdrawn_once_and_with_a_reason(boss, certificate):
    with pytest.raises(DomainError, match="why"), transaction():
        completions.revoke(boss, certificate.id, "no")
    with transaction():
        completions.revoke(boss, certificate.id, WHY)
    with pytest.raises(Conflict), transaction():
        completions.revoke(boss, certificate.id, WHY)


def test_neither_a_stranger_nor_a_reader_withdraws_it(boss, certificate, prison):
    elsewhere = cast.make_actor(Role.PROGRAMME_COORDINATOR, cast.make_unit())
    with pytest.raises(NotFound), transaction():
        completions.revoke(elsewhere, certificate.id, WHY)
    with pytest.raises(Forbidden), transaction():
        completions.revoke(cast.make_actor(Role.CASE_MANAGER, prison), certificate.id, WHY)
    with pytest.raises(NotFound), transaction():
        completions.revoke(boss, new_id(), WHY)


def test_the_two_lists_of_a_person_hold_for_certificates(boss, certificate, client, sign_in):
    with transaction():
        who = {"person_id": certificate.person_id, "human_id": boss.human_id}
        shut = Exclusion(**who, reason="A relative of hers", begun_at=clock.now())
        session.add(shut)
        audit.record(None, "exclusion.made", shut)
    sign_in(client, boss)
    for path in (f"/certificates/{certificate.id}.pdf", f"/certificates/{certificate.id}/revoke"):
        assert client.get(path).status_code == 404
    assert client.post(f"/certificates/{certificate.id}/revoke", data={"reason": WHY}).status_code == 404
    assert certificate.revoked_on is None
