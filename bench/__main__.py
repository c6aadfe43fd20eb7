"""``./run bench``: build a demo in a temporary folder, measure each case beside its floor, print the ratios."""

from __future__ import annotations

import argparse
import pathlib
import tempfile

from app import create_app  # noqa: TID251 - the bench stands where a server would
from bench import pages
from bench.measure import HEADER, Case, measure
from casework.demo.service import build
from kernel import db
from kernel.db import migrate
from kernel.settings import Settings


def main() -> None:
    """Measure everything, or the cases whose name contains the given word."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("word", nargs="?", default="", help="only cases with this word in their name")
    parser.add_argument("--people", type=int, default=1200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        var = pathlib.Path(folder)
        app = create_app(
            Settings(var=var, database_url=f"sqlite:///{var / 'bench.sqlite'}", demo=True, behind_tls=False)
        )
        migrate.upgrade()
        with app.app_context():
            build(given.people, lambda _words: None)
            db.session.remove()
        print(HEADER, flush=True)
        for make in CASES:
            case = make(app)
            if given.word in case.name:
                print(measure(case), flush=True)


def _case_file(app: object) -> Case:
    held = pages.people(app, "HRB")  # type: ignore[arg-type]
    return pages.page("case file, audited (P1)", 2.0, app, lambda key: f"/people/{key}", held, username="records")  # type: ignore[arg-type]


CASES = (_case_file,)

if __name__ == "__main__":
    main()
