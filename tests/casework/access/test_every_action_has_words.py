"""Whatever the house writes into the audit trail, it can say in words, in English and Arabic."""

from __future__ import annotations

import ast
import pathlib
import re
import tomllib
from collections.abc import Iterator

import sqlalchemy as sa

import kernel
from casework.access.rules import action_words, actions
from casework.plans.models import Agreement, StepState
from casework.property.models import Way
from kernel import audit, db, i18n
from kernel.audit import AuditEntry
from kernel.authz import Role
from kernel.db import transaction
from marketplace.photos.models import PhotoState
from probation.reports.models import ReportState
from programmes.accidents.models import EntryKind
from programmes.appeals.models import AppealState
from programmes.bulk.models import RowState
from programmes.places.models import ApplicationState
from programmes.planned.models import ChangeState
from programmes.tools.models import MoveKind
from tests.casework.people_inside import received

ROOT = pathlib.Path(kernel.__file__).parents[1]
MODULES = ("kernel", "casework", "programmes", "probation", "marketplace")
PLACE = {"record": 1, "record_many": 1, "event": 2, "note_read": 2}
CODE = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
FROM_A_STATE = {
    "step": StepState, "plan": Agreement, "belonging": Way, "application": ApplicationState,
    "planned_change": ChangeState, "application_appeal": AppealState, "place_list_row": RowState,
    "accident": EntryKind, "tool": MoveKind, "breach_report": ReportState,
    "product_photo": PhotoState,
}  # fmt: skip
"""Actions named after a state, by what stands before the dot."""
NEVER_ENDS_SO = {
    "application.draft", "application.pending", "application.offered", "application.allocated",
    "place_list_row.open", "place_list_row.unreadable", "breach_report.draft", "product_photo.pending",
}  # fmt: skip
"""Closing an application is the only deed named after its state; a row of a list is made, and then ends."""


def said_of(call: ast.Call) -> ast.expr | None:
    """What a call of the audit names as its action."""
    at = PLACE[call.func.attr]
    given = [one.value for one in call.keywords if one.arg == "action"]
    return call.args[at] if len(call.args) > at else next(iter(given), None)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PLACE:
            holder = node.func.value
            if isinstance(holder, ast.Name) and holder.id == "audit":
                yield node


def literals(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def from_states(action: ast.JoinedStr) -> set[str]:
    """The actions behind f"step.{state.value}"; an f-string that begins otherwise names its record: see the demo."""
    first = action.values[0]
    if not isinstance(first, ast.Constant):
        return set()
    before = str(first.value).removesuffix(".")
    return {f"{before}.{state.value}" for state in FROM_A_STATE[before]} - NEVER_ENDS_SO


def written_by(source: str) -> set[str]:
    """Every action that a module may write into the trail."""
    tree, found = ast.parse(source), set()
    for call in calls(tree):
        action = said_of(call)
        if isinstance(action, ast.JoinedStr):
            found |= from_states(action)
        elif isinstance(action, ast.Name):
            found |= {words for words in literals(tree) if CODE.fullmatch(words)}
        elif action is not None:
            found |= {words for words in literals(action) if CODE.fullmatch(words)}
    return found


def test_every_action_in_the_source_has_words():
    found = set()
    for module in MODULES:
        for path in (ROOT / module).rglob("*.py"):
            found |= written_by(path.read_text("utf-8"))
    assert len(found) > 200, "the guard must find them"
    assert found - set(actions()) == set()


def test_an_action_without_words_is_found():
    assert written_by('audit.record(actor, "cat.fed", cat)') - set(actions()) == {"cat.fed"}
    assert written_by('audit.event(a, K, "cat.fed" if x else "cat.let_out")') == {"cat.fed", "cat.let_out"}
    assert written_by('_tell("cat.fed")\ndef _tell(action): audit.record(a, action, c)') == {"cat.fed"}
    assert "step.completed" in written_by('audit.record(a, f"step.{state.value}", c)')


def test_what_the_demo_wrote_has_words(demo_database, real_db):
    with real_db.app_context():
        found = set(db.session.scalars(sa.select(AuditEntry.__table__.c.action).distinct()))
    assert found - set(actions()) == set()


def test_each_is_there_in_arabic():
    raw = tomllib.loads((ROOT / "casework/access/actions.toml").read_text("utf-8"))
    assert set(raw["actions"].values()) == set(raw["words"]["ar"])
    assert not [words for words in raw["words"]["ar"].values() if words.isascii()]


def test_the_trail_speaks(prison, as_actor, signed_in):
    person = received(prison)
    with transaction():
        audit.note_read(as_actor(Role.CASE_MANAGER, prison), person)
    page = signed_in(Role.GOVERNOR, prison).get(f"/people/{person}/readers").text
    assert "Opened a new file" in page
    assert "person.registered" not in page
    with i18n.speaking("ar"):
        assert str(action_words("person.read")) == "فتح الملف"
    assert action_words("cat.fed") == "cat.fed", "what an older house did keeps its code"
