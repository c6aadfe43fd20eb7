"""``./run bench``: build a demo in a temporary folder, measure each case beside its floor, print the ratios."""

from __future__ import annotations

import argparse
import pathlib
import tempfile
from collections.abc import Callable

import flask

from bench import books, commands, field_app, months, officers_day, pages, papers, register, search
from bench.house import house
from bench.measure import HEADER, WHAT, Case, measure

CASES: dict[str, Callable[[flask.Flask], Case]] = {
    "P1 case file": pages.case_file,
    "P3 list of people": pages.listing,
    "P6 log a visit": commands.visit,
    "P6 bare writes": commands.visit_bare,
    "P7 shop": pages.shop,
    "P8 posting": books.posting,
    "P9 pay run": months.pay_run,
    "P10 statement": books.statement,
    "P11 import": register.importing,
}
TOWNS: dict[str, Callable[[pathlib.Path, int], None]] = {
    "P4 flat cost": search.flat_cost,
    "P4 officer's day": officers_day.officers_day,
    "P5 name search": search.name_search,
    "P13 statements": papers.statements,
    "field app": field_app.field_app,
}
"""Cases with a population of their own, as large as ``--people`` says."""
TOWN, DEMO = 50_000, 1200


def main() -> None:
    """Measure everything, or the cases whose name contains the given word."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("word", nargs="?", default="", help="only cases with this word in their name")
    parser.add_argument("--people", type=int, help=f"how many: {DEMO} in the demo, {TOWN} for P4 and P5")
    given = parser.parse_args()
    chosen = {name: make for name, make in CASES.items() if given.word.casefold() in name.casefold()}
    with tempfile.TemporaryDirectory() as folder:
        if chosen:
            app = house(pathlib.Path(folder), given.people or DEMO)
            print(f"{WHAT}\n\n{HEADER}", flush=True)
        for name, make in chosen.items():
            print(f"{name:<20}{measure(make(app))}", flush=True)
        for name, show in TOWNS.items():
            if given.word.casefold() in name.casefold():
                show(pathlib.Path(folder), given.people or TOWN)


if __name__ == "__main__":
    main()
