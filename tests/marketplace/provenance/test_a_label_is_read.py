"""Whoever holds a piece reads where it comes from: valid, revoked, unknown or read too often; looks are numbers."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from marketplace.production.service import NewBatch, start_batch
from marketplace.products.models import ProductText
from marketplace.provenance.models import Provenance, ProvenanceScan
from marketplace.provenance.queries import read_too_often
from marketplace.provenance.rules import MOST_A_DAY
from marketplace.provenance.service import count_scan, publish, revoke
from tests.conftest import enter


@pytest.fixture
def proof(world):
    with transaction():
        return publish(world.manager, world.batch.id)


def scans():
    return session.execute(sa.select(ProvenanceScan.day, ProvenanceScan.scans)).all()


def test_a_label_says_what_a_buyer_may_know(client, world, proof):
    page = client.get(f"/made/{proof.token}")
    assert page.status_code == 200
    for words in ("Valid", "Second Bench", world.product.title, world.batch.code, "October 2026", "noindex"):
        assert words in page.text
    for secret in ("Northfield", "Amal", "Haddad", str(world.batch.id), world.makers[0].number):
        assert secret not in page.text
    assert scans() == [(clock.today(), 1)]


def test_the_readers_language(client, world, proof):
    with transaction():
        session.add(ProductText(product_id=world.product.id, language="ar", title="كرسي بلوط", description="كرسي"))
    page = client.get(f"/made/{proof.token}", headers={"Accept-Language": "ar"})
    assert "كرسي بلوط" in page.text
    assert 'dir="rtl"' in page.text


def test_an_unknown_label_says_what_to_do_and_counts_nothing(client, proof):
    for token in ("x", proof.token[:-1], proof.token.swapcase(), "ø" * 300):
        page = client.get(f"/made/{token}")
        assert page.status_code == 404
        assert "capitals count" in page.text
    assert scans() == []


def test_a_revoked_label(client, app, world, proof):
    desk = enter(app.test_client(), world.manager)
    page = f"/batches/{world.batch.id}"
    assert desk.post(f"{page}/revoke", data={"reason": "lost"}).status_code == 422
    assert desk.post(f"{page}/revoke", data={"reason": "A roll was lost."}).status_code == 303
    seen = client.get(f"/made/{proof.token}")
    assert seen.status_code == 410
    assert "no longer valid" in seen.text
    assert "A roll was lost." not in seen.text
    assert "A roll was lost." in desk.get(f"{page}/labels").text
    assert desk.get(f"{page}/labels.pdf").status_code == 409
    with pytest.raises(Conflict), transaction():
        revoke(world.manager, world.batch.id, "A roll was lost.")


def test_read_too_often_is_said_to_buyer_and_desk(client, app, world, proof):
    with transaction():
        session.add(ProvenanceScan(provenance_id=proof.id, day=clock.today() - dt.timedelta(days=40), scans=900))
        session.add(ProvenanceScan(provenance_id=proof.id, day=clock.today() - dt.timedelta(days=3), scans=60))
    assert "Valid" in client.get(f"/made/{proof.token}").text
    assert read_too_often()[0].scans == 61
    assert "may be copying it" in client.get(f"/made/{proof.token}").text
    desk = enter(app.test_client(), world.manager)
    assert "Perhaps copied" in desk.get(f"/batches/{world.batch.id}/labels").text


def test_counting_stops_at_a_limit(proof):
    with transaction():
        session.add(ProvenanceScan(provenance_id=proof.id, day=clock.today(), scans=MOST_A_DAY - 1))
    for _look in range(3):
        with transaction():
            count_scan(proof.id)
    assert scans() == [(clock.today(), MOST_A_DAY)]


def test_what_nobody_inspected_is_not_published(app, world):
    with transaction():
        raw = start_batch(world.instructor, NewBatch(
            code="RAW", product_id=world.product.id, place_id=world.prison.id, planned=3,
            started_on=dt.date(2026, 11, 1), id=new_id(),
        ))  # fmt: skip
    with pytest.raises(DomainError, match="passed inspection"), transaction():
        publish(world.manager, raw.id)
    desk = enter(app.test_client(), world.manager)
    assert "Not yet" in desk.get(f"/batches/{raw.id}/labels").text
    assert desk.post(f"/batches/{raw.id}/publish").status_code == 422
    assert desk.post(f"/batches/{world.batch.id}/publish").status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Provenance)) == 1
