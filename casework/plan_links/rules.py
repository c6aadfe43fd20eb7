"""What a step can be tied to, and when that is done. Pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel.enums import LabelledEnum
from kernel.i18n import _l


class LinkKind(LabelledEnum):
    """The five kinds of real thing that close a step."""

    ALLOCATION = "allocation", _l("A place on a course: done when the course is completed")
    JOB = "job", _l("A job: done on the first day worked")
    CONTACT = "contact", _l("An appointment: done when it was kept")
    SAVINGS = "savings", _l("Savings: done when the sum is saved")
    DOCUMENT = "document", _l("A paper: done when one of its kind is filed")


@dataclass(frozen=True, kw_only=True)
class LinkChoice:
    """One real thing. ``currency`` is given where an amount has to be reached."""

    kind: LinkKind
    ref_id: uuid.UUID
    words: str
    currency: str = ""

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind.value}:{self.ref_id}"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A sum to reach, in minor units."""

    minor: int
    currency: str


_PAPERS = uuid.UUID("5b0b3f52-5a0c-5d53-9f6b-3f0b6f0c7a11")


def paper_ref(kind: str) -> uuid.UUID:
    """What a step that waits for a paper of this kind is tied to: the same for everybody, as no paper is there yet."""
    return uuid.uuid5(_PAPERS, kind)
