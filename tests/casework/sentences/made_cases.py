"""Cases drawn by lot: sentences side by side and in rows, every unit and share, every kind of adjustment."""

import datetime as dt

FRACTIONS = ("1/2", "1/2", "1/2", "2/3", "2/5", "1/3", "1/1")
TRICKY = ((2020, 2, 28), (2020, 2, 29), (2021, 1, 31), (2021, 3, 1), (2019, 8, 31), (2022, 6, 1), (2023, 12, 31))


def draw_case(rng):
    """One case that the rule may or may not cover."""
    first = dt.date(*rng.choice(TRICKY)) if rng.random() < 0.3 else dt.date(2008, 1, 1) + days(rng.randrange(7000))
    sentences = []
    for number in range(1, rng.choice((1, 1, 1, 2, 2, 3, 4)) + 1):
        on = first + days(rng.choice((0, 0, 0, rng.randrange(0, 90)))) if sentences else first
        sentences.append(draw_sentence(rng, number, on, sentences))
    adjustments = [one for draw in (draw_credit, draw_at_large, draw_added) for one in draw(rng, first, sentences)]
    return {"id": "drawn", "law_profile": "sds-50", "sentences": sentences, "adjustments": adjustments}


def days(number):
    return dt.timedelta(days=number)


def draw_length(rng):
    units = rng.choice((("years",), ("months",), ("years", "months"), ("weeks",), ("days",), ("months", "days")))
    most = {"years": 8, "months": 23, "weeks": 60, "days": 400}
    return {unit: rng.randrange(1, most[unit] + 1) for unit in units}


def draw_sentence(rng, number, on, before):
    extended = rng.random() < 0.15
    free = [one["n"] for one in before if [one["n"]] not in [other.get("consecutive_to") for other in before]]
    made = {
        "n": number,
        "type": "extended" if extended else "determinate",
        "offence_committed": str(on - days(40)),
        "sentenced_on": str(on),
        "release_fraction": "1/1" if extended else rng.choice(FRACTIONS),
    }
    made |= (
        {
            "custodial_length": draw_length(rng),
            "extension_length": {rng.choice(("years", "months")): rng.randrange(1, 6)},
        }
        if extended
        else {"length": draw_length(rng)}
    )
    return made | ({"consecutive_to": [rng.choice(free)]} if free and rng.random() < 0.5 else {})


def draw_credit(rng, first, _sentences):
    for kind, chance in (("remand", 0.4), ("tagged_bail", 0.2)):
        if rng.random() < chance:
            yield {"kind": kind, "days": rng.randrange(1, 150), "applies_to_sentences_from": str(first)}


def draw_at_large(rng, first, _sentences):
    begin = first + days(rng.randrange(1, 60))
    for _time in range(rng.choice((0, 0, 0, 1, 2))):
        size = rng.randrange(1, 40)
        end = begin + days(size - 1)
        yield {"kind": "unlawfully_at_large", "days": size, "applies_to_sentences_from": str(first),
               "from": str(begin), "to": str(end)}  # fmt: skip
        begin = end + days(rng.randrange(1, 400))


def draw_added(rng, _first, sentences):
    latest = max(one["sentenced_on"] for one in sentences)
    if rng.random() < 0.25:
        added = rng.randrange(1, 120)
        facts = {"applies_to_sentences_from": latest, "from": latest}
        yield {"kind": "additional_days_awarded", "days": added, **facts}
        if rng.random() < 0.5:
            yield {"kind": "restoration_of_additional_days_awarded", "days": rng.randrange(1, added + 1), **facts}
