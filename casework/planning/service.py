"""The commands around a plan: handing it to another case manager, closing what waited for a paper."""

from __future__ import annotations

import uuid

from casework.papers.events import PaperFiled
from casework.people.queries import person_for
from casework.plan_links.service import close_filed
from casework.plans import queries
from casework.plans.models import Plan
from casework.plans.policies import can_take_over
from casework.plans.service import name_keeper
from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Forbidden
from kernel.i18n import _


def take_over(actor: Actor, person_id: uuid.UUID) -> Plan:
    """Keep the plan and the file of a person held in the actor's prison from now on. Taken twice, it is taken once.

    Raises NotFound when the person is hidden or has no plan, Forbidden for who keeps no plans there.
    """
    card = person_for(actor, person_id)
    plan = queries.plan_record(card.id)
    if plan.owner_id == actor.human_id:
        return plan
    if not can_take_over(actor, card, plan.owner_id):
        raise Forbidden(_("A case manager of the prison that holds the person takes the plan over."))
    plan.owner_id = actor.human_id
    audit.record(actor, "plan.taken_over", plan)
    name_keeper(actor, card.id)
    session.flush()
    return plan


def close_paper_steps(filed: PaperFiled) -> None:
    """A paper came onto the file: the steps that waited for one of its kind are done."""
    close_filed(filed.by, filed.person_id, filed.kind, _("“%(title)s” is on file.", title=filed.title))
