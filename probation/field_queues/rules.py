"""Reading a queue's file, and where each of its records stands. Pure."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.i18n import _, _l
from probation.field_ops.rules import id_of

FORMAT = "throughcare field outbox 1"
LARGEST = 24 * 1024 * 1024
MOST = 2000
"""Records in one file: an officer writes some ten a day."""
AT_ONCE = 200
"""Records taken by one press of the button, which are one transaction."""


class Line(LabelledEnum):
    """Where a record of the file stands, before or after it was taken."""

    NEW = "new", _l("Not here yet")
    HERE = "here", _l("Here already")
    OTHER = "other", _l("Another record came under this number")
    FOREIGN = "foreign", _l("From another office or another installation")
    KEY = "key", _l("Sealed with a key this server does not have")
    BROKEN = "broken", _l("The seal does not open: it was changed")
    LATER = "later", _l("Written after the phone was withdrawn")
    REFUSED = "refused", _l("Turned away: its person was not in the pack, or its phone is not one of ours")
    VERSION = "version", _l("From a version of the app that is not understood")


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What a file holds: the sealed records in the order they were written, the sealed photographs by their hashes."""

    operations: Sequence[Mapping[str, Any]]
    photos: Sequence[tuple[str, bytes]]


def _bad() -> DomainError:
    return DomainError(
        _("This is not a queue that the field app saved, or it is not whole. Ask for the file as the phone saved it."),
        field="file",
    )


def read_saved(content: bytes) -> Saved:
    """The records and photographs of a file. Raises DomainError for anything the field app did not save."""
    if len(content) > LARGEST:
        raise DomainError(_("The file is larger than 24 MB. The app saves more than one where it must."), field="file")
    try:
        body = json.loads(content)
    except ValueError as error:
        raise _bad() from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise _bad()
    rows, pictures = body.get("operations"), body.get("photos", [])
    if not isinstance(rows, list) or not isinstance(pictures, list) or len(rows) + len(pictures) > MOST:
        raise _bad()
    if not all(isinstance(row, dict) and id_of(row.get("op_id")) for row in rows):
        raise _bad()
    return Saved(operations=sorted(rows, key=_written), photos=[_photo(one) for one in pictures])


def _written(row: Mapping[str, Any]) -> int:
    number = row.get("seq")
    return number if isinstance(number, int) else 0


def _photo(one: object) -> tuple[str, bytes]:
    if not isinstance(one, dict):
        raise _bad()
    try:
        return str(one["sha256"]), base64.b64decode(str(one["body"]), validate=True)
    except (KeyError, binascii.Error, ValueError) as error:
        raise _bad() from error


def operation_of(body: bytes) -> uuid.UUID | None:
    """The record that a sealed photograph belongs to, from its first line; None where it says none."""
    try:
        return id_of(json.loads(body.partition(b"\n")[0])["op_id"])
    except (ValueError, KeyError, TypeError):
        return None
