"""The fairness label comes to 10.00 to the cent, whatever the card, and follows the rules in force."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from marketplace.fairness.queries import label
from marketplace.fairness.rules import label_of
from marketplace.products.rules import CostCard

cents = st.integers(0, 10**7)


@given(cents, cents, cents, st.integers(1, 10**7), st.lists(cents, max_size=6))
def test_every_cent_is_told(materials, overhead, margin, labour, weights):
    card = CostCard(materials=materials, labour=labour, overhead=overhead, margin=margin)
    parts = label_of(card, [(f"role {n}", weight) for n, weight in enumerate(weights)])
    assert sum(part.minor for part in parts) == 1000
    for part in parts:
        assert part.minor >= 0
        assert not part.within or sum(one.minor for one in part.within) == part.minor


def test_the_makers_part_is_shared_by_the_rules_in_force(client, world):
    card = CostCard(materials=1200, labour=1800, overhead=600, margin=400)
    parts = {part.key: part for part in label(card, "EUR", dt.date(2026, 11, 1))}
    assert {key: part.minor for key, part in parts.items()} == {
        "labour": 450, "materials": 300, "overhead": 150, "margin": 100,
    }  # fmt: skip
    assert {one.key: one.minor for one in parts["labour"].within} == {"spendable": 225, "family": 135, "release": 90}
    page = client.get(f"/shop/product/{world.product.id}").text
    for sum_ in ("4.50", "2.25", "1.35", "0.90"):
        assert f"€{sum_}" in page
