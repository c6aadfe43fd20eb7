"""Missed appointments with and without a reminder, on screen."""

from __future__ import annotations

from flask import Blueprint, render_template

from casework.public import small_numbers
from kernel.authz import Role, actor, allows
from probation.missed.service import lines

bp = Blueprint("missed", __name__)


@bp.get("/supervision/reminders")
@allows(Role.PROBATION_SUPERVISOR, Role.INSPECTOR, Role.STATISTICS_OFFICER)
def page() -> str:
    """By office: how many appointments were missed with a message the day before, and without one."""
    return render_template("probation/reminders/missed.html", lines=lines(actor()), least=small_numbers.LEAST)
