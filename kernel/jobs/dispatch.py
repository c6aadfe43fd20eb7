"""The seam to whatever runs jobs. Only the id travels: the table stays the truth, however often an engine delivers."""

from __future__ import annotations

import uuid
from typing import Protocol


class Runner(Protocol):
    """Something that makes a worker look for work."""

    def dispatch(self, job_id: uuid.UUID) -> None:
        """A job was committed. May be called twice, or never: workers look by themselves as well."""


class Polling:
    """Workers of their own look into the table; nobody needs to be told."""

    def dispatch(self, job_id: uuid.UUID) -> None:
        """Do nothing."""


_chosen: list[Runner] = [Polling()]


def use(runner: Runner) -> None:
    """Tell ``runner`` of every job from now on."""
    _chosen[:] = [runner]


def dispatch(job_id: uuid.UUID) -> None:
    """Tell the chosen runner of a job that was committed."""
    _chosen[0].dispatch(job_id)
