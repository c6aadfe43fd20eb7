"""Answers from the command line, for gateways that leave a file, and the outbox for those who look after it."""

from __future__ import annotations

import json
import sys
from typing import TextIO

import click
from flask.cli import AppGroup
from marshmallow import ValidationError

from kernel.db import transaction
from probation.replies.schemas import ReplySchema
from probation.replies.service import take_in

group = AppGroup("reminders", help="Reminders before appointments.")


@group.command("replies")
@click.argument("file", type=click.File(encoding="utf-8"))
def replies(file: TextIO) -> None:
    """Take in the answers of FILE, one JSON object a line: {"id", "from", "text", "at"}. Twice is once."""
    taken = unknown = 0
    schema, lines = ReplySchema(), [line for line in file if line.strip()]
    try:
        read = [schema.loads(line) for line in lines]
    except (ValidationError, json.JSONDecodeError) as wrong:
        print(f"Nothing was taken in: {wrong}", file=sys.stderr)
        sys.exit(2)
    for one in read:
        with transaction():
            known = take_in(one)
        taken, unknown = taken + (known is not None), unknown + (known is None)
    print(f"{taken} answers taken in, {unknown} from numbers that nobody wrote to")
