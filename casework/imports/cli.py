"""``people import FILE --mapping MAP.toml``: read an office's register, load what is good, report what is not."""

from __future__ import annotations

import contextlib
import csv
import itertools
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from casework.imports import service
from casework.imports.rules import Fault, ImportedPerson, read_row
from casework.mappings.rules import RegisterMapping, bind_columns, read_mapping
from kernel import sheets
from kernel.accounts.queries import command_line_actor
from kernel.db import in_transaction, session, transaction
from kernel.db.bulk import learn_sizes
from kernel.errors import DomainError
from kernel.i18n import _

BATCH = 1000
people = AppGroup("people", help="Work with the register of people.")
Row = tuple[int, Sequence[Any]]


def _csv_rows(path: Path, mapping: RegisterMapping) -> Iterator[Row]:
    with path.open(encoding=mapping.encoding, errors="surrogateescape", newline="") as file:
        sample = file.read(8192)
        file.seek(0)
        yield from sheets.numbered(file, mapping.delimiter or sheets.delimiter_of(sample))


def _xlsx_rows(path: Path, mapping: RegisterMapping) -> Iterator[Row]:
    import openpyxl  # noqa: PLC0415 - slow to load, and most registers are CSV

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise DomainError(
            _("%(file)s is not a workbook that can be read: %(error)s", file=path.name, error=error)
        ) from error
    sheet = book[mapping.sheet] if mapping.sheet else book.worksheets[0]
    yield from enumerate(sheet.iter_rows(values_only=True), 1)


def rows_of(path: Path, mapping: RegisterMapping) -> Iterator[Row]:
    """(line, cells) of every row from the header on, streamed. A CSV line is where its row begins."""
    reader = _xlsx_rows if path.suffix.lower() == ".xlsx" else _csv_rows
    return itertools.dropwhile(lambda row: row[0] < mapping.header_line, reader(path, mapping))


def _plain(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", "map_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and check everything, load nothing.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Where the refused rows go.")
def import_people(file: Path, map_file: Path, report: Path | None, *, dry_run: bool) -> None:
    """Load a register as an office really has it. Safe to run again: rows that are here already are left alone."""
    out = report or file.with_suffix(file.suffix + ".report.csv")
    try:
        total = _run(file, read_mapping(tomllib.loads(map_file.read_text("utf-8"))), out, dry_run=dry_run)
    except (DomainError, tomllib.TOMLDecodeError, LookupError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{error}. Nothing was loaded from here on.") from error
    verb = "would be loaded" if dry_run else "loaded"
    click.echo(
        f"{total.loaded} {verb}, {total.known} were here already, {total.proposed} possible duplicates proposed, "
        f"{total.refused} rows refused."
    )
    if total.refused:
        click.echo(f"Each refused row with its line, column and reason: {out}")


def _run(file: Path, mapping: RegisterMapping, out: Path, *, dry_run: bool) -> service.Outcome:
    rows = rows_of(file, mapping)
    _line, header = next(rows, (0, ()))
    places = bind_columns(mapping, [str(name or "") for name in header])
    actor = command_line_actor()
    units = service.establishments_by_code(actor)
    session.remove()
    total, seen = service.Outcome(), dict[str, int]()
    with out.open("w", encoding="utf-8", newline="") as handle:
        report = csv.writer(handle)
        report.writerow(["line", "column", "what stood there", "reason"])
        for batch in _batches(rows):
            good, faults = _read(mapping, places, batch, seen)
            load = partial(service.load_batch, actor, mapping.source, good, units)
            done = _undone(load) if dry_run else in_transaction(load)
            refused = sorted([*faults, *done.faults], key=lambda pair: pair[0])
            report.writerows([line, fault.column, _plain(fault.value), fault.reason] for line, fault in refused)
            _add(total, done, len({line for line, _fault in refused}))
            _show(total)
    if total.loaded and not dry_run:
        in_transaction(learn_sizes)
    return total


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def _read(
    mapping: RegisterMapping, places: dict[str, tuple[int, ...]], batch: list[Row], seen: dict[str, int]
) -> tuple[list[ImportedPerson], list[tuple[int, Fault]]]:
    """The batch's good rows, and its faults by line. Empty lines are passed over."""
    good, faults = list[ImportedPerson](), list[tuple[int, Fault]]()
    for line, row in batch:
        if not any(cell not in (None, "") for cell in row):
            continue
        found = read_row(mapping, places, line, row)
        if isinstance(found, list):
            faults += [(line, fault) for fault in found]
        elif found.key in seen:
            column = " + ".join(mapping.columns["key"])
            faults.append(
                (
                    line,
                    Fault(
                        column, found.key, f"The same number stands in line {seen[found.key]}: one of them is wrong."
                    ),
                )
            )
        else:
            seen[found.key] = line
            good.append(found)
    return good, faults


def _undone(load: Callable[[], service.Outcome]) -> service.Outcome:
    """What the batch would do: done in full, then rolled back."""
    done = service.Outcome()
    with contextlib.suppress(_DryRun), transaction():
        done = load()
        raise _DryRun
    return done


class _DryRun(Exception):
    """Nothing is to be kept."""


def _add(total: service.Outcome, done: service.Outcome, refused: int) -> None:
    total.loaded += done.loaded
    total.known += done.known
    total.proposed += done.proposed
    total.refused += refused


def _show(total: service.Outcome) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"  {total.loaded} loaded, {total.known} here already, {total.refused} refused{end}")
    sys.stderr.flush()
