"""Writing a change of the rules, and deciding it by a second human."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, show_date
from kernel.ids import new_id
from marketplace.rule_changes import queries
from marketplace.rule_changes.models import ChangeState, RuleChange, RuleStop
from marketplace.rulesets.schemas import read_rule_set
from marketplace.simulations.queries import has_finished

LEAST_WHY = 5


@dataclass(frozen=True, kw_only=True)
class NewChange:
    """A rule set as it is to be from a day on. The same id twice is one."""

    name: str
    begins_on: dt.date
    text: str
    why: str
    id: uuid.UUID = field(default_factory=new_id)


def write_change(actor: Actor, new: NewChange) -> RuleChange:
    """Propose a rule set from a day on. Raises DomainError naming version and rule where it contradicts itself."""
    if existing := session.get(RuleChange, new.id):
        return existing
    _ahead(new.begins_on)
    read = read_rule_set(new.text, new.name)
    if read.name != new.name:
        raise DomainError(_("This text is the rule set “%(name)s”, not this one.", name=read.name), field="text")
    if not read.versions:
        raise DomainError(_("The text has no version with rules. Write one."), field="text")
    made = RuleChange(**vars(new), written_by=actor.human_id, written_at=clock.now())
    session.add(made)
    audit.record(actor, "rule_change.written", made, reason=new.why)
    session.flush()
    return made


def _ahead(day: dt.date) -> None:
    """What was earned is shared out already: new rules begin with a month that has not begun."""
    today = clock.today()
    if day <= today or day.day != 1:
        words = _("New rules begin on the first day of a month after %(today)s.", today=show_date(today))
        raise DomainError(words, field="begins_on")


@dataclass(frozen=True, kw_only=True)
class NewStop:
    """A rule that a court has stopped from a day on."""

    name: str
    rule: str
    from_on: dt.date
    court: str
    id: uuid.UUID = field(default_factory=new_id)


def write_stop(actor: Actor, new: NewStop) -> RuleStop:
    """Note that a court stopped a rule. Raises DomainError for an unknown rule, or one that takes the remainder."""
    if existing := session.get(RuleStop, new.id):
        return existing
    rules = {rule.code: rule for rule in queries.in_force(new.name).on(new.from_on).rules}
    if new.rule not in rules:
        raise DomainError(_("On that day there is no such rule."), field="rule")
    if rules[new.rule].rest:
        raise DomainError(_("This rule takes what is left. Without it nothing could be shared out."), field="rule")
    if rules[new.rule].is_stopped(new.from_on):
        raise DomainError(_("This rule is stopped on that day already."), field="rule")
    made = RuleStop(**vars(new), written_by=actor.human_id, written_at=clock.now())
    session.add(made)
    audit.record(actor, "rule_stop.written", made, reason=new.court)
    session.flush()
    return made


def decide_change(actor: Actor, change_id: uuid.UUID, *, approve: bool) -> None:
    """Put changed rules in force or refuse them. Raises Forbidden for the human who wrote them: two people, always."""
    _decide(actor, queries.change_of(change_id), approve)


def decide_stop(actor: Actor, stop_id: uuid.UUID, *, approve: bool) -> None:
    """Confirm that a rule is stopped, or refuse it. Raises Forbidden for the human who wrote it."""
    _decide(actor, queries.stop_of(stop_id), approve)


def _decide(actor: Actor, found: RuleChange | RuleStop, approve: bool) -> None:
    if found.state is not ChangeState.DRAFT:
        raise Conflict(_("This was decided already."))
    if found.written_by == actor.human_id:
        raise Forbidden(_("You wrote this, so somebody else has to decide it."), rule=_("Two people"))
    if approve and isinstance(found, RuleChange):
        _ahead(found.begins_on)
        if not has_finished(found.id):
            raise DomainError(_("Run it over last year's earnings first, and look at who gains and who loses."))
        taken = sa.select(RuleChange.id).where(
            RuleChange.name == found.name, RuleChange.begins_on == found.begins_on,
            RuleChange.state == ChangeState.IN_FORCE,
        )  # fmt: skip
        if session.scalar(taken):
            raise Conflict(_("Other rules begin on that day already. Refuse this, and write it for another month."))
    found.state = ChangeState.IN_FORCE if approve else ChangeState.REFUSED
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    if isinstance(found, RuleChange):
        audit.record(actor, "rule_change.decided" if approve else "rule_change.refused", found)
    else:
        audit.record(actor, "rule_stop.decided" if approve else "rule_stop.refused", found)
    session.flush()
