"""Which roles a file opens to at all; which person then is decided by ``visible_to``."""

from __future__ import annotations

from kernel.authz import NO_CASE_DATA, Role

FILE_READERS = frozenset(Role) - NO_CASE_DATA - {Role.FINANCE_CLERK, Role.FINANCE_APPROVER}
"""Roles that may open files in their scope.

Money clerks work by account number; a person's money page is theirs too.
"""
CUSTODY_READERS = frozenset({
    Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER,
    Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.GOVERNOR, Role.INSPECTOR,
})  # fmt: skip
"""Roles that see why and how long a person is held. Instructors and money clerks do not need it (Mandela Rule 9)."""
