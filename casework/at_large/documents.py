"""The list on paper, for a spreadsheet, for another program. Formula-free, and marked where names must not go out."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from casework.at_large.rules import MEANINGS, SOURCES, AtLarge, Missing, Section
from casework.countsheets.rules import Fault
from casework.snapshots.rules import Held
from kernel.documents import render_pdfs
from kernel.i18n import _, show_moment

PER_PAPER = 1000
"""People in one PDF: a few seconds of work, far from the limits that every paper is made under."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def plain(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip().startswith(_FORMULA) else value


def born(person: Held) -> str:
    """The year of birth as far as it is known: "1990", "1988-1992", or a dash."""
    if person.born is None:
        return "—"
    first, last = person.born
    return str(first) if first == last else f"{first}-{last}"


def isolated(value: str) -> str:
    """Text whose direction is its own, whatever stands round it. An element for each would double the time."""
    return f"\u2068{value}\u2069"


def facts(one: Missing) -> dict[str, Any]:
    """One person as every form of the list tells it: words in the reader's language, days as ISO."""
    person = one.person
    return {
        "section": one.section.value,
        "number": plain(person.number),
        "name": plain(person.name),
        "other_names": plain("; ".join(person.names[1:])),
        "sex": str(person.sex.label),
        "born": born(person),
        "prison": plain(person.prison),
        "wing": plain(person.wing),
        "danger": one.danger.value,
        "level": str(person.level.label) if person.level else _("not decided"),
        "offence": str(person.offence.label),
        "legal_status": str(person.status.label),
        "do_not_publish": "; ".join(str(mark.label) for mark in one.marks),
        "court_review": one.expired,
        "outside": str(person.outside.label) if person.outside else "",
        "alerts": "; ".join(str(code.label) for code in person.alerts),
        "keep_apart": " ".join(person.apart),
        "photo": person.photo_on.isoformat() if person.photo_on else "",
        "missing_for_search": "; ".join(str(gap.label) for gap in one.gaps),
        "perhaps_counted": _("line %(line)s of the count", line=one.perhaps.line) if one.perhaps else "",
    }


def csv_bytes(found: AtLarge) -> bytes:
    """The list as CSV in UTF-8 with its mark, so that spreadsheets read every script."""
    rows = [facts(one) for one in found.missing]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["section", "number", "name"])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def told(fault: Fault) -> dict[str, Any]:
    """A fault of the count with its place."""
    return {"line": fault.line, "column": fault.column, "value": plain(fault.value), "reason": fault.reason,
            "perhaps": list(fault.perhaps)}  # fmt: skip


def json_bytes(found: AtLarge) -> bytes:
    """The list as JSON: what it was made from, the sections with meaning and source, the count's faults, the people."""
    value = {
        "service": found.snapshot.service,
        "snapshot_made_at": found.snapshot.made_at.isoformat(),
        "judged_as_of": found.day.isoformat(),
        "inside": len(found.snapshot.people),
        "counted": len(found.count.present),
        "unaccounted_for": len(found.missing),
        "sections": [
            {"section": section.value, "label": str(section.label), "people": len(people),
             "means": str(MEANINGS[section]), "source": str(SOURCES[section])}
            for section, people in found.sections()
        ],
        "count_faults": [told(fault) for fault in found.count.faults],
        "people": [facts(one) for one in found.missing],
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _line(one: Missing) -> dict[str, str]:
    """One person as the paper tells it: who, what is forbidden, everything else, in whole sentences."""
    told, person = facts(one), one.person
    who = f"{isolated(told['number'])} {isolated(told['name'])}"
    other = f" ({isolated(told['other_names'])})" if told["other_names"] else ""
    words = [f"{told['sex']}, {told['born']}. {isolated(told['prison'])}, {isolated(told['wing'] or '—')}.",
             f"{told['level']}; {told['offence']}; {told['legal_status']}."]  # fmt: skip
    words += [_("Danger without it: %(tier)s.", tier=one.danger.label)] if one.expired else []
    words += [f"{told['outside']}."] if person.outside else []
    words += [_("Alerts: %(alerts)s.", alerts=told["alerts"])] if person.alerts else []
    words += [_("Keep apart from %(numbers)s.", numbers=isolated(told["keep_apart"]))] if person.apart else []
    words += [_("Perhaps counted: %(where)s.", where=told["perhaps_counted"])] if one.perhaps else []
    stop = [_("DO NOT PUBLISH: %(why)s.", why=told["do_not_publish"])] if one.marks else []
    return {"who": who, "other": other, "stop": " ".join([*stop, one.expired]).strip(), "words": " ".join(words)}


def papers(found: AtLarge) -> tuple[list[str], Iterator[bytes]]:
    """The parts ("A", "B-1", "B-2", …) and their PDFs: each section, a thousand people to a paper.

    Going on to the next PDF raises PdfUnavailable.
    """
    parts = [
        (section, people, at // PER_PAPER) for section, people in found.sections()
        for at in range(0, len(people), PER_PAPER)
    ]  # fmt: skip
    names = [section.value if len(people) <= PER_PAPER else f"{section.value}-{n + 1}" for section, people, n in parts]
    told = ((str(section.label), _context(found, section, people, n)) for section, people, n in parts)
    return names, render_pdfs("casework/at_large/list.pdf.html", told)


def _context(found: AtLarge, section: Section, people: Sequence[Missing], part: int) -> dict[str, Any]:
    """What one paper tells: the people of this part, counted from 0, and the section it belongs to."""
    here = people[part * PER_PAPER : (part + 1) * PER_PAPER]
    return {
        "found": found, "section": section, "people": [_line(one) for one in here], "means": MEANINGS[section],
        "source": SOURCES[section], "n": part + 1, "parts": -(-len(people) // PER_PAPER), "all": len(people),
        "made_at": f"{show_moment(found.snapshot.made_at)} UTC",
        "gaps": Counter(str(gap.label) for one in people for gap in one.gaps),
    }  # fmt: skip
