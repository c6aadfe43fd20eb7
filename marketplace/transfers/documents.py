"""The code that a bank's app reads."""

from __future__ import annotations

import segno


def epc_code(payload: str) -> segno.QRCode:
    """EPC069-12: error correction M, at most version 13, in UTF-8."""
    made = segno.make_qr(payload, error="m", boost_error=False, encoding="utf-8")
    if not isinstance(made.version, int) or made.version > 13:  # noqa: PLR2004
        raise ValueError(payload)
    return made
