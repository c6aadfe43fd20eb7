"""Labels lie where the stationer cut them, in the chosen language; each leads to the page of its batch."""

from __future__ import annotations

import pytest

from kernel.db import transaction
from marketplace.labels.rules import GRIDS, Sheet, fitting, pages
from marketplace.provenance.service import publish
from tests.conftest import enter


@pytest.mark.parametrize(
    ("many", "used", "sheets"), [(1, 0, 1), (24, 0, 1), (25, 0, 2), (24, 1, 2), (20, 4, 1), (48, 23, 3)]
)
def test_sheets_are_filled_from_the_first_place_that_is_left(many, used, sheets):
    laid = pages(GRIDS[Sheet.S24], many, used)
    assert len(laid) == sheets
    flat = [place for sheet in laid for row in sheet for place in row]
    assert (sum(flat), flat[:used], len(flat)) == (many, [False] * used, sheets * 24)
    assert all(flat[used : used + many])


def test_words_are_cut_at_a_blank():
    assert fitting("Wipe  dry.", 90) == "Wipe dry."
    assert fitting("Keep away from fire and water", 14) == "Keep away…"


def test_a_sheet_on_screen(app, world):
    desk, page = enter(app.test_client(), world.manager), f"/batches/{world.batch.id}/labels.pdf"
    assert desk.get(page).status_code == 409
    with transaction():
        publish(world.manager, world.batch.id)
    for asked in ("", "?sheet=s24&language=ar&many=30&used=2", "?sheet=s65&language=zh&many=5"):
        paper = desk.get(page + asked)
        assert paper.status_code in {200, 503}
        assert paper.status_code == 503 or paper.data[:4] == b"%PDF"
    for wrong in (
        "?sheet=s9&language=en&many=3",
        "?sheet=s8&language=en&many=0",
        "?sheet=s8&language=xx&many=1",
        "?many=-1",
    ):
        assert desk.get(page + wrong).status_code == 422
