"""A service of the office's area and a referral to it, as far along as a test wants."""

from __future__ import annotations

import pytest

from kernel import clock
from kernel.ids import new_id
from probation.contacts.models import NeedArea
from probation.feedback import service as feedback
from probation.referrals import service
from probation.referrals.models import Complexity
from probation.referrals.rules import digest
from probation.services.models import Referrer, ServiceKind
from probation.services.service import Entry, enter_service
from tests import cast


def make_service(supervisor, **over):
    facts = {
        "id": new_id(), "name": "Roof for all", "kind": ServiceKind.HOUSING, "phone": "+33 1 55 00 11 22",
        "offers": "Finds rooms and helps with the first rent.", "referrers": (Referrer.PROBATION_OFFICER,),
    }  # fmt: skip
    with cast.deed():
        return enter_service(supervisor, Entry(**facts | over))


class Story:
    def __init__(self, world, **over):
        self.world, self.officer = world, world.officer
        self.service = make_service(world.supervisor, **over)
        self.id = new_id()

    def facts(self, **over):
        facts = {
            "id": self.id, "person_id": self.world.person.id, "service_id": self.service.id, "need": NeedArea.HOUSING,
            "goal": "A room of my own.", "complexity": Complexity.MEDIUM, "outcomes": ("Has a lease", "Pays the rent"),
            "agreed": True, "risk_words": "Meet in the front room.",
        }  # fmt: skip
        return service.Draft(**facts | over)

    def draft(self, **over):
        with cast.deed():
            return service.draft_referral(self.officer, self.facts(**over))

    def send(self, shown=None):
        found = service.referral_for(self.officer, self.id)[1]
        with cast.deed():
            return service.send_referral(self.officer, self.id, shown or digest(service.told(found)), paper)

    def accept(self):
        with cast.deed():
            return service.accept(self.officer, self.id, clock.today(self.world.office.zone))

    def note(self, **over):
        facts = {"id": new_id(), "referral_id": self.id, "at": clock.now()}
        with cast.deed():
            return feedback.note_session(self.officer, feedback.NewSession(**facts | over))


def paper(*_facts):
    return b"%PDF-1.7 a letter"


@pytest.fixture
def story(world):
    return Story(world)
