"""What a mapping may say, and what is refused before a single row is read."""

from __future__ import annotations

import pytest

from casework.mappings.rules import bind_columns, read_mapping
from kernel.errors import DomainError

SMALLEST = {"file": {"source": "t"}, "columns": {"key": "No", "name": "Name"}}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"file": {}}, "source"),
        ({"columns": {"name": "Name"}}, "key"),
        ({"columns": {"key": "No", "name": "Name", "shoe_size": "S"}}, "shoe_size"),
        ({"dates": {"formats": ["%d/%m/%y"]}}, "%d/%m/%y"),
        ({"dates": {"formats": ["%d.%m."]}}, "%d.%m."),
    ],
)
def test_it_refuses_a_mapping_and_says_what_is_wrong(app, change, says):
    with app.test_request_context(), pytest.raises(DomainError, match=says.replace("%", "%").replace(".", r"\.")):
        read_mapping({**SMALLEST, **change})


def test_it_refuses_an_unknown_and_a_missing_column(app):
    mapping = read_mapping(SMALLEST)
    with app.test_request_context():
        with pytest.raises(DomainError, match="Unknown column Remarks"):
            bind_columns(mapping, ["No", "Name", "Remarks"])
        with pytest.raises(DomainError, match="no column Name"):
            bind_columns(mapping, ["No"])


def test_it_passes_over_columns_it_was_told_to_ignore(app):
    mapping = read_mapping({**SMALLEST, "ignore": {"columns": ["Remarks"]}})
    assert bind_columns(mapping, ["No", "Name", "Remarks"]) == {"key": (0,), "name": (1,)}
