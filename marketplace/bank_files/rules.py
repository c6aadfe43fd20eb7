"""The file itself: ISO 20022 pain.001.001.09, a credit transfer for each piece. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

_NAMES = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME, TEXT = 70, 140


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One transfer, to a checked IBAN."""

    id: uuid.UUID
    name: str
    iban: str
    minor: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Payer:
    """From which account, under which name, on which day."""

    name: str
    iban: str
    bic: str
    currency: str
    on: dt.date


def _add(parent: ET.Element, path: str, text: str = "") -> ET.Element:
    for name in path.split("/"):
        parent = ET.SubElement(parent, name)
    parent.text = text or None
    return parent


def _sum(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def pain001(file_id: uuid.UUID, made_at: dt.datetime, payer: Payer, pieces: Sequence[Piece]) -> bytes:
    """The file. Sums carry two decimals; names and texts are as long as banks take them."""
    root = ET.Element("Document", xmlns=_NAMES)
    body = _add(root, "CstmrCdtTrfInitn")
    total, count = _sum(sum(one.minor for one in pieces)), str(len(pieces))
    head = _add(body, "GrpHdr")
    for path, text in (("MsgId", file_id.hex), ("CreDtTm", f"{made_at:%Y-%m-%dT%H:%M:%SZ}"), ("NbOfTxs", count),
                       ("CtrlSum", total), ("InitgPty/Nm", payer.name[:NAME])):  # fmt: skip
        _add(head, path, text)
    info = _add(body, "PmtInf")
    for path, text in (("PmtInfId", file_id.hex), ("PmtMtd", "TRF"), ("NbOfTxs", count), ("CtrlSum", total),
                       ("ReqdExctnDt/Dt", payer.on.isoformat()), ("Dbtr/Nm", payer.name[:NAME]),
                       ("DbtrAcct/Id/IBAN", payer.iban)):  # fmt: skip
        _add(info, path, text)
    agent = _add(info, "DbtrAgt/FinInstnId")
    if payer.bic:
        _add(agent, "BICFI", payer.bic)
    else:
        _add(agent, "Othr/Id", "NOTPROVIDED")
    for one in pieces:
        _piece(info, one, payer.currency)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _piece(info: ET.Element, one: Piece, currency: str) -> None:
    at = _add(info, "CdtTrfTxInf")
    _add(at, "PmtId/EndToEndId", one.id.hex)
    _add(at, "Amt/InstdAmt", _sum(one.minor)).set("Ccy", currency)
    _add(at, "Cdtr/Nm", one.name[:NAME])
    _add(at, "CdtrAcct/Id/IBAN", one.iban)
    _add(at, "RmtInf/Ustrd", one.text[:TEXT])
