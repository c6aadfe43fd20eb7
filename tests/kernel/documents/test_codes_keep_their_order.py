"""A date or a code inside an Arabic sentence reads from left to right, as it does on the screen."""

from __future__ import annotations

import pytest

from kernel import documents
from kernel.documents.engine import direction_of


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("24 Nov 2026", "ltr"),
        ("A-123 (7)", "ltr"),
        ("(7)", "ltr"),
        ("", "ltr"),
        ("٢٤ نوفمبر", "rtl"),
        ("12 שלום", "rtl"),
        ("释放", "ltr"),
    ],
)
def test_first_strong_letter_decides(text: str, direction: str) -> None:
    assert direction_of(text) == direction


def test_a_bdi_is_set_like_one_with_its_direction_written_out() -> None:
    page = '<html lang="ar" dir="rtl"><title>x</title><p>رقم <bdi{}>24 Nov 2026 (x)</bdi> بعد'
    assert _pages(page.format("")) == _pages(page.format(' dir="ltr"'))
    assert _pages(page.format("")) != _pages(page.format(' dir="rtl"'))


def _pages(html: str) -> bytes:
    """The file without its identifier, which follows the HTML."""
    return documents.pdf_of(html, title="x").partition(b"/ID")[0]
