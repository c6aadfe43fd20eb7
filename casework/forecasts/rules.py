"""When answers become other ones, and what the score and the level would be then if nothing new happens. Pure.

Three clocks are known: months since what an answer tells of (its points lapse), birthdays, and months before release.
An answer whose day nobody wrote down is counted from the day it was scored: it lapses then at the latest.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.answers.rules import Dated
from casework.form_trials.rules import Answers, Rescored
from casework.people.models import SecurityLevel
from casework.questions.rules import Form, Item, Option, Scalar, changes_of, months_after, value_on

DAY = dt.timedelta(days=1)
MONTHS = 12
Score = Callable[[Answers], Rescored]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the other clocks run by. ``born``: the latest possible birthday, so that an age is surely reached."""

    scored_on: dt.date
    born: dt.date | None = None
    release_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Lapse:
    """One question whose answer becomes another one on a day. ``assumed``: its own day is not written down."""

    on: dt.date
    item: Item
    before: Option
    after: Option
    assumed: bool


@dataclass(frozen=True, kw_only=True)
class Stage:
    """From a day on, until something lapses again: what lapsed, the score between its ends, the level it gives."""

    from_on: dt.date
    score: Rescored
    lapses: tuple[Lapse, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> SecurityLevel:
        """The level a decision would be suggested: the cautious end while answers are open."""
        return self.score.highest


@dataclass(frozen=True, kw_only=True)
class Chance:
    """What would move the level: an answer that somebody can come to, from which day on, and the level then."""

    on: dt.date
    item: Item
    option: Option
    level: SecurityLevel


def dated(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Dated]:
    """Kept answers with their days, as far as these were written down."""
    return {
        key: Dated(value=kept["value"], happened_on=_day(kept.get("happened_on")))
        for key, kept in answers.items()
        if kept.get("value")
    }


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def value_by(item: Item, one: Dated, facts: Facts, day: dt.date) -> Scalar:
    """What an answer has become by a day, by all three clocks."""
    value = value_on(item, one.value, one.happened_on or facts.scored_on, day)
    while (then := next((to for on, to in _steps(item, value, facts) if on <= day), value)) != value:
        value = then
    return value


def _steps(item: Item, value: Scalar, facts: Facts) -> Iterator[tuple[dt.date, str]]:
    option = item.option(value)
    if option and facts.born:
        yield from ((months_after(facts.born, 12 * age), to) for age, to in option.at_age)
    if option and facts.release_on:
        yield from ((months_after(facts.release_on, -months), to) for months, to in option.near_release)


def lapses(form: Form, answers: Mapping[str, Dated], facts: Facts) -> list[Lapse]:
    """Every change that is known to come after the day of the score, in order."""
    found = [one for key, kept in answers.items() if key in form.questions
             for one in _of(form.item(key), kept, facts)]  # fmt: skip
    return sorted(found, key=lambda one: (one.on, one.item.key))


def _of(item: Item, kept: Dated, facts: Facts) -> Iterator[Lapse]:
    timed = {day for day, _to in changes_of(item, kept.value, kept.happened_on or facts.scored_on)}
    days = timed | {day for option in item.choices for day, _to in _steps(item, option.value, facts)}
    before = item.option(value_by(item, kept, facts, facts.scored_on))
    for day in sorted(one for one in days if one > facts.scored_on):
        after = item.option(value_by(item, kept, facts, day))
        if before and after and after is not before:
            assumed = day in timed and kept.happened_on is None
            yield Lapse(on=day, item=item, before=before, after=after, assumed=assumed)
            before = after


def stages(form: Form, score: Score, answers: Mapping[str, Dated], facts: Facts) -> list[Stage]:
    """From the day of the score on: one stage for each day on which something lapses."""
    known = {key: str(value_by(form.item(key), one, facts, facts.scored_on)) for key, one in answers.items()
             if key in form.questions}  # fmt: skip
    found = [Stage(from_on=facts.scored_on, score=score(known), answers=dict(known))]
    for day, same_day in itertools.groupby(lapses(form, answers, facts), key=lambda one: one.on):
        group = tuple(same_day)
        known |= {one.item.key: one.after.value for one in group}
        found.append(Stage(from_on=day, score=score(known), lapses=group, answers=dict(known)))
    return found


def stage_on(found: Sequence[Stage], day: dt.date) -> int:
    """Which stage a day lies in; the first one for a day before all."""
    return max((n for n, one in enumerate(found) if one.from_on <= day), default=0)


def earned(form: Form, score: Score, found: Sequence[Stage], today: dt.date) -> list[Chance]:
    """What somebody can come to by what they do, where it lowers the level: from the first day on which it does."""
    now = stage_on(found, today)
    ahead = [dataclasses.replace(found[now], from_on=today), *found[now + 1 :]]
    tries = [(item, option) for item in form.items for option in item.choices if option.earned]
    made = (_first(ahead, score, item, option) for item, option in tries)
    return sorted((one for one in made if one), key=lambda one: (one.on, one.level.rank))


def _first(ahead: Sequence[Stage], score: Score, item: Item, option: Option) -> Chance | None:
    for stage in ahead:
        level = score({**stage.answers, item.key: option.value}).highest
        if level.rank < stage.level.rank and stage.answers.get(item.key) != option.value:
            return Chance(on=stage.from_on, item=item, option=option, level=level)
    return None


def dangers(form: Form, score: Score, stage: Stage, today: dt.date) -> list[Chance]:
    """What would raise the level if it happened today: answers about something that counts for a time only."""
    made = []
    for item in form.items:
        later = {to for option in item.choices for _months, to in option.becomes}
        for option in item.choices:
            if option.becomes and option.value not in later and stage.answers.get(item.key) != option.value:
                level = score({**stage.answers, item.key: option.value}).highest
                if level.rank > stage.level.rank:
                    made.append(Chance(on=today, item=item, option=option, level=level))
    return sorted(made, key=lambda one: one.level.rank)


def stretches(found: Sequence[Stage]) -> list[tuple[dt.date, dt.date | None, SecurityLevel]]:
    """(from, until before, level) of each stretch of days with one level."""
    starts = [one for n, one in enumerate(found) if n == 0 or one.level is not found[n - 1].level]
    ends = [*(one.from_on for one in starts[1:]), None]
    return [(one.from_on, end, one.level) for one, end in zip(starts, ends, strict=True)]


def months_ahead(today: dt.date) -> list[dt.date]:
    """Today and the first day of each of the next twelve months."""
    first = today.replace(day=1)
    return [today, *(months_after(first, n) for n in range(1, MONTHS + 1))]
