"""The shape of the house: folders, files, sizes, who may fetch a person, what a commit may not contain."""

from __future__ import annotations

import ast
import pathlib
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator

from kernel.settings import ROOT

MODULES = ("casework", "programmes", "probation", "marketplace")
CLOSED_LIST = {
    "__init__.py", "models.py", "rules.py", "policies.py", "events.py", "queries.py", "service.py", "forms.py",
    "schemas.py", "documents.py", "views.py", "api.py", "cli.py",
}  # fmt: skip
MODULE_FILES = {"__init__.py", "public.py", "handlers.py"}
LONGEST_FILE, LONGEST_FUNCTION = 250, 30
FETCHES_PEOPLE = ("casework/people/", "casework/access/")
WORDS = ("/wo" + "rk/", "/ro" + "ot/", "pypi" + r"\.org", "python" + r"hosted\.org")
WORKPLACE = re.compile("|".join(WORDS))


def production() -> Iterator[pathlib.Path]:
    """Every Python file that ships, but for generated migrations."""
    yield ROOT / "app.py"
    for folder in ("kernel", *MODULES):
        yield from sorted((ROOT / folder).rglob("*.py"))


def name_of(path: pathlib.Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[pathlib.Path]:
    """What git would hand to a stranger."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


# ---- folders --------------------------------------------------------------------------------------------------------


def features(root: pathlib.Path = ROOT) -> set[str]:
    return {f"{m}.{p.parent.name}" for m in MODULES for p in (root / m).glob("*/__init__.py")}


def contracts() -> list[dict[str, object]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def unlisted(found: set[str], listed: Iterable[str]) -> set[str]:
    return found ^ {name for name in listed if not name.startswith("kernel.")}


def test_contracts_list_every_feature():
    layered = next(contract for contract in contracts() if "containers" in contract)
    assert unlisted(features(), layered["containers"]) == set(), "add the feature to the contract in pyproject.toml"


def test_contracts_guard_every_room_of_the_hub():
    guarded = next(contract for contract in contracts() if contract["type"] == "protected")
    hub = {name for name in features() if name.startswith("casework.")}
    assert unlisted(hub, guarded["protected_modules"]) == set()


def test_a_forgotten_feature_is_found(tmp_path):
    (tmp_path / "probation" / "surprises").mkdir(parents=True)
    (tmp_path / "probation" / "surprises" / "__init__.py").touch()
    assert unlisted(features(tmp_path), ["kernel.units"]) == {"probation.surprises"}


def off_the_list(root: pathlib.Path = ROOT) -> list[str]:
    """Files that no feature or module may hold."""
    strays = [p for m in MODULES for p in (root / m).glob("*.py") if p.name not in MODULE_FILES]
    strays += [p for m in MODULES for p in (root / m).glob("*/*.py") if p.name not in CLOSED_LIST]
    strays += [p for m in MODULES for p in (root / m).glob("*/*/*") if p.is_dir() and p.name != "__pycache__"]
    return sorted(p.relative_to(root).as_posix() for p in strays)


def test_features_hold_only_what_features_hold():
    assert off_the_list() == []


def test_a_helpers_file_is_found(tmp_path):
    (tmp_path / "casework" / "people").mkdir(parents=True)
    (tmp_path / "casework" / "people" / "helpers.py").touch()
    (tmp_path / "casework" / "utils.py").touch()
    assert off_the_list(tmp_path) == ["casework/people/helpers.py", "casework/utils.py"]


# ---- sizes ----------------------------------------------------------------------------------------------------------


def too_long(source: str) -> list[str]:
    """What stands beyond the limits in one file. A function's docstring is not counted against it."""
    found = [] if source.count("\n") <= LONGEST_FILE else [f"the file has {source.count(chr(10))} lines"]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = ast.get_docstring(node, clean=False)
            length = (node.end_lineno or 0) - node.lineno + 1 - (said.count("\n") + 1 if said else 0)
            if length > LONGEST_FUNCTION:
                found.append(f"{node.name} has {length} lines")
    return found


def test_nothing_outgrows_the_house():
    assert {name_of(p): found for p in production() if (found := too_long(p.read_text()))} == {}


def test_a_long_function_and_a_long_file_are_found():
    assert too_long("def f():\n" + "    x = 1\n" * 40) == ["f has 41 lines"]
    assert too_long("x = 1\n" * 251) == ["the file has 251 lines"]


# ---- fetching is authorising ----------------------------------------------------------------------------------------


def fetches_a_person(source: str) -> bool:
    return bool(re.search(r"\b(select|get|query)\(\s*Person\b", source))


def test_people_are_fetched_where_visibility_is_decided():
    offenders = [name_of(p) for p in production() if fetches_a_person(p.read_text())]
    assert [name for name in offenders if not name.startswith(FETCHES_PEOPLE)] == [], "use casework.public.person_for"


def test_a_person_fetched_elsewhere_is_found():
    assert fetches_a_person("session.get(Person, key)")
    assert fetches_a_person("sa.select(Person).where()")
    assert not fetches_a_person("person_for(actor, key)")


def sends_relationships_abroad(source: str) -> bool:
    return bool(re.search(r"\brelationship\(", source))


def test_no_orm_relationships():
    assert [name_of(p) for p in production() if sends_relationships_abroad(p.read_text())] == []
    assert sends_relationships_abroad("x = relationship()")


# ---- what a commit may not contain ----------------------------------------------------------------------------------


def names_a_host(text: str) -> bool:
    return "://" in text


def test_the_lock_names_no_host():
    assert not names_a_host((ROOT / "requirements.lock").read_text())
    assert names_a_host("flask @ https://example.org/flask.whl")


def test_no_file_tells_of_the_workplace():
    guilty = []
    for path in tracked():
        if path == pathlib.Path(__file__).resolve():
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        guilty += [f"{name_of(path)}: {word}" for word in set(WORKPLACE.findall(text))]
    assert guilty == []


def test_a_machine_path_is_found():
    assert WORKPLACE.search("open('/wo" + "rk/x')")
    assert WORKPLACE.search("https://files.python" + "hosted.org/x")
