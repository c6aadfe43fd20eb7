"""Which roles a file opens to at all (which person then is decided by ``visible_to``), and the words of its trail."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kernel.authz import NO_CASE_DATA, Role
from kernel.i18n import said

FILE_READERS = frozenset(Role) - NO_CASE_DATA - {Role.FINANCE_CLERK, Role.FINANCE_APPROVER}
"""Roles that may open files in their scope.

Money clerks work by account number; a person's money page is theirs too.
"""
CUSTODY_READERS = frozenset({
    Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER,
    Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.GOVERNOR, Role.INSPECTOR,
})  # fmt: skip
"""Roles that see why and how long a person is held. Instructors and money clerks do not need it (Mandela Rule 9)."""


@functools.cache
def actions() -> Mapping[str, Any]:
    """What each action of the audit trail is called, by its code, from the data file; translated when shown."""
    raw = tomllib.loads((Path(__file__).parent / "actions.toml").read_text(encoding="utf-8"))
    return {code: said(words, raw["words"]) for code, words in raw["actions"].items()}


def action_words(code: str) -> Any:
    """An action in words; its code where an older version of the house did something that is no longer known."""
    return actions().get(code, code)
