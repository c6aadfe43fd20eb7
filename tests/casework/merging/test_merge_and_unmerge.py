"""Two files of one person become one with all their rows, and two again as they were, to the byte."""

import pytest
import sqlalchemy as sa

from casework.custody import queries as custody
from casework.merging import queries, service
from casework.people.models import DuplicateProposal, Person
from casework.people.queries import find_people, person_for
from casework.sentences.models import Sentence
from kernel import audit, db
from kernel.authz import Role
from kernel.errors import DomainError, NotFound
from marketplace.earnings.models import Payout, PayoutState
from marketplace.ledger import queries as books
from marketplace.ledger.models import LedgerAccount
from tests import cast

WORDS = "the same scars and the same mother"
RECORD = {"audit_entry", "field_change", "file_merge", "merged_value"}
MONEY = {"ledger_account", "ledger_entry", "ledger_posting"}
"""Where a merge and its undoing leave lines of their own: those that were there are compared, new ones may stand."""

COUNTERS = {"version", "legs"}
"""What counts changes: more of them after coming back."""


def everything():
    """table -> {key: row} of the whole database, with values as the driver gives them."""
    found = {}
    for table in db.Base.metadata.sorted_tables:
        if table.name in RECORD:
            continue
        keys = [column.name for column in table.primary_key.columns]
        rows = db.session.execute(sa.select(table)).mappings().all()
        found[table.name] = {
            tuple(row[key] for key in keys): {n: v for n, v in row.items() if n not in COUNTERS} for row in rows
        }
    db.session.remove()
    return found


def _waiting():
    """Who has a payout that waits for its second person: their files stay apart until it is decided."""
    return (
        sa.select(LedgerAccount.owner_id)
        .join(Payout, Payout.account_id == LedgerAccount.id)
        .where(Payout.state == PayoutState.REQUESTED)
    )


def pair_of_rich_files():
    """(kept, given up) of the demo: with an open custody and many rows, and closed with money, sentence and plan."""
    people = db.session.execute(
        sa.select(Person.id, Person.in_custody, Person.supervised, Person.expiry_on).where(
            Person.merged_into_id.is_(None), Person.restricted.is_(False), Person.id.not_in(_waiting())
        )
    ).all()
    inside = [row.id for row in people if row.in_custody and row.expiry_on is None]
    outside = [row.id for row in people if not row.in_custody and row.expiry_on is not None]
    richest = lambda ids: max(ids, key=lambda key: sum(queries.moving(key).values()))  # noqa: E731
    found = richest(inside), richest(outside)
    db.session.remove()
    return found


def proposed(kept, gone):
    with db.transaction():
        first, second = sorted((kept, gone))
        row = DuplicateProposal(person_id=first, other_id=second, score=80, evidence={"names": "same"})
        db.session.add(row)
        audit.record(None, "duplicate.proposed", row)
    return row.id


@pytest.fixture
def files(demo_database, real_db):
    """(asker, second officer, kept, given up, proposal) in the demo."""
    kept, gone = pair_of_rich_files()
    one, two = cast.make_actor(Role.RECORDS_OFFICER), cast.make_actor(Role.RECORDS_OFFICER)
    return one, two, kept, gone, proposed(kept, gone)


def merged(files):
    one, two, kept, _gone, pair = files
    with db.transaction():
        service.ask_merge(one, pair, kept, WORDS)
    with db.transaction():
        return service.confirm_merge(two, pair).id


def test_every_row_is_carried_and_every_row_comes_back(files):
    _one, two, _kept, gone, _pair = files
    before = everything()
    rows = queries.moving(gone)
    assert len(rows) > 8, "the pair is rich in rows"
    merge = merged(files)
    assert queries.moving(gone).keys() <= {
        "alert",
        "classification",
        "contact_place",
        "date_calculation",
        "plan",
        "goal",
        "step",
        "need",
        "person_language",
        "roll_line",
        "law_trial_difference",
    }
    changed = everything()
    assert changed != before
    with db.transaction():
        service.undo_merge(two, merge, "the fingerprints differ")
    after = everything()
    for table, known in before.items():
        back = after[table] if table not in MONEY else {key: after[table].get(key) for key in known}
        assert back == known, table
    assert all(
        row["balance"] == 0 for key, row in after["ledger_account"].items() if key not in before["ledger_account"]
    )


def owned(person):
    return sum(row.balance for row in books.holdings_of(person))


def test_the_old_file_answers_with_the_new_one(files):
    one, _two, kept, gone, _pair = files
    old, new = person_for(one, gone), person_for(one, kept)
    walked = len(custody.movements_of(gone)) + len(custody.movements_of(kept))
    money = owned(gone) + owned(kept)
    merged(files)
    assert person_for(one, gone).id == kept
    assert kept in {row.id for row in find_people(one, old.name).rows}, "found under the other file's name too"
    assert gone not in {row.id for row in find_people(one, old.name).rows}
    assert len(custody.movements_of(kept)) == walked, "movements are read through the merge"
    assert (owned(gone), owned(kept)) == (0, money)
    assert person_for(one, kept).number == new.number


def test_headcounts_do_not_change(files):
    one, *_rest = files
    from kernel import clock

    before = [(row.id, row.people) for row in custody.headcount(one, clock.now())]
    merged(files)
    assert [(row.id, row.people) for row in custody.headcount(one, clock.now())] == before


def test_who_asks_does_not_confirm(files):
    one, two, kept, _gone, pair = files
    with db.transaction():
        service.ask_merge(one, pair, kept, WORDS)
    with pytest.raises(DomainError, match="second records officer"), db.transaction():
        service.confirm_merge(one, pair)
    with db.transaction():
        service.give_back(two, pair, "other fingerprints on file")
    with pytest.raises(DomainError, match="Nobody has asked"), db.transaction():
        service.confirm_merge(two, pair)


def test_a_later_merge_is_taken_back_first(files):
    one, two, kept, gone, _pair = files
    first = merged(files)
    people = db.session.execute(
        sa.select(Person.id).where(
            Person.in_custody.is_(False),
            Person.merged_into_id.is_(None),
            ~sa.exists().where(Sentence.person_id == Person.id, Sentence.ended_on.is_(None)),
        )
    ).scalars()
    third = next(key for key in people if key not in {kept, gone})
    db.session.remove()
    pair = proposed(third, kept)
    with db.transaction():
        service.ask_merge(one, pair, kept, WORDS)
    with db.transaction():
        second = service.confirm_merge(two, pair).id
    with db.transaction():
        service.undo_merge(one, first, "the fingerprints differ")
    with db.transaction():
        service.undo_merge(one, second, "the fingerprints differ")
    with pytest.raises(DomainError, match="already"), db.transaction():
        service.undo_merge(one, second, "the fingerprints differ")


def test_two_open_stays_are_refused(demo_database, real_db):
    open_to_all = Person.in_custody, Person.expiry_on.is_(None), Person.restricted.is_(False)
    held = db.session.scalars(sa.select(Person.id).where(*open_to_all).limit(2)).all()
    db.session.remove()
    one, two = cast.make_actor(Role.RECORDS_OFFICER), cast.make_actor(Role.RECORDS_OFFICER)
    pair = proposed(*held)
    before = everything()
    with db.transaction():
        service.ask_merge(one, pair, held[0], WORDS)
    with pytest.raises(DomainError, match="open stay"), db.transaction():
        service.confirm_merge(two, pair)
    assert everything() == before


def test_hidden_pairs_cannot_be_asked_for(files, prison):
    _one, _two, kept, _gone, pair = files
    stranger = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with pytest.raises(NotFound), db.transaction():
        service.ask_merge(stranger, pair, kept, WORDS)
