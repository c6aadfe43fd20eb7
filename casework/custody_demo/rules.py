"""What is said of the demo's people in custody."""

from __future__ import annotations

from casework.property.models import Signature, Way
from casework.property.rules import Leaving

CHILDREN = (("Lina", 2019, "her grandmother"), ("Sami", 2022, "his mother"))
NOTES = (
    ("behaviour", "Helps newcomers in the library"),
    ("request", "Asks for a visit on another day; granted"),
    ("sanction", "No sport for three days: threw a plate"),
)
THINGS = {
    "given_back": Leaving(),
    "sent_out": Leaving(
        way=Way.SENT_OUT, recipient="His brother", reason="Wished to send it home", signature=Signature.MARK,
        witness="P. Nowak",
    ),
    "destroyed": Leaving(
        way=Way.DESTROYED, reason="Lice, by the nurse's word", signature=Signature.REFUSED, witness="P. Nowak"
    ),
    "heirs": Leaving(way=Way.HEIRS, recipient="The sister", reason="The person died"),
}  # fmt: skip
