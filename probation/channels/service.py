"""Adapters: each takes an id, an address and a text, and says what became of it. All are off until they are set up.

``NotSent``: nothing left the house for certain, so it may be tried again. Any other exception: nobody knows.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import urllib.error
import urllib.request
import uuid
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from typing_extensions import override

from kernel.i18n import _
from probation.wishes.models import Way

FOLDER, SMTP, FROM, PASSWORD = (
    "THROUGHCARE_OUTBOX", "THROUGHCARE_SMTP", "THROUGHCARE_MAIL_FROM", "THROUGHCARE_SMTP_PASSWORD",
)  # fmt: skip
SMS_URL, SMS_TOKEN = "THROUGHCARE_SMS_URL", "THROUGHCARE_SMS_TOKEN"
PATIENCE = 10
"""Seconds that a server outside may take."""
REFUSED = range(300, 500)
TRY_LATER = frozenset({408, 425, 429})


class NotSent(Exception):
    """Nothing left the house. ``for_good``: trying again would be answered the same way."""

    def __init__(self, *, for_good: bool = False) -> None:
        """Say whether it is worth trying again."""
        super().__init__()
        self.for_good = for_good


class Channel(Protocol):
    """A way out of the house."""

    def send(self, message_id: uuid.UUID, address: str, text: str) -> None:
        """Hand a message over. Raises NotSent when it certainly did not leave."""


class Folder:
    """Each message as a JSON file named after its id: for trying out, or for a program that fetches them."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when it is missing."""
        self.folder = folder

    def send(self, message_id: uuid.UUID, address: str, text: str) -> None:
        """Write the file; there already, it was handed over before."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f".{message_id}"
            part.write_text(json.dumps({"id": str(message_id), "to": address, "text": text}), encoding="utf-8")
            part.replace(self.folder / f"{message_id}.json")
        except OSError as error:
            raise NotSent from error


class Mail:
    """A mail server: ``smtp://user@host:587`` (STARTTLS) or ``smtps://user@host``."""

    def __init__(self, server: str, sender: str, password: str) -> None:
        """The password comes from the environment alone."""
        self.server, self.sender, self.password = urlsplit(server), sender, password

    def send(self, message_id: uuid.UUID, address: str, text: str) -> None:
        """Hand it to the server, under a Message-ID made of the id."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, address, _("Your appointment")
        mail["Message-ID"] = f"<{message_id}@{self.sender.rpartition('@')[2]}>"
        mail.set_content(text)
        try:
            with self._open() as server:
                if self.server.username:
                    server.login(unquote(self.server.username), self.password)
                server.send_message(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError) as error:
            raise NotSent(for_good=True) from error
        except (ConnectionRefusedError, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            raise NotSent from error

    def _open(self) -> smtplib.SMTP:
        host, safe = self.server.hostname or "", ssl.create_default_context()
        if self.server.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self.server.port or 465, timeout=PATIENCE, context=safe)
        server = smtplib.SMTP(host, self.server.port or 587, timeout=PATIENCE)
        if self.server.username:
            server.starttls(context=safe)
        return server


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
    if way is Way.EMAIL and env.get(SMTP) and env.get(FROM):
        return Mail(env[SMTP], env[FROM], env.get(PASSWORD, ""))
    return Folder(Path(env[FOLDER])) if env.get(FOLDER) else None
