"""A wing's statements in one go: everybody's, each the text it has alone, each with its code, each once."""

from __future__ import annotations

import io

import pypdf
import pytest
import sqlalchemy as sa
from flask import current_app

from kernel import clock, jobs
from kernel.authz import Role
from kernel.db import session, transaction
from marketplace.statements.models import StatementIssue
from marketplace.wing_papers import service
from marketplace.wing_papers.models import StatementBatch, StatementSheaf
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in

MANY = 7


@pytest.fixture
def wing(real_db, monkeypatch):
    monkeypatch.setattr(service, "SHEAF", 3)
    with real_db.app_context():
        prison = cast.make_unit()
        made = cast.make_wing(prison).id
        for number in range(MANY):
            language = "ar" if number == 1 else "en"
            one = make_prisoner(prison, f"Person {number}", wing_id=made, language=language)
            put_in(one.id, 1000 + number)
        make_prisoner(prison, "Nobody's wing")
        yield made


def drain():
    jobs.Worker().run(current_app._get_current_object(), drain=True)
    session.remove()


def texts(content):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_everybody_gets_theirs_as_when_it_is_printed_alone(real_db, wing):
    clerk = enter(real_db.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    month = f"{clock.today():%Y-%m}"
    asked = clerk.post("/finance/statements", data={"wing": str(wing), "month": month, "size": "usual"})
    assert asked.status_code == 303
    assert "0 of 7" in clerk.get(asked.location).text
    drain()
    page = clerk.get(asked.location).text
    sheaves = session.scalars(sa.select(StatementSheaf).order_by(StatementSheaf.number)).all()
    assert [one.people for one in sheaves] == [3, 3, 1]
    assert page.count(".pdf") == len(sheaves)
    assert session.scalar(sa.select(sa.func.count()).select_from(StatementIssue)) == MANY
    together = [text for one in sheaves for text in texts(clerk.get(f"{asked.location}/{one.document_id}.pdf").data)]
    ids = session.scalars(sa.select(StatementBatch.people)).one()["ids"]
    alone = [
        text for one in ids
        for text in texts(clerk.post(f"/people/{one}/money/statement.pdf", data={"month": month}).data)
    ]  # fmt: skip
    plain = [text.rsplit("\n", 1)[0] for text in together]
    assert plain == [text.rsplit("\n", 1)[0] for text in alone]


def test_a_worker_that_died_goes_on_where_it_stopped(wing, monkeypatch):
    actor = cast.make_actor(Role.GOVERNOR)
    with transaction():
        service.ask(actor, wing, clock.today().replace(day=1), "https://example.test")
    made, real = [], service.sheaf_pdf

    def dies_once(pieces, **over):
        made.append(len(pieces))
        if len(made) == 2:
            raise MemoryError
        return real(pieces, **over)

    monkeypatch.setattr(service, "sheaf_pdf", dies_once)
    drain()
    rows = session.scalars(sa.select(StatementSheaf.number).order_by(StatementSheaf.number)).all()
    assert rows in ([1], [1, 2, 3])


def test_somebody_elses_papers_and_an_empty_wing(real_db, wing):
    other = enter(real_db.test_client(), cast.make_actor(Role.GOVERNOR))
    with transaction():
        made = service.ask(cast.make_actor(Role.GOVERNOR), wing, clock.today().replace(day=1), "x")
    assert other.get(f"/finance/statements/{made.id}").status_code == 404
    empty = cast.make_wing(cast.make_unit())
    refused = other.post("/finance/statements", data={"wing": str(empty.id), "month": "2026-10", "size": "usual"})
    assert refused.status_code == 422
