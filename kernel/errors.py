"""What a command may answer instead of doing its deed. The screens translate each once."""

from __future__ import annotations

from typing_extensions import override

from kernel.i18n import cite


class DomainError(Exception):
    """The deed is refused by a rule. ``rule`` names it (law, manual, house rule); ``field`` the input to mend."""

    status = 422

    def __init__(self, message: object, *, rule: str = "", field: str = "") -> None:
        """``message`` is a complete, translated (or lazy) sentence that says what to do."""
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.field = field

    @override
    def __str__(self) -> str:
        """The sentence, with the rule it rests on."""
        return f"{self.message} ({cite(self.rule)})" if self.rule else str(self.message)


class NotFound(DomainError):
    """There is no such thing, or this reader may not know of it: the two are never told apart."""

    status = 404


class Forbidden(DomainError):
    """The reader may know of it and may not do this."""

    status = 403


class Conflict(DomainError):
    """Somebody else changed it first, or the deed was done already in another way."""

    status = 409


class UnauditedChange(Exception):
    """A record that must leave a trace was changed without an audit entry: the commit is aborted."""


class UnsafeDatabase(Exception):
    """The database library or its settings could lose what was acknowledged; the text says how to mend it."""
