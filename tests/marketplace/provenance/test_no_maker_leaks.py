"""Two hundred makers with names nobody else has: no public page, label or picture of them holds one, no SQL looks."""

from __future__ import annotations

import datetime as dt
import io
import re

import pypdf
import pytest
from sqlalchemy import event

from casework.people.models import LegalStatus, Person
from kernel import audit, clock, db
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.credits.models import CreditAnswer, CreditConsent
from marketplace.credits.service import publish as publish_credits
from marketplace.impact.service import write_figures
from marketplace.production.models import Contribution
from marketplace.provenance.service import publish
from marketplace.pseudonyms.service import name_for
from marketplace.published_credits.models import CreditForm
from marketplace.published_credits.queries import credit_lines
from tests import cast
from tests.conftest import enter

MAKERS = 200
PERSONAL = {"person", "contribution", "credit_consent", "pseudonym", "human", "account", "earning_line"}


def tables_of_people():
    """Every table with a key to a person, and those that hold one."""
    found = {t.name for t in db.Base.metadata.tables.values() if "person_id" in t.c or t.name.startswith("person")}
    return found | PERSONAL


@pytest.fixture
def makers(world):
    """Two hundred people with marked names and numbers, who all worked on the batch and agreed to be credited."""
    officer, today = cast.make_actor(Role.CASE_MANAGER, world.prison), clock.today()
    with transaction():
        found = [
            Person(
                number=f"ZQ{n:05}", name=f"Zq{n:03}given Zq{n:03}family", known_as=f"Zq{n:03}known", sort_name=f"zq{n}",
                match_key=f"zq{n:03}key", in_custody=True, establishment_id=world.prison.id, opened_at=clock.now(),
                legal_status=LegalStatus.SENTENCED, born_earliest=dt.date(1980, 1, 1), born_latest=dt.date(1980, 1, 1),
            )
            for n in range(MAKERS)
        ]  # fmt: skip
        session.add_all(found)
        audit.record_many(None, "person.registered", "person", {one.id: one.id for one in found})
    with transaction():
        for n, one in enumerate(found):
            session.add(Contribution(
                batch_id=world.batch.id, person_id=one.id, session_id=new_id(), minutes=60, noted_at=clock.now(),
                noted_by=None,
            ))  # fmt: skip
            given = CreditConsent(
                person_id=one.id, brand_id=world.brand.id, text_version="1", language="en", read_aloud=True,
                interpreter="", asked_by=officer.human_id, asked_on=today, answer=CreditAnswer.AGREED,
                form=CreditForm.TEAM if n % 2 else CreditForm.PSEUDONYM, channels=["web", "label"],
                expires_on=today + dt.timedelta(days=90),
            )  # fmt: skip
            session.add(given)
            audit.record(None, "credit.asked", given)
            name_for(officer, world.brand.id, one.id, one.name)
        publish_credits([world.product.id])
        world.token = publish(world.manager, world.batch.id).token
        write_figures(today)
    return found


def strings_of(people):
    """All by which these people could be known."""
    return {
        text for one in people
        for text in (*one.name.split(), one.known_as, one.number, str(one.id), one.id.hex, one.match_key)
    }  # fmt: skip


def addresses(world):
    return (
        f"/made/{world.token}", "/made/unknown", f"/shop/product/{world.product.id}/thanks", "/shop/impact",
        f"/shop/product/{world.product.id}/thanks?label={world.token}", f"/shop/product/{world.product.id}",
    )  # fmt: skip


def listen(said):
    def note(_c, _cur, statement, *_rest):
        said.append(statement)

    return note


def test_no_public_statement_reads_a_person(client, world, makers):
    said: list[str] = []
    note, engine = listen(said), session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        for address in addresses(world):
            client.get(address)
        assert len(credit_lines(world.product.id)) > 1
        typed = {"id": str(new_id()), "words": "A fine chair.", "label": world.token}
        assert client.post(f"/shop/product/{world.product.id}/thanks", data=typed).status_code == 303
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(said) > 8
    personal = tables_of_people() - {"audit_entry"}
    for statement in said:
        read = set(re.findall(r"\b(?:from|join|into|update)\s+\"?([a-z_]+)\b", statement.lower()))
        assert not personal & read, statement


def test_no_page_and_no_label_holds_a_maker(app, client, world, makers):
    secrets = strings_of(makers)
    assert len(secrets) >= 5 * MAKERS
    for address in addresses(world):
        answer = client.get(address)
        whole = answer.text + str(answer.headers)
        assert not [one for one in secrets if one in whole], address
    assert not [one for one in secrets for line in credit_lines(world.product.id) if one in line]
    teacher = enter(app.test_client(), world.instructor)
    assert "Zq003given" in teacher.get(f"/batches/{world.batch.id}").text  # the scan would find them
    paper = teacher.get(f"/batches/{world.batch.id}/labels.pdf?sheet=s8&language=en&many=3")
    read = pypdf.PdfReader(io.BytesIO(paper.data))
    words = " ".join(page.extract_text() for page in read.pages) + str(read.metadata) + str(read.xmp_metadata)
    assert world.batch.code in words
    assert "a name chosen by lot" in " ".join(words.split())
    assert not [one for one in secrets if one in words + paper.data.decode("latin-1")]


def test_what_is_published_has_no_key_to_a_person():
    for name in ("provenance", "provenance_scan", "published_credit", "thank_card", "impact_figure", "sale_share"):
        table = db.Base.metadata.tables[name]
        reached = {key.column.table.name for key in table.foreign_keys}
        assert not reached & (PERSONAL - {"human"}), name
        assert not [column.name for column in table.c if "person" in column.name or "consent" in column.name], name
