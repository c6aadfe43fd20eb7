"""Invented people of a snapshot, keys for it, and files of both."""

from __future__ import annotations

import datetime as dt
import pathlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.people.models import BirthPrecision, Certainty, LegalStatus, SecurityLevel, Sex
from casework.people.rules import file_number
from casework.seals.rules import KeyFile, key_text, new_key, seal, signer_of
from casework.snapshots.rules import Held, OffenceClass, Snapshot, to_bytes

DAY = dt.date(2026, 11, 21)
MADE_AT = dt.datetime(2026, 11, 21, 2, 3, tzinfo=dt.UTC)


def held(serial: int = 1, **over: object) -> Held:
    """A man of 36 under sentence at medium level, with everything recorded; ``over`` changes it."""
    facts = {
        "number": file_number(serial), "names": (f"Person {serial}",), "sex": Sex.MALE, "born": (1990, 1990),
        "birth": BirthPrecision.EXACT, "child_until": None, "photo_on": dt.date(2026, 1, 1), "marks": 1,
        "level": SecurityLevel.MEDIUM, "offence": OffenceClass.LESSER, "status": LegalStatus.SENTENCED,
        "order_until": None, "release_on": dt.date(2028, 1, 1), "expiry_on": dt.date(2030, 1, 1),
        "certainty": Certainty.CONFIRMED, "prison": "Harbour Road", "wing": "A", "outside": None, "alerts": (),
        "apart": (), "restricted": False,
    }  # fmt: skip
    return Held(**(facts | over))


def taken(*people: Held) -> Snapshot:
    return Snapshot(made_at=MADE_AT, day=DAY, service="Meridian", people=people)


class Ceremony:
    """A server's signing key and two holders who trust it."""

    def __init__(self) -> None:
        self.server = Ed25519PrivateKey.generate()
        self.signer = signer_of(self.server)
        self.first, self.second = (new_key(name, [self.signer]) for name in ("Headquarters", "Escrow"))

    def seal(self, snapshot: Snapshot) -> bytes:
        return seal(to_bytes(snapshot), [self.first.recipient, self.second.recipient], self.server, snapshot.made_at)

    def files(self, folder: pathlib.Path, snapshot: Snapshot) -> tuple[pathlib.Path, pathlib.Path]:
        """The snapshot and the first holder's key, on a disc."""
        paths = folder / "throughcare-20261121T020300Z.tcs", folder / "holder.key"
        paths[0].write_bytes(self.seal(snapshot))
        write_key(paths[1], self.first)
        return paths


def write_key(path: pathlib.Path, key: KeyFile) -> None:
    path.write_text(key_text(key, DAY), "utf-8")
