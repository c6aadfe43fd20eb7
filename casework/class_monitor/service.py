"""The monitor's tables, safe to show; the same as rows of a file, with who took it in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.class_monitor import queries, rules
from casework.class_monitor.rules import BANDS, Half, Table
from casework.people.models import SecurityLevel, Sex
from kernel import audit, clock
from kernel.authz import Actor
from kernel.enums import LabelledEnum
from kernel.i18n import _, _l

HEADS = {
    "place": (_l("By place"), _l("Where the person is now")),
    "decider": (_l("By who decided"), _l("Decided by")),
    "author": (_l("By who recommended"), _l("Recommended by")),
    "level": (_l("By the level of the score"), _l("Level by the score")),
    "sex": (_l("By sex"), _l("Sex")),
    "age": (_l("By age"), _l("Age")),
}
COLUMNS = (_l("As scored"), _l("Above the score"), _l("Below the score"), _l("All"))
KINDS: dict[str, type[LabelledEnum]] = {"sex": Sex, "level": SecurityLevel}
HIDDEN = "hidden"


def tables(actor: Actor, half: Half) -> list[Table]:
    """Decisions of half a year by direction and group, small numbers hidden in all tables together."""
    found = queries.split(actor, half.begins, half.ends_before(clock.today()))
    matrices = {
        name: rules.as_matrix([counts for _group, counts in found[name]], len(COLUMNS) - 1)
        for name in HEADS if name in found
    }  # fmt: skip
    hidden = rules.hidden_together(list(matrices.values()))
    return [
        Table(
            title=str(HEADS[name][0]), head=str(HEADS[name][1]), cells=rules.shown(matrix, cells),
            labels=[*(label_of(name, group) for group, _counts in found[name]), _("All")],
        )
        for (name, matrix), cells in zip(matrices.items(), hidden, strict=True)
    ]  # fmt: skip


def label_of(name: str, group: Any) -> Any:
    """What a group of a table is called: a unit by its name, an age by its band."""
    if group is None:
        return _("Not inside now") if name == "place" else _("Not known")
    if name in KINDS:
        return KINDS[name](group).label
    if name != "age":
        return group
    later = next((age for age in BANDS if age > group), None)
    if not group:
        return _("Under %(age)s", age=later)
    return _("%(first)s to %(last)s", first=group, last=later - 1) if later else _("%(age)s and older", age=group)


def export(actor: Actor, half: Half) -> list[Sequence[object]]:
    """The tables as rows, as safe as on the page; the trail keeps who took them."""
    made = tables(actor, half)
    audit.event(actor, audit.Kind.WRITE, "level_monitor.exported", subject_kind="classification", purpose=half.key)
    rows: list[Sequence[object]] = [("period", "table", "group", "as_scored", "above", "below", "all")]
    for table in made:
        for label, cells in zip(table.labels, table.cells, strict=True):
            shown = (HIDDEN if cell is None else cell for cell in cells)
            rows.append((half.key, str(table.title), str(label), *shown))
    return rows
