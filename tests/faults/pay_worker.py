"""A worker that books a pay run. Killed again and again by the test beside it; its lease is short, so others go on."""

from __future__ import annotations

import datetime as dt
import pathlib
import sys

import app as composition  # noqa: TID251 - a worker stands where a server would
from kernel import db
from kernel.jobs import schedule
from kernel.jobs.worker import Worker
from kernel.settings import Settings


def main() -> None:
    url, var = sys.argv[1:3]
    made = composition.create_app(Settings(var=pathlib.Path(var), database_url=url, behind_tls=False))
    schedule.PERIODIC.clear()  # the nightly work of the house is not what is tested
    Worker(lease=dt.timedelta(seconds=2), poll_seconds=0.1).run(made)
    db.release()


main()
