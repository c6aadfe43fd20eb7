"""The only door into casework for the other modules."""

from __future__ import annotations

from casework.access.queries import file_now, merged_into, visible_to, whole_file
from casework.alerts.events import AlertChanged, FitnessSaid
from casework.alerts.models import AlertCode, FitnessState
from casework.alerts.queries import (
    active_alerts,
    fitness_of,
    fitness_of_many,
    graded,
    keep_apart,
    open_codes,
    unfit_days,
)
from casework.brief_facts.queries import (
    BriefFacts,
    PersonFacts,
    PublicityFacts,
    apart_from_many,
    brief_facts,
    facts_for,
    ids_by_number,
    languages_of,
    publicity_facts,
)
from casework.casefile.queries import Fact, Panel, Tab, contribute_panel, contribute_tab, tabs_for
from casework.class_monitor import rules as small_numbers
from casework.class_monitor.queries import may_count
from casework.classification.events import PersonReclassified
from casework.consequences.queries import contribute_consequences
from casework.consequences.rules import NewLevel
from casework.consequences.rules import Source as LevelSource
from casework.custody.events import (
    DeathTakenBack,
    PersonDied,
    PersonReceived,
    PersonReleased,
    PersonSentenced,
    PersonTransferred,
    SupervisionBegan,
    SupervisionEnded,
)
from casework.custody.service import begin_supervision, end_supervision
from casework.demo.rules import officer_at
from casework.demo.service import World, contribute_demo
from casework.duties.queries import death_known_at
from casework.family.queries import dependants_of
from casework.filecopy.queries import contribute_copy
from casework.filecopy.rules import EVERYTHING, LATER, Line, Redactor, Section
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.imports.service import Rows
from casework.likeness.queries import small_face
from casework.likeness.rules import Picture, rebuild, upright
from casework.offices.service import expect_at_office, hand_over
from casework.papers.rules import Rebuilt, rebuild_paper
from casework.people.events import PeopleMerged, PeopleUnmerged
from casework.people.models import LegalStatus, SecurityLevel, Sex
from casework.people.queries import (
    PersonCard,
    by_number,
    find_people,
    names_of,
    open_to,
    people_page,
    person,
    person_for,
)
from casework.people.rules import age_on, fold
from casework.plan_links.events import StepTied
from casework.plan_links.queries import SavingsTarget, contribute_links, savings_targets
from casework.plan_links.rules import LinkChoice, LinkKind
from casework.plan_links.service import (
    close_linked_steps,
    close_many,
    close_reached,
    free_linked_steps,
    link_step,
    move_linked_steps,
)
from casework.plan_papers.queries import contribute_saved
from casework.plan_papers.rules import Saved
from casework.plans.events import PlanAgreed
from casework.plans.models import Area
from casework.plans.queries import goals_of_many, needs_of, open_steps
from casework.release.queries import contribute_checks, contribute_next_steps
from casework.release.rules import Check, NextStep
from casework.timeline.events import EarningsDue, EarningsDueTogether, MinutesWorked, ProgrammeCompleted, WorkCorrected
from casework.timeline.queries import (
    Room,
    TimelineEntry,
    Topic,
    contribute_rooms,
    contribute_timeline,
    contribute_trained,
    contribute_unpaid_work,
    people_trained,
    rooms_for,
    unpaid_work,
)

__all__ = [
    "EVERYTHING",
    "LATER",
    "AlertChanged",
    "AlertCode",
    "Area",
    "Block",
    "BriefFacts",
    "Check",
    "DeathTakenBack",
    "EarningsDue",
    "EarningsDueTogether",
    "Fact",
    "FitnessSaid",
    "FitnessState",
    "HomeSection",
    "LegalStatus",
    "LevelSource",
    "Line",
    "LinkChoice",
    "LinkKind",
    "MinutesWorked",
    "NavItem",
    "NewLevel",
    "NextStep",
    "Panel",
    "PeopleMerged",
    "PeopleUnmerged",
    "PersonCard",
    "PersonDied",
    "PersonFacts",
    "PersonReceived",
    "PersonReclassified",
    "PersonReleased",
    "PersonSentenced",
    "PersonTransferred",
    "Picture",
    "PlanAgreed",
    "ProgrammeCompleted",
    "PublicityFacts",
    "Rebuilt",
    "Redactor",
    "Room",
    "Rows",
    "Saved",
    "SavingsTarget",
    "Section",
    "SecurityLevel",
    "Sex",
    "Stat",
    "StepTied",
    "SupervisionBegan",
    "SupervisionEnded",
    "Tab",
    "TimelineEntry",
    "Topic",
    "WorkCorrected",
    "World",
    "active_alerts",
    "age_on",
    "apart_from_many",
    "begin_supervision",
    "brief_facts",
    "by_number",
    "close_linked_steps",
    "close_many",
    "close_reached",
    "contribute_checks",
    "contribute_consequences",
    "contribute_copy",
    "contribute_demo",
    "contribute_home",
    "contribute_links",
    "contribute_navigation",
    "contribute_next_steps",
    "contribute_panel",
    "contribute_rooms",
    "contribute_saved",
    "contribute_tab",
    "contribute_timeline",
    "contribute_trained",
    "contribute_unpaid_work",
    "death_known_at",
    "dependants_of",
    "end_supervision",
    "expect_at_office",
    "facts_for",
    "file_now",
    "find_people",
    "fitness_of",
    "fitness_of_many",
    "fold",
    "free_linked_steps",
    "goals_of_many",
    "graded",
    "hand_over",
    "ids_by_number",
    "keep_apart",
    "languages_of",
    "link_step",
    "may_count",
    "merged_into",
    "move_linked_steps",
    "names_of",
    "needs_of",
    "officer_at",
    "open_codes",
    "open_steps",
    "open_to",
    "people_page",
    "people_trained",
    "person",
    "person_for",
    "publicity_facts",
    "rebuild",
    "rebuild_paper",
    "rooms_for",
    "savings_targets",
    "small_face",
    "small_numbers",
    "tabs_for",
    "unfit_days",
    "unpaid_work",
    "upright",
    "visible_to",
    "whole_file",
]
