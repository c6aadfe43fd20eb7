"""``sentences calculate``: every public case exactly, every other case refused in words, nothing saved, no database."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from click.testing import CliRunner

from casework.calculator.cli import answer, group
from kernel.settings import ROOT

FILE = pathlib.Path(__file__).parents[1] / "sentences" / "release_dates.json"
CASES = json.loads(FILE.read_text())["vectors"]


def run(text, *arguments):
    return CliRunner().invoke(group, ["calculate", *(arguments or ("-",))], input=text)


def sentence(n=1, **over):
    one = {
        "n": n,
        "type": "determinate",
        "offence_committed": "2015-01-01",
        "sentenced_on": "2015-03-17",
        "length": {"months": 20},
        "release_fraction": "1/2",
    }
    return {key: value for key, value in {**one, **over}.items() if value is not ...}


def moved(kind="remand", days=10, **over):
    return {"kind": kind, "days": days, "applies_to_sentences_from": "2015-03-17", **over}


def case(*sentences, adjustments=(), **over):
    return {
        "id": "one",
        "law_profile": "sds-50",
        "sentences": list(sentences) or [sentence()],
        "adjustments": list(adjustments),
        **over,
    }


def refusal(raw):
    made = answer(raw)
    assert made["release_date"] is made["expiry_date"] is None
    assert made["steps"] == []
    assert made["refused"]["message"][-1] == "."
    return made["refused"]["code"]


def test_every_public_case_comes_out_exactly():
    made = json.loads(run("", str(FILE)).output)
    wanted = [(c["id"], c["expected"]["release_date"], c["expected"]["expiry_date"], None) for c in CASES]
    assert [(m["id"], m["release_date"], m["expiry_date"], m["refused"]) for m in made] == wanted
    assert all(step["text"] for m in made for step in m["steps"])


@pytest.mark.parametrize(
    "shape", [lambda c: c, lambda c: [c], lambda c: {"vectors": [c], "about": "x"}], ids=["one", "list", "file"]
)
def test_one_case_a_list_and_a_file_of_vectors_are_read(shape):
    (made,) = json.loads(run(json.dumps(shape(CASES[3]))).output)
    assert (made["release_date"], made["expiry_date"]) == ("2016-01-06", "2016-11-06")
    assert [step["code"] for step in made["steps"]] == ["length", "share", "credit", "at_large", "result"]


def test_it_runs_from_anywhere_without_a_database_and_speaks_json_alone(tmp_path):
    (tmp_path / "case.json").write_text(json.dumps(CASES[0]))
    surroundings = {**os.environ, "DATABASE_URL": "postgresql://nowhere.invalid/none", "THROUGHCARE_VAR": str(tmp_path)}
    made = subprocess.run(
        [sys.executable, ROOT / "run", "sentences", "calculate", "case.json"],
        cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert json.loads(made.stdout)[0]["release_date"] == "2014-09-20"
    assert [file.name for file in tmp_path.iterdir()] == ["case.json"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"id": 1,\n "sentences": [}', "line 2, column 16"),
        ("", "line 1, column 1"),
        ("42", "line 1, column 1"),
        ('{"vectors": {}}', "line 1, column 1"),
        ("[" * 100_000, "line 1, column 1"),
        (b'[\n "\xff"]', "line 2, column 3"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_code_2_and_the_place(text, place):
    made = run(text)
    assert made.exit_code == 2
    assert place in made.stderr
    assert made.stdout == ""


def test_one_bad_case_does_not_keep_the_others():
    made = json.loads(run(json.dumps([3, CASES[0], {"id": 7}])).output)
    assert [m["refused"] and m["refused"]["code"] for m in made] == ["not_an_object", None, "missing_field"]
    assert [m["id"] for m in made] == [None, "psi-examples/9", 7]


INPUTS = {
    "unknown_law": case(law_profile="mars-12"),
    "missing_field": case(sentence(sentenced_on=...)),
    "unknown_field": case(sentence(tranche=1)),
    "not_a_list": {**case(), "adjustments": {}},
    "bad_date": case(sentence(sentenced_on="2015-02-30")),
    "negative": case(sentence(length={"months": -3})),
    "not_a_number": case(sentence(length={"months": 2.5})),
    "out_of_range": case(sentence(length={"years": 100_000})),
    "no_length": case(sentence(length={"months": 0})),
    "wrong_length": case(sentence(custodial_length={"years": 1})),
    "bad_fraction": case(sentence(release_fraction="3/2")),
    "fraction_unclear": case(
        sentence(release_fraction=..., sentenced_on="2022-01-10", offence_committed="2021-01-01")
    ),
    "no_law": case(sentence(type="serious", release_fraction=...)),
    "unknown_type": case(sentence(type="sopc")),
    "recall": case(sentence(type="fixed_term_recall")),
    "indeterminate": case(sentence(type="life")),
    "no_sentence": {**case(), "sentences": []},
    "number_twice": case(sentence(1), sentence(1)),
    "follows_several": case(sentence(1), sentence(2), sentence(3, consecutive_to=[1, 2])),
    "follows_unknown": case(sentence(1, consecutive_to=[9])),
    "follows_same": case(sentence(1), sentence(2, consecutive_to=[1]), sentence(3, consecutive_to=[1])),
    "follows_circle": case(sentence(1), sentence(2, consecutive_to=[3]), sentence(3, consecutive_to=[2])),
    "offence_after_sentence": case(sentence(offence_committed="2015-03-18")),
    "unknown_adjustment": case(adjustments=[moved("good_conduct")]),
    "credited_twice": case(adjustments=[
        moved(**{"from": "2015-01-01", "to": "2015-01-20"}),
        moved("tagged_bail", **{"from": "2015-01-20", "to": "2015-02-01"}),
    ]),
    "stretch_reversed": case(adjustments=[
        moved("unlawfully_at_large", **{"from": "2015-05-10", "to": "2015-05-01"})
    ]),
    "stretch_too_short": case(adjustments=[moved(days=11, **{"from": "2015-01-01", "to": "2015-01-10"})]),
    "credit_in_sentence": case(adjustments=[moved(**{"from": "2015-03-10", "to": "2015-03-19"})]),
    "credit_for_none": case(adjustments=[moved(applies_to_sentences_from="2016-01-01")]),
    "at_large_overlap": case(adjustments=[
        moved("unlawfully_at_large", **{"from": "2015-05-01", "to": "2015-05-10"}),
        moved("unlawfully_at_large", **{"from": "2015-05-10", "to": "2015-05-19"}),
    ]),
    "at_large_before_sentence": case(adjustments=[
        moved("unlawfully_at_large", **{"from": "2015-03-01", "to": "2015-03-10"})
    ]),
    "at_large_after_end": case(adjustments=[
        moved("unlawfully_at_large", **{"from": "2017-01-01", "to": "2017-01-10"})
    ]),
    "restored_more_than_added": case(adjustments=[moved("restoration_of_additional_days_awarded", 3)]),
    "added_after_release": case(adjustments=[moved("additional_days_awarded", 5, **{"from": "2016-03-01"})]),
}  # fmt: skip
HARD = {
    "released_between": case(sentence(), sentence(2, sentenced_on="2016-02-01")),
    "credit_shared": case(
        sentence(), sentence(2, sentenced_on="2015-06-01"), adjustments=[moved(applies_to_sentences_from="2015-06-01")]
    ),
    "single_term": case(
        sentence(1, offence_committed="2005-01-01", sentenced_on="2012-07-31", length={"months": 3}),
        sentence(2, offence_committed="2005-01-01", sentenced_on="2012-08-17", length={"months": 4}),
    ),
    "at_large_on_release_day": case(
        adjustments=[moved("unlawfully_at_large", **{"from": "2016-01-16", "to": "2016-01-25"})]
    ),
    "added_before_sentence": case(
        sentence(),
        sentence(2, sentenced_on="2015-06-01"),
        adjustments=[moved("additional_days_awarded", 5, **{"from": "2015-05-01"})],
    ),
    "recall": case(sentence(recall_type="STANDARD_RECALL")),
    "at_large_in_added_days": case(
        adjustments=[
            moved("additional_days_awarded", 20, **{"from": "2015-06-01"}),
            moved("unlawfully_at_large", 5, **{"from": "2016-01-20", "to": "2016-01-24"}),
        ]
    ),
    "sentenced_at_large": case(
        sentence(),
        sentence(2, sentenced_on="2015-06-01"),
        adjustments=[moved("unlawfully_at_large", 10, **{"from": "2015-05-28", "to": "2015-06-06"})],
    ),
    "at_large_undated": case(
        sentence(), sentence(2, sentenced_on="2015-06-01"), adjustments=[moved("unlawfully_at_large", 10)]
    ),
    "month_end": case(
        sentence(1, sentenced_on="2015-03-25", length={"days": 7}),
        sentence(2, sentenced_on="2015-03-25", length={"days": 30}, consecutive_to=[1]),
        sentence(3, sentenced_on="2015-03-25", length={"months": 1}, consecutive_to=[2]),
    ),
}


@pytest.mark.parametrize("code", INPUTS)
def test_bad_input_is_refused_by_name(code):
    assert refusal(INPUTS[code]) == code


@pytest.mark.parametrize("code", HARD)
def test_what_the_rule_does_not_cover_is_refused_and_never_guessed(code):
    assert refusal(HARD[code]) == code


@pytest.mark.parametrize("bad", ["1/0", "0/2", "-1/2", "0,5", 0.5, "1", "", "1/2/3", ["1/2"], True])
def test_no_fraction_that_is_none(bad):
    assert refusal(case(sentence(release_fraction=bad))) in {"bad_fraction", "missing_field", "fraction_unclear"}


def test_any_name_of_a_case_comes_back_as_plain_ascii():
    made = run('{"id": "\\ud800 \u0645", "sentences": []}')
    assert made.output.isascii()
    assert json.loads(made.output)[0]["id"] == "\ud800 \u0645"


def test_days_added_before_a_sentence_that_follows_are_refused_too():
    rows = sentence(), sentence(2, sentenced_on="2015-06-01", consecutive_to=[1])
    added = moved("additional_days_awarded", 5, **{"from": "2015-05-01"})
    assert refusal(case(*rows, adjustments=[added])) == "added_before_sentence"


def test_a_field_written_twice_refuses_its_case():
    text = json.dumps(case()).replace('"id": "one"', '"id": "one", "id": "two"')
    assert json.loads(run(text).output)[0]["refused"]["code"] == "unknown_field"


def test_the_law_fixes_the_share_where_the_case_states_none():
    made = answer(case(sentence(release_fraction=...)))
    assert made["release_date"] == "2016-01-16"
    assert "section 244" in made["steps"][1]["text"]
    graver = sentence(type="serious", sentenced_on="2022-01-10", offence_committed=..., release_fraction=...)
    assert answer(case(graver))["steps"][1]["share"] == "2/3"


def test_sentences_under_the_old_law_are_worked_out_where_one_term_makes_no_difference():
    """psi-examples/33 of the public cases: the longer sentence holds the shorter one."""
    long = sentence(1, offence_committed="2005-01-01", sentenced_on="2010-10-16", length={"years": 4})
    short = sentence(2, offence_committed="2005-01-01", sentenced_on="2011-03-15", length={"years": 3})
    made = answer(case(long, short))
    assert (made["release_date"], made["expiry_date"]) == ("2012-10-15", "2014-10-15")


@pytest.mark.parametrize(
    ("sentences", "adjustments", "release", "expiry"),
    [  # psi-examples 16, 19, 24, 25, 21, 36 and 23 of the same public source
        ([("2015-02-12", 6, ()), ("2015-02-12", 8, ())], [14], "2015-05-29", "2015-09-27"),
        ([("2015-02-09", 18, ()), ("2015-10-05", 6, ())], [25], "2015-12-10", "2016-07-14"),
        ([("2012-12-17", 3, ()), ("2012-12-17", 3, [1])], [], "2013-03-17", "2013-06-16"),
        ([("2015-02-22", 3, ()), ("2015-02-22", 7, [1])], [], "2015-07-23", "2015-12-21"),
        ([("2015-03-17", 6, ()), ("2015-03-17", 9, [1])], [10], "2015-10-21", "2016-06-06"),
        ([("2012-09-10", 18, ()), ("2013-02-15", 10, ())], [15], "2013-07-01", "2014-02-22"),
        ([("2015-02-16", 6, ()), ("2015-02-16", 24, [1])], [60], "2016-03-17", "2017-06-16"),
    ],
)
def test_more_public_cases(sentences, adjustments, release, expiry):
    rows = [
        sentence(n, sentenced_on=on, length={"months": size}, consecutive_to=list(after), offence_committed=...)
        for n, (on, size, after) in enumerate(sentences, 1)
    ]  # fmt: skip
    days = [moved(days=number, applies_to_sentences_from=sentences[0][0]) for number in adjustments]
    made = answer(case(*rows, adjustments=days))
    assert (made["release_date"], made["expiry_date"]) == (release, expiry)
