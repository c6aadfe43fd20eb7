"""The words of conditions and of their variations."""

from __future__ import annotations

from kernel.enums import LabelledEnum
from kernel.i18n import _l


class Asker(LabelledEnum):
    """Who asked that the conditions change. The person is never told that a victim did."""

    PERSON = "person", _l("The person")
    OFFICER = "officer", _l("The supervising officer")
    SUPERVISOR = "supervisor", _l("The supervisor")
    COURT = "court", _l("The court or board")
    PRISON = "prison", _l("The prison")
    VICTIM = "victim", _l("The victim, or who speaks for the victim")
    AGENCY = "agency", _l("Another agency")


class ConditionClass(LabelledEnum):
    """Where a condition comes from: the law for everyone, the list, or words made for one person."""

    STANDARD = "standard", _l("Standard")
    ADDITIONAL = "additional", _l("Additional")
    BESPOKE = "bespoke", _l("Made for this person")


class Purpose(LabelledEnum):
    """What a condition is for. One without a purpose is not set (Tokyo Rule 12.2)."""

    SUPPORT = "support", _l("To help the person")
    SAFETY = "safety", _l("To keep others safe")
    VICTIM = "victim", _l("To protect a victim")
    CONTACT = "contact", _l("To stay in contact")
