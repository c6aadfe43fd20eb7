"""A stored or fresh paper as an answer that no browser can turn into anything else."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

from flask import Response

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store",
}


def disposition(filename: str, *, attachment: bool) -> str:
    """Content-Disposition by RFC 6266: a plain name for old readers, the full one in UTF-8 for the others."""
    name = re.sub(r'[\x00-\x1f\x7f"\\/:*?<>|%;]+', "-", unicodedata.normalize("NFC", filename))
    name = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cf", "Cc", "Cs"}).strip(" .-")[:120]
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip(" .-") or "document"
    plain = plain if "." in plain or "." not in name else f"document.{plain}"
    kind = "attachment" if attachment else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name or 'document', safe='')}"


def pdf_response(
    content: bytes, filename: str, *, attachment: bool = False, media_type: str = "application/pdf"
) -> Response:
    """The paper, shown in the browser or saved, never cached, sandboxed. Its SHA-256 travels as a digest header."""
    response = Response(content, mimetype=media_type, headers=_HEADERS)
    response.headers["Content-Disposition"] = disposition(filename, attachment=attachment)
    response.set_etag(hashlib.sha256(content).hexdigest())
    return response
