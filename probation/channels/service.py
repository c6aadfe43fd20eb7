"""Adapters: each takes an id, an address and a text, and says what became of it. All are off until they are set up.

``NotSent``: nothing left the house for certain, so it may be tried again. Any other exception: nobody knows.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from typing_extensions import override

from kernel.i18n import _l
from kernel.outlets import FOLDER, PATIENCE, Channel, Folder, NotSent, mail_way
from probation.wishes.models import Way

SMS_URL, SMS_TOKEN = "THROUGHCARE_SMS_URL", "THROUGHCARE_SMS_TOKEN"
REFUSED = range(300, 500)
TRY_LATER = frozenset({408, 425, 429})


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nobody: a token meant for one server is not carried to another."""

    @override
    def redirect_request(self, *_args: object, **_named: object) -> None:
        return None


_DIRECT = urllib.request.build_opener(_Stay)


class Gateway:
    """An SMS gateway that takes JSON over HTTP: ``{"id", "to", "text"}``, the id as Idempotency-Key too."""

    def __init__(self, url: str, token: str) -> None:
        """Only https, or a gateway on this very machine."""
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError(f"{SMS_URL} must begin with https://")
        self.url, self.token = url, token

    def send(self, message_id: uuid.UUID, address: str, text: str) -> None:
        """Post it. An answer of 2xx is the gateway's word that it took the message."""
        body = json.dumps({"id": str(message_id), "to": address, "text": text}).encode()
        head = {"Content-Type": "application/json", "Idempotency-Key": str(message_id)}
        head |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        asked = urllib.request.Request(self.url, data=body, headers=head, method="POST")  # noqa: S310 - the scheme was looked at
        try:
            with _DIRECT.open(asked, timeout=PATIENCE):
                return
        except urllib.error.HTTPError as error:
            with error:
                if error.code in REFUSED:
                    raise NotSent(for_good=error.code not in TRY_LATER) from error
                raise
        except urllib.error.URLError as error:
            if isinstance(error.reason, ConnectionRefusedError):
                raise NotSent from error
            raise


def channel_for(way: Way) -> Channel | None:
    """The way out that is set up; None: messages wait in the outbox and none leaves."""
    env = os.environ
    if way is Way.SMS and env.get(SMS_URL):
        return Gateway(env[SMS_URL], env.get(SMS_TOKEN, ""))
    if way is Way.EMAIL:
        return mail_way(_l("Your appointment"))
    return Folder(Path(env[FOLDER])) if env.get(FOLDER) else None
