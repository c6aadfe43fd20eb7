"""Many papers asked for at once come in their order, are the papers that one by one would be, and leave no child."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import flask
import pytest

from kernel import documents
from kernel.documents import press as side

PAPERS = [(f"Paper {n}", {"lines": n}) for n in (400, 1, 1, 60, 1)]
"""The first takes longest, so that others are ready before it."""


@pytest.fixture
def template(app: flask.Flask) -> Iterator[object]:
    with app.test_request_context():
        yield app.jinja_env.from_string("<h1>{{ title }}</h1>{% for n in range(lines) %}<p>line {{ n }}{% endfor %}")


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[side.Press]:
    """Every press that was made meanwhile; two at a time, whatever the machine has."""
    made: list[side.Press] = []

    class Noted(side.Press):
        def __init__(self) -> None:
            super().__init__(cpu_seconds=2)
            made.append(self)

    monkeypatch.setattr(side, "Press", Noted)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return made


def test_they_come_in_order_and_are_the_bytes_of_one_by_one(template, children) -> None:
    made = list(documents.render_pdfs(template, PAPERS))
    assert made == [documents.render_pdf(template, context, title=title) for title, context in PAPERS]
    assert [one.pid for one in children] == [None, None]


def test_two_work_at_the_same_time(template, children) -> None:
    papers = documents.render_pdfs(template, PAPERS)
    next(papers)
    assert len({one.pid for one in children} - {None}) == 2
    papers.close()


def test_who_stops_listening_leaves_no_child(template, children) -> None:
    for _paper in itertools.islice(documents.render_pdfs(template, PAPERS), 1):
        pids = [one.pid for one in children if one.pid]
    assert pids
    assert [one.pid for one in children] == [None, None]


def test_one_that_is_too_large_is_told_after_those_before_it(template, children) -> None:
    made = []
    with pytest.raises(documents.PdfTooLarge, match="fewer lines"):
        for pdf in documents.render_pdfs(template, [*PAPERS[1:3], ("Endless", {"lines": 50_000}), PAPERS[4]]):
            made.append(pdf)  # noqa: PERF402 - those before the refusal are kept
    assert len(made) == 2
    assert [one.pid for one in children] == [None, None]


def test_no_papers_start_no_child(template, children) -> None:
    assert list(documents.render_pdfs(template, [])) == []
    assert [one.pid for one in children] == [None, None]
