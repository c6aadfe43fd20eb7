"""Putting waiting lists in order every night, and proving that they are."""

from __future__ import annotations

from collections import Counter

from kernel import audit, clock
from kernel.db import session
from programmes.applications.service import close_application
from programmes.places.models import Application, ApplicationState
from programmes.waiting.models import WaitingCheck
from programmes.waiting.queries import open_wishes
from programmes.waiting.rules import BACK_TO_LIST, TROUBLES, trouble_of


def check_lists() -> WaitingCheck:
    """Look at every open wish: what belongs on no list is closed with the reason, a lapsed offer waits again.

    Whatever else failed to tidy up, nobody waits in two closed lists the morning after. Keeps what was found.
    """
    session.flush()
    wishes, found = open_wishes(), Counter[str]()
    for key, zone, wish in wishes:
        if trouble := trouble_of(wish, clock.today(zone)):
            _mend(session.get_one(Application, key), trouble)
            found[trouble] += 1
    made = WaitingCheck(ran_at=clock.now(), looked_at=len(wishes), mended=dict(found))
    session.add(made)
    audit.record(None, "waiting_lists.checked", made)
    return made


def _mend(wish: Application, trouble: str) -> None:
    words = str(TROUBLES[trouble])
    if trouble in BACK_TO_LIST:
        wish.state, wish.intake_id, wish.answer_by = ApplicationState.PENDING, None, None
        wish.state_reason, wish.ranked = words, {}
        audit.record(None, "application.offer_lapsed", wish, reason=words)
    else:
        close_application(None, wish, ApplicationState.EXPIRED, words)
