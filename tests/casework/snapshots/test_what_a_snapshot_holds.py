"""The few facts of each person, there and back; offences by their words; what would be missing for a search."""

import dataclasses
import datetime as dt
import json
import zlib

import pytest

from casework.alerts.models import AlertCode
from casework.custody.models import MovementKind
from casework.people.models import LegalStatus
from casework.sentences.models import SentenceKind
from casework.snapshots.rules import (
    NEEDED_ALERTS,
    Gap,
    Held,
    OffenceClass,
    from_bytes,
    gaps,
    of_age_on,
    offence_class,
    to_bytes,
)
from kernel.errors import DomainError
from tests.casework.held_people import DAY, held, taken


def test_a_snapshot_comes_back_as_it_was():
    full = held(
        7, names=("Zoë", "Зоя"), child_until=DAY, outside=MovementKind.TO_COURT, order_until=DAY,
        alerts=(AlertCode.ESCAPE,), apart=("T00000002B",), level=None, born=None, photo_on=None, restricted=True,
    )  # fmt: skip
    assert from_bytes(to_bytes(taken(held(1), full))) == taken(held(1), full)
    assert from_bytes(to_bytes(taken())) == taken()


def test_it_holds_no_more_than_a_search_needs():
    assert {one.name for one in dataclasses.fields(Held)} == {
        "number", "names", "sex", "born", "birth", "child_until", "photo_on", "marks", "level", "offence", "status",
        "order_until", "release_on", "expiry_on", "certainty", "prison", "wing", "outside", "alerts", "apart",
        "restricted",
    }  # fmt: skip
    assert AlertCode.ACCESS_NEED not in NEEDED_ALERTS
    assert AlertCode.FIRST_NIGHT not in NEEDED_ALERTS


def test_one_of_another_version_is_refused():
    lines = zlib.decompress(to_bytes(taken())).splitlines()
    told = json.loads(lines[0]) | {"version": 2}
    with pytest.raises(DomainError, match="another version"):
        from_bytes(zlib.compress(json.dumps(told).encode()))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Theft", "lesser"),
        ("Robbery", "violent"),
        ("Assault causing harm", "violent"),
        ("Murder", "grave"),
        ("Theft; murder", "grave"),
        ("Sexual assault", "grave"),
        ("War crimes and crimes against humanity", "grave"),
        ("Viol", "grave"),
        ("Violences volontaires", "violent"),
        ("Vol simple", "lesser"),
        ("Vol à main armée", "violent"),
        ("Asesinato", "grave"),
        ("Убийство", "grave"),
        ("Кража", "lesser"),
        ("القتل العمد", "grave"),
        ("سرقة", "lesser"),
        ("السرقة بالإكراه", "violent"),
        ("抢劫", "violent"),
        ("涉嫌谋杀", "grave"),
        ("Article 45 of the Act", "unknown"),
        ("", "unknown"),
        ("Taxi without licence", "unknown"),
    ],
)
def test_offences_are_put_into_classes_by_their_words(words, expected):
    assert offence_class([], [words]) is OffenceClass(expected)


@pytest.mark.parametrize(
    ("kinds", "words", "expected"),
    [
        ([SentenceKind.INDETERMINATE], "Theft", "grave"),
        ([SentenceKind.STANDARD, SentenceKind.EXTENDED], "Theft", "grave"),
        ([SentenceKind.SERIOUS], "Theft", "violent"),
        ([SentenceKind.SERIOUS], "Murder", "grave"),
        ([SentenceKind.STANDARD], "Theft", "lesser"),
    ],
)
def test_the_kind_of_sentence_counts_too(kinds, words, expected):
    assert offence_class(kinds, [words]) is OffenceClass(expected)


@pytest.mark.parametrize(
    ("born", "of_age"),
    [
        (dt.date(2008, 11, 22), dt.date(2026, 11, 22)),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1)),
        (None, None),
    ],
)
def test_the_day_on_which_somebody_is_of_age(born, of_age):
    assert of_age_on(born) == of_age


@pytest.mark.parametrize(
    ("over", "missing"),
    [
        ({}, []),
        ({"photo_on": None}, [Gap.NO_PHOTO]),
        ({"photo_on": dt.date(2024, 1, 1)}, [Gap.OLD_PHOTO]),
        ({"marks": 0, "born": None}, [Gap.NO_MARKS, Gap.NO_BIRTH]),
        ({"level": None}, [Gap.NO_LEVEL]),
        ({"level": None, "status": LegalStatus.UNCONVICTED}, [Gap.NO_ORDER_END]),
        ({"status": LegalStatus.UNCONVICTED, "order_until": DAY}, []),
    ],
)
def test_what_would_be_missing_for_a_search(over, missing):
    assert list(gaps(held(**over), DAY)) == missing
