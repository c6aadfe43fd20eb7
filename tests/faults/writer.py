"""A process that opens units one by one and says each one's id only after its commit. Killed by the test beside it."""

from __future__ import annotations

import sys
import uuid
from functools import partial

from kernel import db
from kernel.db.migrate import load_models
from kernel.units.models import UnitKind
from kernel.units.service import NewUnit, open_unit


def main() -> None:
    load_models()
    db.bind(sys.argv[1])
    while True:
        new = NewUnit(code=uuid.uuid4().hex[:18], name="Written under fire", kind=UnitKind.PRISON)
        made = db.in_transaction(partial(open_unit, None, new), attempts=50)
        sys.stdout.write(f"{made.id}\n")
        sys.stdout.flush()


main()
