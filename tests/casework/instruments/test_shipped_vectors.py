"""Every form that comes with the house is in order, says where it comes from, and gives the published results."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from casework.definitions.rules import form_of
from casework.instruments.cli import instruments, levels
from casework.instruments.service import FOLDER, shipped
from casework.manuscripts.schemas import read_definition
from casework.proofs.rules import proofs_of

FILES = sorted(FOLDER.glob("*.toml"))
CASES = [(code, one) for code, data in shipped().items() for one in data["vectors"]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_form_is_in_order_and_names_its_source(path):
    data = read_definition(path.read_text(encoding="utf-8"))
    assert data["source"]
    assert data["licence"]
    assert data["population"]["text"]


@pytest.mark.parametrize(("code", "vector"), CASES, ids=lambda one: one if isinstance(one, str) else one["id"])
def test_a_published_result_comes_out(code, vector):
    (proof,) = proofs_of(form_of(shipped()[code]), [vector])
    assert proof.got == proof.expected
    assert proof.passed


def run(command, verb, tmp_path, data):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return CliRunner().invoke(command, [verb, str(file)])


def test_a_file_of_cases_is_scored_and_a_stranger_is_refused_by_name(tmp_path):
    first = {"id": "PSA-x", "instrument": "Public Safety Assessment", "input": {"age_at_arrest": 45}}
    cases = {"vectors": [first, {"id": "B", "instrument": "BP-338", "input": {}}]}
    done = run(instruments, "score", tmp_path, cases)
    assert done.exit_code == 0
    scored, refused = json.loads(done.stdout)
    assert scored["result"]["provisional"] is True
    assert scored["result"]["nca_scaled"] is None
    assert scored["interval"]["nca_scaled"] == [1, 6]
    assert "pending_charge" in scored["missing"]
    assert {"question": "age_at_arrest", "answer": 45, "known": True, "points": None, "counted": True} in scored[
        "components"
    ]
    assert "BP-338" in refused["refused"]


def test_levels_are_printed_as_published_and_not_known_is_not_zero(tmp_path):
    whole = {"q1": 0, "q2": 0, "q3": 0, "q4": 0, "q5": -2, "q6": -4, "q7": 0, "q8": 0, "q9": 0}
    part = {key: value for key, value in whole.items() if key not in {"q1", "q9"}} | {"q9": None}
    told = [{"id": n, "instrument": "Tennessee CAF (pre-2026)", "input": one} for n, one in enumerate((whole, part))]
    full, half = json.loads(run(instruments, "score", tmp_path, told).stdout)
    assert {key: full["result"][key] for key in ("schedule_A", "total", "level")} == {
        "schedule_A": 0, "total": -6, "level": "MINIMUM",
    }  # fmt: skip
    assert half["result"]["level"] == "MINIMUM"
    assert half["result"]["provisional"] is False, "whatever the two answers are, the level is the same"
    assert half["result"]["total"] is None
    assert sorted(half["missing"]) == ["q1", "q9"]


def test_an_answer_that_is_none_is_refused(tmp_path):
    case = {"id": 1, "instrument": "Tennessee CAF (pre-2026)", "input": {"q1": 6}}
    done = run(instruments, "score", tmp_path, case)
    assert done.exit_code == 1
    assert "q1: 6 is no answer" in json.loads(done.stdout)[0]["refused"]


@pytest.mark.parametrize(
    ("given", "tier", "provisional"),
    [
        ({"arp": 0.0, "csrp": None, "rosh": "LOW"}, "MISSING", True),
        ({"arp": 0.0, "csrp": 0.0, "rosh": "LOW"}, "G", False),
        ({"arp": 0.0, "csrp": 0.5, "rosh": None, "lifer_ipp": True, "latest_release_date": "2025-06-15"}, "B", False),
        ({"arp": 0.0, "csrp": 0.5, "rosh": None, "lifer_ipp": True, "latest_release_date": "2021-06-15"}, "D", True),
        ({"arp": 90, "csrp": 6.9, "arp_type": "STATIC", "csrp_type": "STATIC", "rosh": "HIGH"}, "A", True),
        ({"arp": None, "csrp": None, "has_active_event": False}, "NOT_SUPERVISED", False),
    ],
)
def test_a_tier_stands_while_it_is_provisional(tmp_path, given, tier, provisional):
    (done,) = json.loads(run(levels, "decide", tmp_path, {"id": 1, "input": {"today": "2026-06-15", **given}}).stdout)
    assert (done["result"]["tier"], done["result"]["provisional"]) == (tier, provisional)


@pytest.mark.parametrize("code", sorted(shipped()))
def test_a_shipped_form_speaks_arabic(code):
    data = shipped()[code]
    rows = [*data["items"], *data["outputs"]]
    inner = [one for row in rows for key in ("options", "cases", "bands") for one in row.get(key, [])]
    texts = {data["name"], *(one[key] for one in (*rows, *inner) for key in ("text", "help") if one.get(key))}
    assert texts - set(data["words"]["ar"]) == set()
