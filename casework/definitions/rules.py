"""From a definition as its author wrote it to a form that the engine scores. The shape was checked before."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casework.questions.rules import (
    FIRST_DAY,
    LAST_DAY,
    NO,
    NONE,
    YES,
    Case,
    Form,
    Item,
    Option,
    Output,
    Override,
    Span,
    Test,
    Values,
)  # fmt: skip
from casework.scoring.rules import MOST, possible
from kernel.i18n import _l, said

Data = Mapping[str, Any]
LISTED = 60  # a whole number with up to so many values is tried value by value
WAYS = ("sum", "cases", "bands", "matrix", "highest", "first", "logistic", "log", "years")


def form_of(definition: Data) -> Form:
    """The form behind a definition. Raises KeyError or ValueError where it is none."""
    data = definition if definition.get("format", 1) > 1 else _from_first_format(definition)
    words = data.get("words", {})
    outputs = tuple(_output(one, n, words) for n, one in enumerate(data["outputs"]))
    form = Form(
        code=data["code"],
        items=tuple(_item(one, data["outputs"], words, data.get("kind", "")) for one in data["items"]),
        outputs=tuple(_with_overrides(one, data, words) for one in outputs), result=data["result"],
        number=data.get("number", ""), levels=tuple(data.get("levels", ())), also=tuple(data.get("also", ())),
        report=tuple(data.get("report", ())),
        required=tuple(data.get("required", ())), without=data.get("without", ""), at=data.get("day", ""),
        cautious=data.get("until_known") == "lowest",
    )  # fmt: skip
    return dataclasses.replace(form, split=_shared(form))


def _shared(form: Form) -> frozenset[str]:
    """What several results look at, as far as it can be tried one by one. It follows from the form alone."""
    looks = Counter(name for one in form.outputs for name in set(references(one)))
    chosen, combinations = set(), 1
    for key, values in everything(form).items():
        if looks[key] > 1 and isinstance(values, frozenset) and 1 < len(values) <= MOST // combinations:
            chosen.add(key)
            combinations *= len(values)
    return frozenset(chosen)


def everything(form: Form) -> dict[str, Values]:
    """Each question and each result → all it may ever be."""
    return {one.key: one.domain for one in form.items} | possible(form, {})


def references(output: Output) -> Iterator[str]:
    """The questions and results that a result looks at."""
    yield from output.parts
    yield from (one.removeprefix("-") for one in (*output.over, *output.under) if isinstance(one, str))
    groups = (output.unless, *(one.tests for one in output.cases), *(one.tests for one in output.overrides))
    yield from (test.name for tests in groups for test in tests)


def _item(one: Data, outputs: Sequence[Data], words: Data, form_kind: str = "") -> Item:
    kind, default = one.get("answer", "choice"), one.get("if_silent")
    choices = tuple(_options(one, kind, words))
    low, high = (float(one["from"]), float(one["to"])) if kind == "number" else (-math.inf, math.inf)
    return Item(
        key=one["key"], text=said(one["text"], words), kind=kind, choices=choices,
        domain=_domain(one, kind, choices, outputs), names=tuple(_listed(one.get("alias", []))),
        default=None if default == NONE and kind in {"number", "date"} else default, silent=default is not None,
        whole=one.get("whole", True), least=low, most=high, fresh_months=one.get("fresh_months"),
        help=said(one.get("help", ""), words), about=one.get("about", "needs" if form_kind == "needs" else ""),
        open_when=tuple((name, frozenset(_listed(value))) for name, value in one.get("provisional_when", {}).items()),
    )  # fmt: skip


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _options(one: Data, kind: str, words: Data) -> Iterator[Option]:
    if kind == "yes_no":
        yield Option(value=NO, text=_l("No"))
        yield Option(value=YES, text=_l("Yes"), points=one.get("points", 0))
    for each in one.get("options", []):
        yield Option(
            value=each["value"], text=said(each["text"], words), points=each.get("points", 0),
            becomes=_steps(each, "after_months"), at_age=_steps(each, "at_age"),
            near_release=_steps(each, "months_to_release"), earned=each.get("earned", False),
        )  # fmt: skip


def _steps(option: Data, by: str) -> tuple[tuple[int, str], ...]:
    return tuple((step[by], step["value"]) for step in option.get("becomes", []) if by in step)


def _domain(one: Data, kind: str, choices: Sequence[Option], outputs: Sequence[Data]) -> Values:
    """All that a question may be answered with. A number that is only compared is one of its classes."""
    if kind == "date":
        first, last = one.get("from", FIRST_DAY.isoformat()), one.get("to", LAST_DAY.isoformat())
        return Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    if kind != "number":
        return frozenset(option.value for option in choices)
    low, high, whole = one["from"], one["to"], one.get("whole", True)
    if not _counted_with(one["key"], outputs):
        starts = {low, *(start for start in _starts(one["key"], outputs, whole=whole) if low < start <= high)}
        return frozenset(starts)
    return frozenset(range(low, high + 1)) if whole and high - low < LISTED else Span(low, high)


def _counted_with(key: str, outputs: Sequence[Data]) -> bool:
    return any(
        key in [*one.get("sum", []), *one.get("years", []), one.get("logistic", {}).get("of")]
        or key in [str(t).removeprefix("-") for t in (*one.get("log", {}).get("over", []),
                                                      *one.get("log", {}).get("under", []))]
        for one in outputs
    )  # fmt: skip


def _starts(key: str, outputs: Sequence[Data], *, whole: bool) -> Iterator[float]:
    """The numbers at which something changes for this question."""
    for output in outputs:
        for case in _case_list(output, 0, {}):
            for test in (test for test in case.tests if test.name == key):
                for value in test.values or ():
                    yield from (value, value + 1) if whole else (value, math.nextafter(value, math.inf))
                yield from (end for end in (test.low, test.below) if math.isfinite(end))
                if math.isfinite(test.high):
                    yield test.high + 1 if whole else math.nextafter(test.high, math.inf)


def _output(one: Data, n: int, words: Data) -> Output:
    how = next(way for way in WAYS if way in one)
    given = one[how]
    base = Output(
        key=one["key"], text=said(one.get("text", one["key"]), words), how=how, unless=tests_of(one.get("unless", {})),
        name=one.get("alias", one["key"]),
    )  # fmt: skip
    if how in {"cases", "bands", "matrix"}:
        cases = tuple(_case_list(one, n, words))
        whole = float(_on_whole_line(one, cases))
        return dataclasses.replace(base, how="cases", cases=cases, numbers={"whole_line": whole})
    if how == "logistic":
        numbers = {key: part for key, part in given.items() if key != "of"}
        return dataclasses.replace(base, parts=(given["of"],), numbers=numbers)
    if how == "log":
        times, over, under = {"times": given.get("times", 1)}, tuple(given["over"]), tuple(given["under"])
        return dataclasses.replace(base, over=over, under=under, numbers=times)
    numbers = {"constant": one.get("constant", 0), "after_anniversary": one.get("after_anniversary", False)}
    return dataclasses.replace(base, parts=tuple(given), numbers=numbers)


def _on_whole_line(one: Data, cases: Sequence[Case]) -> bool:
    return not cases[-1].tests or ("bands" in one and not any("when" in band for band in one["bands"]))


def _case_list(one: Data, n: int, words: Data) -> Iterator[Case]:
    at = f"outputs[{n + 1}]"
    for m, case in enumerate(one.get("cases", []), 1):
        yield Case(tests=tests_of(case.get("when", {})), **_given(case, words), place=f"{at}.cases[{m}]")
    for m, band in enumerate(one.get("bands", []), 1):
        tests = (_limits(one["of"], band), *tests_of(band.get("when", {})))
        yield Case(tests=tests, **_given(band, words), place=f"{at}.bands[{m}]")
    yield from _matrix(one["matrix"], at) if "matrix" in one else ()


def _given(case: Data, words: Data) -> dict[str, Any]:
    give = None if case["give"] == NONE else case["give"]
    return {"give": give, "text": said(case.get("text", ""), words), "titled": bool(case.get("text"))}


def _matrix(matrix: Data, at: str) -> Iterator[Case]:
    across = list(_classes(matrix["columns"]))
    for n, (row, cells) in enumerate(zip(_classes(matrix["rows"]), matrix["cells"], strict=True), 1):
        for m, (column, cell) in enumerate(zip(across, cells, strict=True), 1):
            yield Case(tests=(row, column), give=cell, place=f"{at}.matrix.cells[{n}][{m}]")


def _classes(side: Data) -> Iterator[Test]:
    """The classes of one side of a matrix: each from its number up to the one before it (highest first)."""
    above = math.inf
    for start in side["from"]:
        yield Test(name=side["of"], low=start, below=above)
        above = start


def _limits(name: str, band: Data) -> Test:
    ends = {"low": band.get("from", -math.inf), "high": band.get("to", math.inf), "below": band.get("below", math.inf)}
    return Test(name=name, **ends)


def tests_of(when: Data) -> tuple[Test, ...]:
    """The conditions of a ``when``: name = value, name = [values], name = { from, to, below }."""
    return tuple(
        _limits(name, value) if isinstance(value, Mapping) else
        Test(name=name, values=frozenset(_plain(one) for one in _listed(value)))
        for name, value in when.items()
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return (YES if value else NO) if isinstance(value, bool) else value


def _with_overrides(output: Output, data: Data, words: Data) -> Output:
    if output.key != data["result"]:
        return output
    found = tuple(
        Override(
            code=one["code"], text=said(one["text"], words), tests=tests_of(one["when"]),
            level=one.get("at_least") or one["exactly"], exact="exactly" in one,
        )
        for one in data.get("overrides", [])
    )  # fmt: skip
    return dataclasses.replace(output, overrides=found)


def _from_first_format(data: Data) -> dict[str, Any]:
    """The first format knew one gate and one total. Assessments made with it score as they did."""
    gate = data.get("gate", {"items": [], "bands": []})
    floor = min((band["from"] for band in gate["bands"]), default=None)
    every = [one["key"] for one in data["items"]]
    shut = {"unless": {"gate": {"from": floor}}} if floor is not None else {}
    rows = [{"when": {"gate": {"from": band["from"]}}, "give": band["level"]} for band in gate["bands"]]
    rows += [
        {"give": band["level"]} | ({"when": {"total": {"from": band["from"]}}} if "from" in band else {})
        for band in data["total"]["bands"]
    ]
    outputs = [
        {"key": "gate", "sum": gate["items"]},
        {"key": "rest", "sum": [key for key in every if key not in gate["items"]]},
        {"key": "total", "sum": ["gate", "rest"], **shut}, {"key": "number", "first": ["total", "gate"]},
        {"key": "level", "cases": rows},
    ]  # fmt: skip
    levels = ["minimum", "medium", "close", "maximum"]
    return {**data, "outputs": outputs, "result": "level", "number": "number", "levels": levels}
