"""Scoring forms on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from casework.answers.rules import AnswerRefused, read_answers
from casework.definitions.rules import form_of
from casework.instruments import service
from casework.instruments.rules import Result, ends_of, score
from casework.manuscripts.schemas import FormRefused, read_definition
from casework.questions.rules import Form, Scalar
from kernel import clock
from kernel.accounts.queries import account_by_name
from kernel.cases import cases_of
from kernel.db import in_transaction
from kernel.errors import DomainError

TIER = "HMPPS tier V3"
_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
_TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("instruments")
def instruments() -> None:
    """Scoring forms."""


@click.group("levels")
def levels() -> None:
    """Supervision levels."""


@instruments.command("install")
@click.argument("file", type=_TEXT, default=service.SHIPPED)
@click.option("--first", required=True, help="User name of who proposes the form.")
@click.option("--second", required=True, help="User name of who checked it and puts it in force.")
def install(file: Path, first: str, second: str) -> None:
    """Read the form in FILE (or the sample form), run its own examples, put it in force for two people."""

    def deed() -> None:
        humans = [account_by_name(name) for name in (first, second)]
        if humans[0] is None or humans[1] is None:
            raise click.ClickException("Both user names must belong to accounts.")
        version = service.load_instrument(None, file)
        service.activate(None, version, humans[0].human_id, humans[1].human_id)

    try:
        in_transaction(deed)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("The form is in force.")


@instruments.command("check")
@click.argument("file", type=_TEXT)
def check(file: Path) -> None:
    """Say what keeps the form in FILE from being put in force, each flaw with its line."""
    try:
        data = read_definition(file.read_text(encoding="utf-8"), file.name)
    except FormRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{data['name']}, version {data['version']}: in order, {len(data['vectors'])} examples come out.")


@instruments.command("score")
@_FILE
def score_file(file: str) -> None:
    """Score every case in FILE with the form it names and print a JSON list; - reads standard input.

    FILE holds one case (instrument, input), a list of cases, or an object with a list called vectors. A case that
    cannot be scored says why under "refused". Ends with code 1 when none could be scored, 2 for an unreadable file.
    """
    forms = {name: form_of(one) for one in service.shipped().values() for name in (one["code"], *one["known_as"])}
    _print([_answer(case, forms) for case in _cases(file, "vectors")])


@levels.command("decide")
@_FILE
def decide(file: str) -> None:
    """Decide the supervision level of every case in FILE by the HMPPS tier; - reads standard input.

    FILE holds one case (input), a list of cases, or an object with a list called v3. Prints a JSON list. Where a
    case names no day of the calculation, today is taken.
    """
    form = next(form_of(one) for one in service.shipped().values() if TIER in one["known_as"])
    day = {form.at: clock.now().date()}
    _print([_answer(_case(case) | {"instrument": TIER}, {TIER: form}, day) for case in _cases(file, "v3")])


def _cases(file: str, key: str) -> list[Any]:
    with click.open_file(file, "rb") as given:
        return list(cases_of(given.read(), file, key))


def _print(answers: list[dict[str, Any]]) -> None:
    sys.stdout.write("[" + ",".join("\n" + json.dumps(one, ensure_ascii=False) for one in answers) + "\n]\n")
    for one in answers:
        if "refused" in one:
            click.echo(f"{one['id']}: {str(one['refused']).split('. ')[0]}.", err=True)
    if answers and all("refused" in one for one in answers):
        sys.exit(1)


def _case(raw: Any) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _answer(raw: Any, forms: dict[str, Form], given: dict[str, Any] | None = None) -> dict[str, Any]:
    case = _case(raw)
    made = {"id": case.get("id"), "instrument": case.get("instrument")}
    form = forms.get(str(case.get("instrument")))
    if form is None:
        known = ", ".join(sorted({name for one in service.shipped().values() for name in one["known_as"]}))
        return made | {"refused": f"There is no instrument “{case.get('instrument')}”. There are: {known}."}
    if not isinstance(case.get("input"), dict):
        return made | {"refused": "A case holds its answers as an object under “input”."}
    try:
        answers, strange = read_answers(form, (given or {}) | case["input"])
    except AnswerRefused as refusal:
        return made | {"refused": str(refusal)}
    found = score(form, answers)
    open_part: dict[str, Any] = {
        "provisional": found.provisional, "missing": list(found.missing), "components": _components(form, found),
    }  # fmt: skip
    told = {form.output(key).name: _plain(form, found.shown[key]) for key in form.report}
    return made | {"result": told | open_part, **open_part, **_open(form, found), "ignored": strange}


def _open(form: Form, found: Result) -> dict[str, Any]:
    """How far each result can still go, and which question to ask first."""
    reach = {form.output(key).name: [_plain(form, end) for end in ends_of(form, found.may[key])] for key in form.report}
    return {
        "interval": reach,
        "ask_first": [{"question": key, "percent": share} for key, _text, share in found.matters],
    }


def _components(form: Form, found: Result) -> list[dict[str, Any]]:
    questions = [
        {"question": one.key, "answer": _plain(form, one.value), "known": one.known, "points": one.points,
         "counted": one.counted}
        for one in found.contributions
    ]  # fmt: skip
    return [*questions, *({"result": one.key, "value": _plain(form, found.shown[one.key])} for one in form.outputs)]


def _plain(form: Form, value: Scalar) -> Any:
    if isinstance(value, str):
        return value.upper() if value in form.levels else value
    return value if value is None or isinstance(value, int | float) else value.isoformat()
