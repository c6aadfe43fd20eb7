"""A next version of the custody form, invented for the demo, with its finished dry run."""

from __future__ import annotations

import re
import uuid

from casework.demo.service import World, contribute_demo
from casework.form_trials import service
from casework.form_trials.service import begin, finish, forms_of
from casework.instruments.queries import version_record
from casework.instruments.service import keep, shipped_text
from kernel.db import in_transaction

QUESTION = """[[items]]
key = "q10"
text = "A programme completed in the last 2 years"
options = [
  { value = "none", text = "None", points = 0 },
  { value = "completed", text = "A completed course", points = -2, earned = true, \
becomes = [{ after_months = 24, value = "none" }] },
]

# Schedule A alone decides"""
WORDS = """[words.ar]
"A programme completed in the last 2 years" = "برنامج أُنجز خلال آخر سنتين"
"A completed course" = "دورة مُنجزة"
"""


def connect() -> None:
    """Add this part to the demo, when everybody has a level."""
    contribute_demo("a new form", 91, seed)


def text() -> str:
    """The shipped form with a question about courses and fewer points for a report of class B."""
    made = shipped_text("tn_custody").replace("version = 2\n", "version = 3\n").replace(
        'source = "', 'source = "An example invented for the demonstration, after: '
    )  # fmt: skip
    made = made.replace('text = "Class B", points = 5', 'text = "Class B", points = 1')
    made = made.replace('"q7", "q8", "q9"]', '"q7", "q8", "q9", "q10"]')
    made = made.replace("# Schedule A alone decides", QUESTION).replace("[words.ar]\n", WORDS)
    made = re.sub(r"(q9 = \d)", r"\1, q10 = 0", made).replace("q7 = 5", "q7 = 1")
    made = made.replace('total = 10, level = "medium"', 'total = 6, level = "minimum"')
    return made.replace('total = 8, level = "medium"', 'total = 4, level = "minimum"')


def seed(world: World) -> None:
    """The officer proposes it and tries it; the approver may put it in force."""
    officer = world.staff["classification"]
    version_id = in_transaction(lambda: keep(officer, text())).id
    trial_id = in_transaction(lambda: begin(officer, version_record(version_id)).id)
    _try(trial_id)
    in_transaction(lambda: finish(trial_id))


def _try(trial_id: uuid.UUID) -> None:
    forms = forms_of(trial_id)
    while part := service.look(trial_id, forms):
        in_transaction(lambda scored=part: service.keep(trial_id, scored))  # type: ignore[misc]
