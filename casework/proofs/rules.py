"""A form proves itself before anybody is scored with it; each flaw is told with its place.

What it names exists, its bands neither overlap nor leave holes, all it offers can happen, its own examples come out.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.answers.rules import AnswerRefused, read_answers
from casework.definitions.rules import everything, form_of, references
from casework.instruments.rules import score
from casework.questions.rules import Case, Form, Output, Scalar, Span, Values
from casework.scoring.rules import MOST, matching
from kernel.i18n import _

Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """What is wrong and where: ``place`` as items[2].options[1], counted from one."""

    place: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One of the form's own examples: what it says must come out, what came out."""

    id: str
    expected: Mapping[str, Any]
    got: Mapping[str, Any]
    trouble: str = ""

    @property
    def passed(self) -> bool:
        """Whether it came out as the form says."""
        return not self.trouble and dict(self.expected) == dict(self.got)


def flaws_of(data: Data) -> list[Flaw]:
    """Everything that keeps a definition of the right shape from being a form. Empty when it may be put in force."""
    found = [*_names(data), *_values(data)]
    if found:
        return found
    form = form_of(data)
    found = [*_unused(form), *_holes(form), *_unreachable(form)]
    failing = [one for one in proofs_of(form, data.get("vectors", [])) if not one.passed]
    found += [Flaw(place=f"vectors.{one.id}", words=one.trouble or _differs(one)) for one in failing]
    return found if data.get("vectors") else [*found, Flaw(place="vectors", words=_("Add at least one example."))]


# ---- names and values -----------------------------------------------------------------------------------------------


def _names(data: Data) -> Iterator[Flaw]:
    keys = Counter(one["key"] for one in (*data["items"], *data["outputs"]))
    yield from (Flaw(place=key, words=_("This key is used twice.")) for key, n in keys.items() if n > 1)
    seen = {one["key"] for one in data["items"]}
    for n, one in enumerate(data["outputs"], 1):
        for name in [name for name in _looked_at(one) if name not in seen]:
            words = _("“%(name)s” is no question and no result above this one.", name=name)
            yield Flaw(place=f"outputs[{n}]", words=words)
        seen.add(one["key"])
    results = {one["key"] for one in data["outputs"]}
    named = [(field, name) for field in ("result", "number", "also", "report") for name in _listed(data.get(field, []))]
    for field, name in named:
        if name not in results:
            yield Flaw(place=field, words=_("There is no result “%(name)s”.", name=name))
    looked = [(f"overrides.{one['code']}", name) for one in data.get("overrides", []) for name in one["when"]]
    looked += [(field, name) for field in ("required", "day") for name in _listed(data.get(field, []))]
    for place, name in looked:
        if name not in seen:
            yield Flaw(place=place, words=_("There is no question “%(name)s”.", name=name))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _looked_at(one: Data) -> Iterator[str]:
    for way in ("sum", "highest", "first", "years"):
        yield from one.get(way, [])
    yield from [one["of"]] if "of" in one else []
    yield from [one["logistic"]["of"]] if "logistic" in one else []
    for side in ("rows", "columns"):
        yield from [one["matrix"][side]["of"]] if "matrix" in one else []
    terms = [*one.get("log", {}).get("over", []), *one.get("log", {}).get("under", [])]
    yield from (term.removeprefix("-") for term in terms if isinstance(term, str))
    whens = [one.get("unless", {}), *(case.get("when", {}) for case in (*one.get("cases", []), *one.get("bands", [])))]
    yield from (name for when in whens for name in when)


def _values(data: Data) -> Iterator[Flaw]:
    for n, item in enumerate(data["items"], 1):
        values = [option["value"] for option in item.get("options", [])]
        at = f"items[{n}]"
        if item.get("answer", "choice") == "choice" and len(values) < 2:  # noqa: PLR2004 - a choice has two sides
            yield Flaw(place=at, words=_("A question needs at least two options."))
        for m, option in enumerate(item.get("options", []), 1):
            if values.count(option["value"]) > 1:
                yield Flaw(place=f"{at}.options[{m}]", words=_("This option stands here twice."))
            for step in option.get("becomes", []):
                if step["value"] not in values:
                    yield Flaw(place=f"{at}.options[{m}].becomes", words=_("It becomes an option that does not exist."))
        if item.get("if_silent", "none") not in {*values, "yes", "no", "none"}:
            yield Flaw(place=f"{at}.if_silent", words=_("This is no answer to the question."))


# ---- bands, holes, what never happens -------------------------------------------------------------------------------


def _unused(form: Form) -> Iterator[Flaw]:
    looked = {name for one in form.outputs for name in references(one)}
    looked |= {name for item in form.items for name, _values in item.open_when} | {form.at}
    for n, item in enumerate(form.items, 1):
        if item.key not in looked:
            yield Flaw(place=f"items[{n}]", words=_("No result looks at this question."))


def _holes(form: Form) -> Iterator[Flaw]:
    every = everything(form)
    for n, output in enumerate(form.outputs, 1):
        banded = [case for case in output.cases if ".bands[" in case.place]
        groups: dict[Any, list[Case]] = {}
        for case in banded:
            groups.setdefault(case.tests[1:], []).append(case)
        for cases in groups.values():
            yield from _line(form, cases, every[cases[0].tests[0].name])
        yield from _uncovered(f"outputs[{n}]", output, groups, every)


def _line(form: Form, cases: Sequence[Case], values: Values) -> Iterator[Flaw]:
    """Bands along one line: each begins where the one before ended."""
    rows = sorted(cases, key=lambda case: case.tests[0].low)
    name = rows[0].tests[0].name
    whole = _is_whole(values)
    for before, after in itertools.pairwise(rows):
        end, start = _end(before, whole=whole), after.tests[0].low
        if start < end:
            yield Flaw(place=after.place, words=_("This band overlaps the one before it at %(at)s.", at=f"{start:g}"))
        if start > end:
            yield Flaw(place=after.place, words=_("There is no band for %(at)s.", at=f"{end:g}"))
    computed = next((one.how for one in form.outputs if one.key == name), "")
    ends = [] if computed in {"years", "log"} else _ends(values)
    if ends and min(ends) < rows[0].tests[0].low:
        yield Flaw(place=rows[0].place, words=_("There is no band for %(at)s.", at=f"{min(ends):g}"))
    if ends and not (max(ends) < _end(rows[-1], whole=whole)):
        yield Flaw(place=rows[-1].place, words=_("There is no band for %(at)s.", at=f"{max(ends):g}"))


def _is_whole(values: Values) -> bool:
    return all(isinstance(one, int) for one in _ends(values))


def _ends(values: Values) -> list[Any]:
    found = [values.low, values.high] if isinstance(values, Span) else list(values)
    return [one for one in found if isinstance(one, int | float)]


def _end(case: Case, *, whole: bool) -> float:
    """Where the next band must begin."""
    test = case.tests[0]
    if math.isfinite(test.below):
        return test.below
    return test.high + 1 if whole else math.nextafter(test.high, math.inf)


def _uncovered(place: str, output: Output, groups: Mapping[Any, Any], every: Mapping[str, Values]) -> Iterator[Flaw]:
    """Groups of bands (by sex, say) leave nobody out; lists of cases have an answer to everything."""
    tests = [key for key in groups if key]
    names = sorted({test.name for group in tests for test in group})
    for row in _rows(names, every) if tests else ():
        held = sum(all(test.holds(row[test.name]) for test in group) for group in groups)
        if held != 1:
            words = _("No bands hold for %(who)s.") if held == 0 else _("Two sets of bands hold for %(who)s.")
            yield Flaw(place=place, words=words % {"who": _told(row)})
            return
    if groups or not output.cases or ".matrix" in output.cases[0].place:
        return
    for row in _rows(output.tested, every):
        if matching(output.cases, row) is None:
            words = _("No case holds for %(who)s. Add a last one without a condition.", who=_told(row))
            yield Flaw(place=place, words=words)
            return


def _rows(names: Sequence[str], every: Mapping[str, Values]) -> Iterator[dict[str, Scalar]]:
    sets = [every[name] for name in names]
    if any(isinstance(one, Span) for one in sets) or math.prod(map(len, sets)) > MOST:  # type: ignore[arg-type]
        return
    for row in itertools.product(*(sorted(one, key=str) for one in sets)):  # type: ignore[arg-type]
        yield dict(zip(names, row, strict=True))


def _told(row: Mapping[str, Scalar]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in row.items())


def _unreachable(form: Form) -> Iterator[Flaw]:
    every = everything(form)
    for output in form.outputs:
        met = {id(matching(output.cases, row)) for row in _rows(output.tested, every)}
        for case in output.cases if met else ():
            if id(case) not in met:
                yield Flaw(place=case.place, words=_("No answers lead here: it can never be given."))
    result = every[form.result]
    given = set(result) if isinstance(result, frozenset) else set()
    for level in [one for one in given if isinstance(one, str) and one not in form.levels]:
        yield Flaw(place="levels", words=_("The result “%(name)s” is missing in the levels.", name=level))
    for level in [one for one in form.levels if one not in given]:
        yield Flaw(place="levels", words=_("No answers lead to the level “%(name)s”.", name=level))


# ---- examples -------------------------------------------------------------------------------------------------------


def proofs_of(form: Form, vectors: Sequence[Data]) -> list[Proof]:
    """Every example of a form with what came out."""
    return [_proof(form, one) for one in vectors]


def _proof(form: Form, vector: Data) -> Proof:
    expected = {key: None if value == "none" else value for key, value in vector["expect"].items()}
    try:
        known, strange = read_answers(form, vector["given"])
    except AnswerRefused as refusal:
        return Proof(id=vector["id"], expected=expected, got={}, trouble=str(refusal))
    found = score(form, known)
    results = {one.name: found.shown[one.key] for one in form.outputs} | {"provisional": found.provisional}
    got = {key: results.get(key) for key in expected}
    trouble = [_("“%(name)s” is no question.", name=name) for name in strange]
    trouble += [_("There is no result “%(name)s”.", name=name) for name in expected if name not in results]
    return Proof(id=vector["id"], expected=expected, got=got, trouble=" ".join(trouble))


def _differs(proof: Proof) -> str:
    wrong = {key: value for key, value in proof.expected.items() if proof.got.get(key) != value}
    return _("Expected %(expected)s; came out %(got)s.", expected=wrong, got={key: proof.got[key] for key in wrong})
