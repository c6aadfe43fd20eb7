"""The inventory of a workshop and the labels for its tools, as paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import segno

from kernel.documents import render_pdf
from kernel.i18n import choose_locale
from programmes.tools.rules import classes


def inventory_pdf(workshop: Any, rows: Sequence[Any], said_on: str) -> bytes:
    """One line a tool in the order of the board, with a box for the count."""
    context = {"workshop": workshop, "rows": rows, "classes": classes(), "said_on": said_on}
    return render_pdf("programmes/tools/inventory.pdf.html", context, title=workshop.name, locale=choose_locale())


def labels_pdf(workshop: Any, rows: Sequence[Any], addresses: Mapping[Any, str]) -> bytes:
    """A sheet of labels to cut out: code, name, class and a code (QR) that leads to the tool."""
    marks = {key: segno.make(address, error="m").png_data_uri(scale=3) for key, address in addresses.items()}
    context = {"workshop": workshop, "rows": rows, "marks": marks}
    return render_pdf("programmes/tools/labels.pdf.html", context, title=workshop.name, locale=choose_locale())
