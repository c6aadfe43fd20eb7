"""P13: statements of a wing in one paper beside the same one by one, in pages a second of one warm child."""

from __future__ import annotations

import datetime as dt
import io
import pathlib
import time
from types import SimpleNamespace
from typing import Any

import pypdf

from app import create_app  # noqa: TID251 - the bench stands where a server would
from kernel.settings import Settings
from marketplace.earnings.queries import Earned, Part
from marketplace.ledger.models import AccountRole
from marketplace.statements.documents import Piece, sheaf_pdf, statement_pdf
from marketplace.statements.rules import Purse, Sheet, Statement, groups_of

WING = 25
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)


def _piece(number: int) -> Piece:
    """A month of somebody who worked twenty days and got three shares of sales."""
    told = {"per": "hour", "programme": "Carpentry", "minutes": 150, "rate_minor": 95}
    shelf = {"product": "Shelf", "pieces": 2, "labour": 7800, "minutes": 594, "all_minutes": 3345}
    lines = [_earned("wage", day, 238, told) for day in range(1, 21)]
    lines += [_earned("sale_share", day, 1385, shelf) for day in (5, 9, 20)]
    total = sum(one.minor for one in lines)
    parts = [_part("Saved for your release", total // 5), _part("Yours to spend", total - total // 5)]
    purses = [Purse(role=role, opening=number, came=part.minor, went=0) for role, part in
              zip((AccountRole.RELEASE, AccountRole.SPENDABLE), parts, strict=True)]  # fmt: skip
    sheet = Sheet(
        currency="EUR", groups=groups_of(lines), parts=parts, purses=purses, spend=0, spend_before=0, reasons=[]
    )  # fmt: skip
    made = Statement(
        number="7QK2-M9XD", first=FIRST, last=LAST, sheets=[sheet], moves=[], on_its_way=[], withdrawn=[], digest=""
    )  # fmt: skip
    person: Any = SimpleNamespace(name=f"Person {number}", number=f"M{number:06}")
    return Piece(person=person, made=made, language="en", code="7QK2-M9XD", address="https://example.test/check")


def _earned(kind: str, day: int, minor: int, explain: dict[str, Any]) -> Earned:
    return Earned(
        kind=kind, earned_on=FIRST.replace(day=day), matures_on=None, minor=minor, currency="EUR", explain=explain,
        parts=[], arrived=True,
    )  # fmt: skip


def _part(words: str, minor: int) -> Part:
    return Part(words=words, minor=minor, currency="EUR", legal="Mandela Rule 103", working="20% x 89.15 = 17.83")


def statements(folder: pathlib.Path, _people: int) -> None:
    """Print pages a second and statements a second, one by one and as one paper."""
    url = f"sqlite:///{folder / 'papers.sqlite'}"
    app = create_app(Settings(var=folder, database_url=url, demo=True, behind_tls=False))
    pieces = [_piece(number) for number in range(WING)]
    with app.test_request_context():
        statement_pdf(pieces[0])  # the child is warm before the clock runs
        begun = time.perf_counter()
        alone = [statement_pdf(one) for one in pieces]
        single = time.perf_counter() - begun
        begun = time.perf_counter()
        together = sheaf_pdf(pieces, locale="en")
        many = time.perf_counter() - begun
    pages = [sum(len(pypdf.PdfReader(io.BytesIO(one)).pages) for one in some) for some in (alone, [together])]
    for words, seconds, count in (("one by one", single, pages[0]), ("one paper", many, pages[1])):
        rate = f"{count / seconds:6.1f} pages/s {WING / seconds:6.1f} statements/s"
        print(f"P13 statements, {words:<12}{rate}", flush=True)
    print(f"P13 statements, one paper is {single / many:.2f} times as fast", flush=True)
