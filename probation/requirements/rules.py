"""How far a requirement is fulfilled. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What counts towards a requirement, what is left, and what was done beyond it; each is nothing or more."""

    required: int
    credited: int

    @property
    def done(self) -> int:
        """What counts, at most what is required."""
        return min(self.credited, self.required)

    @property
    def left(self) -> int:
        """What is still to do."""
        return max(0, self.required - self.credited)

    @property
    def over(self) -> int:
        """What was done beyond the requirement: shown, not lost."""
        return max(0, self.credited - self.required)


def progress_of(required: int, credited: int) -> Progress:
    """The progress of a requirement. Raises ValueError for amounts that cannot be."""
    if required <= 0 or credited < 0:
        raise ValueError(f"{credited} of {required}")
    return Progress(required=required, credited=credited)
