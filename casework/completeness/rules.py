"""The 31 core items of a file and which of them are there: a pure rule over what was recorded.

The items join the registers that Nelson Mandela Rules 7 and 8, article 17 (3) of the Convention on Enforced
Disappearance and Havana Rule 21 ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel.enums import LabelledEnum
from kernel.i18n import _l


class ItemState(LabelledEnum):
    """How one item of a file stands."""

    PRESENT = "present", _l("There")
    MISSING = "missing", _l("Missing")
    NOT_APPLICABLE = "not_applicable", _l("Does not apply")


class Core(LabelledEnum):
    """The 31 items, in the order of the standards."""

    IDENTITY = "identity", _l("Identity: name and birth or a number")
    GENDER = "gender", _l("How they see themselves")
    ARREST_DATE = "arrest_date", _l("Day of arrest")
    ARREST_TIME = "arrest_time", _l("Hour of arrest")
    ARREST_PLACE = "arrest_place", _l("Place of arrest")
    ARRESTED_BY = "arrested_by", _l("Who arrested them")
    ORDERED_BY = "ordered_by", _l("Who ordered custody")
    GROUNDS = "grounds", _l("Reason for custody")
    SUPERVISED_BY = "supervised_by", _l("Authority that watches over custody")
    PLACE = "place", _l("Prison that is responsible")
    ADMITTED_AT = "admitted_at", _l("Day and hour of reception")
    TRANSFERS_AT = "transfers_at", _l("Day and hour of each transfer")
    TRANSFERS_TO = "transfers_to", _l("Where each transfer went")
    RELEASED_AT = "released_at", _l("Day and hour of release")
    INJURIES = "injuries", _l("Injuries seen at reception")
    ILL_TREATMENT = "ill_treatment", _l("Complaints of ill-treatment before")
    PROPERTY = "property", _l("List of belongings")
    FAMILY = "family", _l("Names of the family")
    CHILDREN = "children", _l("Children: age, place, who cares for them")
    EMERGENCY = "emergency", _l("Whom to call in an emergency")
    NEXT_OF_KIN = "next_of_kin", _l("Next of kin")
    HEALTH = "health", _l("Health screening held, fitness said")
    HEARINGS = "hearings", _l("Days of hearings")
    LAWYER = "lawyer", _l("Lawyer")
    ASSESSMENTS = "assessments", _l("Assessment and classification")
    BEHAVIOUR = "behaviour", _l("Behaviour and discipline")
    REQUESTS = "requests", _l("Requests and complaints")
    SANCTIONS = "sanctions", _l("Sanctions")
    DEATH = "death", _l("Injury or death: how and why")
    REMAINS = "remains", _l("Where the body was given")
    PARENTS_TOLD = "parents_told", _l("Parents told (juveniles)")


CAN_BE_NONE = frozenset({
    Core.PROPERTY, Core.FAMILY, Core.CHILDREN, Core.EMERGENCY, Core.NEXT_OF_KIN, Core.HEARINGS, Core.LAWYER,
    Core.BEHAVIOUR, Core.REQUESTS, Core.SANCTIONS,
})  # fmt: skip
"""Items that somebody may have looked for in vain: "asked, there is none" is an answer, silence is not."""


@dataclass(frozen=True, kw_only=True)
class CoreFile:
    """The items of one file."""

    items: Mapping[Core, ItemState]

    def _count(self, *states: ItemState) -> int:
        return sum(state in states for state in self.items.values())

    @property
    def present(self) -> int:
        """How many are there."""
        return self._count(ItemState.PRESENT)

    @property
    def applicable(self) -> int:
        """How many should be there."""
        return self._count(ItemState.PRESENT, ItemState.MISSING)

    @property
    def percent(self) -> int:
        """Share of what should be there, rounded down: 100 only when nothing is missing."""
        return percent_of(self.present, self.applicable)

    def having(self, state: ItemState | str) -> list[Core]:
        """The items in this state."""
        return [item for item, its in self.items.items() if its == state]


def percent_of(part: int, whole: int) -> int:
    """A share in whole percent, rounded down; 100 when there is nothing to have."""
    return 100 * part // whole if whole else 100


def core_items(facts: Mapping[str, Any]) -> CoreFile:
    """Judge one file by its facts: one boolean for each item, named like it, and what decides whether items apply.

    ``moved``: was ever transferred; ``released``: the stay is over; ``died``: died in custody; ``juvenile``: may be
    under 18 at the reception.
    """
    absent = {
        Core.TRANSFERS_AT: not facts["moved"],
        Core.TRANSFERS_TO: not facts["moved"],
        Core.RELEASED_AT: not facts["released"],
        Core.DEATH: not facts["died"],
        Core.REMAINS: not facts["died"],
        Core.PARENTS_TOLD: not facts["juvenile"],
    }
    return CoreFile(items={item: _state(item, absent.get(item, False), facts) for item in Core})


def _state(item: Core, absent: bool, facts: Mapping[str, Any]) -> ItemState:
    if absent:
        return ItemState.NOT_APPLICABLE
    return ItemState.PRESENT if facts[item.value] else ItemState.MISSING
