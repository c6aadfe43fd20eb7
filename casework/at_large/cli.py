"""``list-at-large``: from a snapshot and a count to the list, on a machine that has nothing else."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from casework.at_large.documents import csv_bytes, json_bytes, papers
from casework.at_large.rules import MEANINGS, AtLarge, Section, at_large, uncounted_prisons
from casework.countsheets.rules import Fault, read_count
from casework.seals.cli import FILE, OUT, refusals
from casework.seals.service import write_whole
from casework.snapshots.rules import Snapshot
from casework.snapshots.service import open_snapshot
from kernel import clock, i18n, present, settings
from kernel.errors import DomainError
from kernel.i18n import LOCALES, _, ngettext, show_date, show_moment

SHOWN = 50
"""Faults of a count that the terminal shows; the JSON has all of them."""
language_option = click.option("--language", type=click.Choice(list(LOCALES)), default="en", help="Of every word.")


@contextmanager
def alone(language: str) -> Iterator[None]:
    """Words and papers without the app: no database is bound, no setting is read, no key is made."""
    bare = Flask("throughcare", root_path=str(settings.ROOT))
    bare.jinja_env.trim_blocks = bare.jinja_env.lstrip_blocks = True
    i18n.init(bare)
    present.init(bare)
    os.umask(0o077)
    with bare.app_context(), i18n.speaking(language), refusals():
        yield


def say(text: str = "") -> None:
    """A line for the reader; the list itself may go through standard output."""
    click.echo(text, err=True)


@click.command("list-at-large")
@click.argument("snapshot", type=FILE)
@click.option("--present", "count_file", type=FILE, required=True, help="CSV of who was counted: a file number a line.")
@click.option("--key", "key_file", type=FILE, required=True, help="A holder's key file.")
@click.option("--prison", "prisons", multiple=True, help="Only this prison, where the count was held in some only.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day it happened; the snapshot's day without it.")
@click.option("--csv", "csv_out", type=OUT, help="The list for a spreadsheet.")
@click.option("--json", "json_out", type=OUT, help="The list for another program, with every fault of the count.")
@click.option("--pdf", "pdf_out", type=OUT, help="The list on paper: a file for each section, NAME-A.pdf and so on.")
@language_option
def list_at_large(
    snapshot: Path, count_file: Path, key_file: Path, prisons: tuple[str, ...], day: dt.datetime | None, language: str,
    csv_out: Path | None, json_out: Path | None, pdf_out: Path | None,
) -> None:  # fmt: skip
    """Everybody in SNAPSHOT whom the count does not name. Without an output the CSV goes to standard output."""
    with alone(language):
        _header, taken = open_snapshot(snapshot, key_file)
        _check_prisons(taken, prisons)
        _check_day(taken, as_of := day.date() if day else taken.day)
        count = read_count(count_file.read_bytes(), {one.number: one.names for one in taken.people})
        found = at_large(taken, count, as_of, prisons)
        _summary(found, prisons)
        _faults(found, count_file)
        for out, make in ((csv_out, csv_bytes), (json_out, json_bytes)):
            _write(out, make, found)
        if not (csv_out or json_out or pdf_out):
            click.echo(csv_bytes(found), nl=False)
        if pdf_out:
            _print(pdf_out, found)


def _check_prisons(taken: Snapshot, prisons: Sequence[str]) -> None:
    known = sorted({one.prison for one in taken.people})
    strange = [name for name in prisons if name not in known]
    if strange:
        raise DomainError(
            _("“%(name)s” is not in this snapshot. Its prisons are: %(known)s.",
              name=strange[0], known="; ".join(known))
        )  # fmt: skip


def _check_day(taken: Snapshot, day: dt.date) -> None:
    if day < taken.day:
        raise DomainError(
            _("This snapshot is of %(made)s and does not know who was inside before. Take one of %(day)s or earlier.",
              made=show_date(taken.day), day=show_date(day))
        )  # fmt: skip


def _write(out: Path | None, make: Callable[[AtLarge], bytes], found: AtLarge) -> None:
    if out:
        write_whole(out, make(found))
        say(_("Written: %(file)s", file=out))


def _print(out: Path, found: AtLarge) -> None:
    old = re.compile(rf"{re.escape(out.stem)}-({'|'.join(Section)})(-\d+)?\.pdf")
    for path in [entry for entry in out.parent.iterdir() if old.fullmatch(entry.name)]:
        path.unlink()  # a part of an earlier list would be read as one of this
    parts, pdfs = papers(found)
    try:
        for n, (part, pdf) in enumerate(zip(parts, pdfs, strict=True), 1):
            path = out.with_name(f"{out.stem}-{part}.pdf")
            write_whole(path, pdf)
            say(_("Written: %(file)s (paper %(n)s of %(all)s)", file=path, n=n, all=len(parts)))
    except DomainError as refusal:
        raise DomainError(
            _("%(why)s The list itself is not touched by this: use --csv, and print that.", why=refusal.message)
        ) from refusal


def _summary(found: AtLarge, prisons: Sequence[str]) -> None:
    taken = found.snapshot
    hours = int((clock.now() - taken.made_at).total_seconds() // 3600)
    say(_("Snapshot of %(service)s, %(moment)s UTC", service=taken.service, moment=show_moment(taken.made_at)))
    say(ngettext("  made %(num)s hour ago", "  made %(num)s hours ago", hours))
    say(_("  inside then: %(inside)s; counted: %(counted)s; unaccounted for: %(missing)s",
          inside=len(taken.people), counted=len(found.count.present), missing=len(found.missing)))  # fmt: skip
    say(_("  judged as of %(day)s; say --day for another day", day=show_date(found.day)))
    for section, people in found.sections():
        say(f"\n  {len(people):>6}  {section.label}\n          {MEANINGS[section]}")
    marked = sum(bool(one.marks) for one in found.missing)
    say("\n" + ngettext("  %(num)s of them must not be published.", "  %(num)s of them must not be published.", marked))
    empty = {} if prisons else uncounted_prisons(taken, found.count)
    for prison, inside in empty.items():
        say(_("Nobody was counted in %(prison)s, where %(people)s people were inside. If no count was held there, name "
              "the others with --prison.", prison=prison, people=inside))  # fmt: skip


def _faults(found: AtLarge, count_file: Path) -> None:
    faults = found.count.faults
    if faults:
        say("\n" + _("Not used of %(file)s: %(n)s. Whoever is meant stands on the list as long as it is not mended.",
                     file=count_file.name, n=len(faults)))  # fmt: skip
    names = {one.number: one.name for one in found.snapshot.people}
    for one in faults[:SHOWN]:
        say("  " + _told(one, names))
    if len(faults) > SHOWN:
        say("  " + _("and %(n)s more: the JSON has all of them.", n=len(faults) - SHOWN))


def _told(one: Fault, names: dict[str, str]) -> str:
    text = _("line %(line)s, column %(column)s, “%(value)s”: %(reason)s",
             line=one.line, column=one.column, value=one.value, reason=one.reason)  # fmt: skip
    meant = "; ".join(f"{number} {names[number]}" for number in one.perhaps)
    return text + " " + _("Perhaps: %(people)s.", people=meant) if meant else text
