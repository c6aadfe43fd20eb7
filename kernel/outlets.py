"""Ways out of the house for messages: a folder, or a mail server. Off until they are set up in the environment.

``NotSent``: nothing left the house for certain, so it may be tried again. Any other exception: nobody knows.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import uuid
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from kernel.i18n import LazyString

FOLDER, SMTP, FROM, PASSWORD = (
    "THROUGHCARE_OUTBOX", "THROUGHCARE_SMTP", "THROUGHCARE_MAIL_FROM", "THROUGHCARE_SMTP_PASSWORD",
)  # fmt: skip
PATIENCE = 10
"""Seconds that a server outside may take."""


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

    def __init__(self, server: str, sender: str, password: str, subject: LazyString | str) -> None:
        """The password comes from the environment alone."""
        self.server, self.sender, self.password, self.subject = urlsplit(server), sender, password, subject

    def send(self, message_id: uuid.UUID, address: str, text: str) -> None:
        """Hand it to the server, under a Message-ID made of the id."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, address, str(self.subject)
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


def mail_way(subject: LazyString | str) -> Channel | None:
    """The way out for mails that is set up; None: they wait in their outbox and none leaves."""
    env = os.environ
    if env.get(SMTP) and env.get(FROM):
        return Mail(env[SMTP], env[FROM], env.get(PASSWORD, ""), subject)
    return Folder(Path(env[FOLDER])) if env.get(FOLDER) else None
