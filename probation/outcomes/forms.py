"""The pages of the wizard: one form, of which each page shows and checks its own fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import override
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.drafts.views import as_multidict
from kernel.fields import DateField, EnumRadioField
from kernel.i18n import _l
from probation.contacts.forms import VisitForm
from probation.contacts.models import Outcome
from probation.outcomes.rules import Action, Step, follows
from probation.outcomes.service import Follow

_ASKED: dict[Step, tuple[str, ...]] = {
    Step.OUTCOME: ("outcome", "kind", "on", "time", "place"),
    Step.ACTION: ("action",),
    Step.NOTE: ("minutes", "strengths", "needs", "agreed_action", "note", "sensitive", "who", "person_words"),
    Step.NEXT: ("next_on", "next_time", "next_kind", "next_place", "overlapping"),
}
HIDDEN = ("id", "order_id", "answers_id", "next_id")
BOXES = frozenset({"needs", "sensitive", "overlapping"})
"""Fields that a browser does not send when nothing is ticked."""


class OutcomeForm(VisitForm):
    """Everything that the wizard asks."""

    action = EnumRadioField(_l("What follows?"), [InputRequired()], kind=Action)
    follow_words = TextAreaField(_l("In a sentence"), [Optional(), Length(max=2000)])
    evidence_due_on = DateField(
        _l("Until when do you wait for the reason?"), [Optional()],
        description=_l("Until then nothing follows. My day reminds you."),
    )  # fmt: skip

    @override
    def to_visit(self, zone: str) -> Any:
        """The command, with the deadline and the reason where the pages asked for them."""
        asked = asked_at(Step.FOLLOW, self.outcome.data, self.action.data)
        words = self.follow_words.data or ""
        return self.built(
            zone,
            evidence_due_on=self.evidence_due_on.data if "evidence_due_on" in asked else None,
            reason=words if self.action.data is Action.NOTHING else "",
        )

    def to_follow(self) -> Follow:
        """What follows from the outcome."""
        return Follow(action=self.action.data, words=self.follow_words.data or "")


def asked_at(step: Step, outcome: Outcome | None, action: Action | None) -> tuple[str, ...]:
    """The names of the fields of a page."""
    if step is Step.FOLLOW:
        return follows(outcome, action) if outcome else ()
    return _ASKED.get(step, ())


def from_draft(fields: Mapping[str, Sequence[str]]) -> OutcomeForm:
    """The form as it was typed so far."""
    return OutcomeForm(formdata=as_multidict(fields), meta={"csrf": False})


def keep_only(form: OutcomeForm, names: Sequence[str]) -> OutcomeForm:
    """The form with the fields of one page alone, so that it is checked for that page."""
    for name in [one for one in form._fields if one not in {*names, "csrf_token"}]:
        del form[name]
    return form


def typed_at(names: Sequence[str], sent: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What a page sent for its fields; boxes that were cleared are empty."""
    cleared: dict[str, list[str]] = {name: [] for name in names if name in BOXES}
    mine = {name: values for name, values in sent.items() if name.rsplit("-", 1)[0] in names or name in names}
    return {**cleared, **mine}
