"""People with a level by the custody form, and the next version of that form in a few flavours."""

from __future__ import annotations

import datetime as dt
import random
import re

from casework.classification.models import Assessment, AssessmentState, Classification, ClassificationState
from casework.classification.rules import form_of, score
from casework.instruments import service as instruments
from casework.instruments.service import shipped_text
from casework.people.models import Sex
from kernel import audit
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast

AT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def with_question():
    """The next version: it asks about courses, a grave report counts more, a lesser detainer has no option any more."""
    text = shipped_text("tn_custody").replace("version = 2", "version = 3")
    text = text.replace('value = "b", text = "Class B", points = 5', 'value = "b", text = "Class B", points = 8')
    text = text.replace('  { value = "misdemeanour", text = "For a lesser offence", points = 3 },\n', "")
    text = text.replace('sum = ["q5", "q6", "q7", "q8", "q9"]', 'sum = ["q5", "q6", "q7", "q8", "q9", "q10"]')
    text = text.replace("# Schedule A alone decides", COURSES + "\n# Schedule A alone decides")
    text = re.sub(r"q9 = (\d)", r"q9 = \1, q10 = 0", text)
    return text.replace(
        "q7 = 5", "q7 = 8").replace("total = 10,", "total = 13,").replace("total = 8,", "total = 11,")  # fmt: skip


COURSES = """
[[items]]
key = "q10"
text = "A completed programme in the last 2 years"
options = [
  { value = "no", text = "None", points = 0 },
  { value = "done", text = "A completed course", points = -2, earned = true, \
becomes = [{ after_months = 24, value = "no" }] },
]
"""


def with_points():
    """The next version with the same questions and options: one report counts more, levels begin at other points."""
    text = shipped_text("tn_custody").replace("version = 2", "version = 3")
    text = text.replace("{ total = { from = 7 } }", "{ total = { from = 6 } }")
    return text.replace('total = 6, level = "minimum"', 'total = 6, level = "medium"')


def staff(prison):
    return cast.make_actor(Role.CLASSIFICATION_OFFICER, prison), cast.make_actor(Role.CLASSIFICATION_APPROVER, prison)


def form_in_force(officer, approver):
    with transaction():
        version = instruments.load_instrument(None)
        instruments.activate(None, version, officer.human_id, approver.human_id)
    return version


def proposed(officer, text):
    with transaction():
        return instruments.keep(officer, text)


def drawn(chance, form):
    """Answers by chance, the lighter ones more often, some of them not known."""
    return {
        one.key: one.choices[int(len(one.choices) * chance.random() ** 3)].value if chance.random() > 0.04 else None
        for one in form.items
    }  # fmt: skip


def make_scored(prison, version, officer, approver, answers, **over):
    """Somebody inside whose level in force is what the form says of these answers (the cautious end)."""
    facts = {"sex": Sex.MALE, "born_latest": dt.date(1990, 5, 5)}
    person_id = over.pop("person_id", None) or cast.make_held(prison, **facts | over)
    known = {key: value for key, value in answers.items() if value}
    found = score(form_of(version.definition), known)
    with transaction():
        sheet = Assessment(
            person_id=person_id, version_id=version.id, begun_by=officer.human_id, begun_at=AT, scored_at=AT,
            scored_by=officer.human_id, state=AssessmentState.LOCKED, low=found.low, high=found.high,
            answers={key: {"value": value, "evidence": ""} for key, value in answers.items()},
        )  # fmt: skip
        row = Classification(
            person_id=person_id, assessment_id=sheet.id, author_id=officer.human_id,
            state=ClassificationState.DECIDED, suggested_level=found.highest, decided_level=found.highest, steps=0,
            provisional=not found.final, decided_at=AT, decided_by=approver.human_id,
            next_review_on=dt.date(2027, 3, 3),
        )  # fmt: skip
        session.add_all([sheet, row])
        audit.record(None, "assessment.begun", sheet)
        audit.record(None, "classification.decided", row)
    return person_id


def many_scored(prison, version, officer, approver, many, seed=1):
    chance, form = random.Random(seed), form_of(version.definition)
    return [make_scored(prison, version, officer, approver, drawn(chance, form)) for _nth in range(many)]
