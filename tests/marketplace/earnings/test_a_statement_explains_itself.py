"""Each earning in a sentence: what was done, at which rate."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import get_template_attribute


def earned(kind="wage", **explain):
    return SimpleNamespace(kind=kind, currency="EUR", explain=explain)


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (earned(rate_minor=120, per="hour", minutes=150, programme="Metal"), "Metal: 150 minutes at €1.20 an hour."),
        (earned(rate_minor=280, per="session", minutes=150, programme="Bakery"), "Bakery: one session at €2.80."),
        (
            earned(rate_minor=60, per="piece", pieces=12, programme="Textile"),
            "Textile: 12 good pieces at €0.60 a piece.",
        ),
        (earned(minutes=40), "You worked 40 minutes."),
        (
            earned("sale_share", product="Chair", pieces=2, labour=3600, minutes=60, all_minutes=180),
            "Chair sold: 2 pieces, €36.00 for the makers. You worked 60 of 180 minutes.",
        ),
    ],
)
def test_what_was_done_and_what_it_pays(app, one, sentence):
    with app.test_request_context():
        said = str(get_template_attribute("marketplace/earnings/_earned.html", "fact")(one))
    assert said.strip().replace("\u2068", "").replace("\u2069", "") == sentence
