"""The reasons of a decision on paper, for the person: plain words, their own account, what they can do."""

from __future__ import annotations

from typing import Any

from casework.appeals.rules import policy
from casework.classification.models import AccountKind
from casework.classification.rules import Score
from casework.decisions.rules import reason_words
from casework.level_papers.rules import texts
from casework.people.queries import PersonCard
from kernel import clock
from kernel.documents import render_pdf
from kernel.i18n import LOCALES, language


def language_of(person: PersonCard, wanted: str = "") -> str:
    """The language of the paper: the one chosen, else the person's where the house speaks it, else the reader's."""
    return next(one for one in (wanted, person.language, language()) if one in LOCALES)


def reasons_paper(
    person: PersonCard, record: Any, score: Score, *, demand: Any = None, appeal: Any = None, wanted: str = ""
) -> bytes:
    """The PDF. ``demand`` is what the form itself demanded, in words; ``appeal`` the one it tells of; or None."""
    context = {
        "person": person, "one": record, "score": score, "demand": demand, "appeal": appeal, "appeals": policy(),
        "say": _say,
        "reason": reason_words, "declined": record.account_kind is AccountKind.DECLINED,
        "decided_on": clock.local(record.decided_at, person.zone).date(),
    }  # fmt: skip
    locale = language_of(person, wanted)
    return render_pdf("casework/level_papers/reasons.pdf.html", context, title=texts()["title"], locale=locale)


def _say(key: str, **values: object) -> str:
    text = str(texts()[key])
    return text % values if values else text
