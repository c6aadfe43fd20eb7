"""When a roll check may close. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import DomainError
from kernel.i18n import _, comma, ngettext

SHORTEST_WORDS = 10


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A check as it stands.

    ``lost`` are people marked missing whom the ledger still has inside; ``strays`` are people found here whom the
    ledger has elsewhere.
    """

    expected: int
    unseen: int
    present: int
    out: int
    missing: int
    lost: Sequence[str] = ()
    strays: Sequence[str] = ()

    @property
    def found(self) -> int:
        """Accounted for: seen here, or out with a reason."""
        return self.present + self.out


def check_close(tally: Tally, words: str) -> None:
    """Raises DomainError while somebody is unaccounted for: nobody goes missing silently."""
    if tally.unseen:
        words_left = ngettext(
            "%(num)s person is not ticked yet. Look for them first.",
            "%(num)s people are not ticked yet. Look for them first.",
            tally.unseen,
        )
        raise DomainError(words_left)
    if tally.lost:
        raise DomainError(
            _(
                "Missing, and the ledger still has them inside: %(names)s. Find them, or record where they are: court, "
                "hospital, escape.", names=comma().join(tally.lost),
            ), rule="Mandela Rule 71 (1)",
        )  # fmt: skip
    if tally.strays:
        raise DomainError(
            _(
                "Here, and the ledger has them elsewhere: %(names)s. Record their reception, arrival or return.",
                names=comma().join(tally.strays),
            )
        )
    if tally.found != tally.expected and len(words) < SHORTEST_WORDS:
        raise DomainError(
            _("The two figures differ: %(expected)s on the roll, %(found)s found. Say in a sentence why.",
              expected=tally.expected, found=tally.found), field="words",
        )  # fmt: skip
