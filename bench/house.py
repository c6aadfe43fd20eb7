"""The demo that the cases are measured on, made by another process."""

from __future__ import annotations

import pathlib
import sys
from multiprocessing import get_context

import flask

from app import create_app  # noqa: TID251 - the bench stands where a server would
from casework.demo.service import build
from kernel import db
from kernel.db import migrate
from kernel.settings import ROOT, Settings


def house(var: pathlib.Path, people: int) -> flask.Flask:
    """The app over a demo that another process made: one that has made it is slower for good, and no server has."""
    making = get_context("spawn").Process(target=_make, args=(var, people))
    making.start()
    making.join()
    if making.exitcode:
        sys.exit("The demo could not be made.")
    return _app(var)


def _make(var: pathlib.Path, people: int) -> None:
    app = _app(var)
    _schema()
    with app.app_context():
        build(people, lambda _words: None)
    db.release()


def _app(var: pathlib.Path) -> flask.Flask:
    return create_app(Settings(var=var, database_url=f"sqlite:///{var / 'bench.sqlite'}", demo=True, behind_tls=False))


def _schema() -> None:
    """As an office gets it, by migrations; straight from the models while there are none."""
    if any((ROOT / "migrations" / "versions").glob("*.py")):
        migrate.upgrade()
        return
    migrate.load_models()
    with db.schema_connection() as connection:
        db.Base.metadata.create_all(connection)
