"""The copy of one's own file has the referrals with what the service was told, circumstances, messages and answers."""

from __future__ import annotations

from casework.filecopy.rules import Redactor
from casework.people.queries import person_for
from kernel import clock
from kernel.ids import new_id
from probation.circumstances import service as circumstances
from probation.circumstances.models import Family, HealthContact, Housing, Money, Papers, Point, Work
from probation.outside.queries import sections
from probation.wishes.models import Answer
from probation.wishes.service import NewWish, note_wish
from tests import cast


def test_everything_that_help_from_outside_left_in_the_file(story):
    story.draft(risk_words="Meet in the front room.")
    story.send()
    with cast.deed():
        circumstances.note(
            story.officer,
            circumstances.Answers(
                id=new_id(), order_id=story.world.order.id, point=Point.START, on=clock.today(), housing=Housing.NONE,
                work=Work.LOOKING, health=HealthContact.YES, money=Money.TIGHT, papers=Papers.ASKED, family=Family.NONE,
            ),
        )  # fmt: skip
        note_wish(story.officer, NewWish(person_id=story.world.person.id, answer=Answer.AGREED, address="+33612345678"))
    card = person_for(story.officer, story.world.person.id)
    found = sections(card, Redactor({}, {}))
    said = " ".join(
        f"{line.what} {line.text} {' '.join(f'{k} {v}' for k, v in line.facts)}" for one in found for line in one.lines
    )
    for words in ("Roof for all", "Meet in the front room.", "Has a lease", "No roof", "+33612345678"):
        assert words in said
