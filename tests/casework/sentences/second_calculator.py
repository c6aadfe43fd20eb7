"""A second calculator of release dates, written from docs/sentences.md alone and on purpose in another way.

It knows no arithmetic on dates: it walks a calendar of days one by one, counts on its fingers, and moves a release day
by single steps. It shares no line with the rule it is held against.
"""

import datetime as dt
import itertools

BETWEEN = "released between"
_START = dt.date(1990, 1, 1)
CALENDAR = [_START + dt.timedelta(days=n) for n in range(365 * 130)]
INDEX = {str(day): n for n, day in enumerate(CALENDAR)}
MONTH = [day.year * 12 + day.month for day in CALENDAR]
NUMBER = [day.day for day in CALENDAR]
ENDS = [following == 1 for following in NUMBER[1:]] + [False]


def walk(start, months, days):
    """The index of the last day of ``months`` and then ``days`` that begin on the day with index ``start``."""
    last = start - 1
    if months:
        wanted, anchor, from_first = MONTH[last] + months, NUMBER[last], NUMBER[start] == 1
        here = last
        while not (MONTH[here] == wanted and (ENDS[here] or (not from_first and NUMBER[here] == anchor))):
            here += 1
        last = here
    for _day in range(days):
        last += 1
    return last


def blocks_of(lengths):
    """Lengths as runs of one unit: ("months", 5), ("days", 30), ..."""
    flat = []
    for length in lengths:
        months = length.get("years", 0) * 12 + length.get("months", 0)
        days = length.get("weeks", 0) * 7 + length.get("days", 0)
        flat += [("months", months)] * bool(months) + [("days", days)] * bool(days)
    return [(unit, sum(size for _u, size in run)) for unit, run in itertools.groupby(flat, key=lambda part: part[0])]


def last_of(start, lengths):
    end = start - 1
    for unit, size in blocks_of(lengths):
        end = walk(end + 1, size, 0) if unit == "months" else walk(end + 1, 0, size)
    return end


def inside(start, end, fraction):
    """The day on which the share is served: the first on which served / all is not less than the fraction."""
    above, below = (int(part) for part in fraction.split("/"))
    total = sum(1 for _day in range(start, end + 1))
    for served, day in enumerate(range(start, end + 1), 1):
        if served * below >= total * above:
            return day
    raise AssertionError("a share is at most the whole")


def rows_of(case):
    """The rows of sentences that follow one another."""
    by_number = {one["n"]: one for one in case["sentences"]}
    next_of = {one["consecutive_to"][0]: one["n"] for one in case["sentences"] if one.get("consecutive_to")}
    for one in case["sentences"]:
        if not one.get("consecutive_to"):
            row, here = [], one["n"]
            while here is not None:
                row.append(by_number[here])
                here = next_of.get(here)
            yield row


def custodial(one):
    return one.get("length") or one["custodial_length"]


def served_until(row, start):
    """The notional last day inside: the fractions in order of first appearance, whole terms last."""
    order = list(dict.fromkeys(one["release_fraction"] for one in row))
    order = [f for f in order if f != "1/1"] + [f for f in order if f == "1/1"]
    day = start - 1
    for fraction in order:
        mine = [custodial(one) for one in row if one["release_fraction"] == fraction]
        day = inside(day + 1, last_of(day + 1, mine), fraction)
    return day


def move(row, case):
    """(release, end) of one row, as indexes."""
    start = min(INDEX[one["sentenced_on"]] for one in row)
    end = last_of(start, [custodial(one) for one in row] + [one.get("extension_length", {}) for one in row])
    release = served_until(row, start)
    for one in case["adjustments"]:
        if one["kind"] in {"remand", "tagged_bail"}:
            for _day in range(one["days"]):
                release, end = release - 1, end - 1
    away = [one for one in case["adjustments"] if one["kind"] == "unlawfully_at_large"]
    for one in sorted(away, key=lambda one: one.get("from", "")):
        if "from" in one and INDEX[one["from"]] < start:
            continue
        still_inside = "from" not in one or INDEX[one["from"]] < release
        for _day in range(one["days"]):
            end += 1
            release += still_inside
    release = max(release, start)
    return release, max(release, end)


def second_opinion(case):
    """(release, expiry) as ISO text, or BETWEEN where the person would be out before a later sentence."""
    rows = sorted(rows_of(case), key=lambda row: min(one["sentenced_on"] for one in row))
    held_until = None
    dates = []
    for row in rows:
        first = min(INDEX[one["sentenced_on"]] for one in row)
        if held_until is not None and first > held_until:
            return BETWEEN
        for cut in range(1, len(row)):
            part = move(row[:cut], case)[0]
            if INDEX[row[cut]["sentenced_on"]] > max(part, held_until or 0, first):
                return BETWEEN
        dates.append(move(row, case))
        held_until = max(held_until or 0, dates[-1][0])
    release, end = max(r for r, _e in dates), max(e for _r, e in dates)
    for one in case["adjustments"]:
        if one["kind"] == "additional_days_awarded":
            release += one["days"]
        if one["kind"] == "restoration_of_additional_days_awarded":
            release -= one["days"]
    release = min(release, end) if any("additional" in one["kind"] for one in case["adjustments"]) else release
    return str(CALENDAR[release]), str(CALENDAR[end])
