"""What is counted on a shelf goes to the books with its reason; what is promised to buyers is never counted away."""

from __future__ import annotations

import sqlalchemy as sa

from kernel import audit
from kernel.db import session
from marketplace.stock.models import MoveKind, Stock, StockMove
from tests.conftest import enter
from tests.marketplace.shop.test_walk import fields, place


def test_a_broken_piece_is_written_down_once(app, world):
    desk = enter(app.test_client(), world.manager)
    shelf = session.scalar(sa.select(Stock.id))
    assert f"/stock/{shelf}" in desk.get("/stock").text
    typed = {**fields(desk.get(f"/stock/{shelf}").text), "counted": "4", "low_at": "2", "reason": ""}
    refused = desk.post(f"/stock/{shelf}", data=typed)
    assert refused.status_code == 422
    assert "Say why" in refused.text
    typed["reason"] = "One broke."
    for _click in range(2):
        assert desk.post(f"/stock/{shelf}", data=typed).status_code == 303
    assert session.execute(sa.select(Stock.on_hand, Stock.low_at)).one() == (4, 2)
    counted = sa.select(StockMove.on_hand).where(StockMove.kind == MoveKind.COUNTED)
    assert session.scalars(counted).all() == [-1]
    told = sa.select(audit.AuditEntry.reason).where(audit.AuditEntry.action == "stock.counted")
    assert session.scalars(told).all() == ["One broke."]


def test_promised_pieces_are_not_counted_away(client, app, world):
    place(client, world, pieces=3)
    desk = enter(app.test_client(), world.manager)
    shelf = session.scalar(sa.select(Stock.id))
    typed = {**fields(desk.get(f"/stock/{shelf}").text), "counted": "2", "low_at": "2", "reason": "They are gone."}
    refused = desk.post(f"/stock/{shelf}", data=typed)
    assert refused.status_code == 422
    assert "promised to orders" in refused.text
    assert session.scalar(sa.select(Stock.on_hand)) == 5
