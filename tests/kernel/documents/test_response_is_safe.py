"""A paper reaches the browser as a paper, under a name that every system can write."""

from __future__ import annotations

import pytest

from kernel.documents import pdf_response
from kernel.documents.response import disposition


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("plan.pdf", "inline; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf"),
        ("Plán Žofie.pdf", "inline; filename=\"Plan Zofie.pdf\"; filename*=UTF-8''Pl%C3%A1n%20%C5%BDofie.pdf"),
        ("خطة.pdf", "inline; filename=\"document.pdf\"; filename*=UTF-8''%D8%AE%D8%B7%D8%A9.pdf"),
        (
            'a"b\r\nSet-Cookie: x.pdf',
            "inline; filename=\"a-b-Set-Cookie- x.pdf\"; filename*=UTF-8''a-b-Set-Cookie-%20x.pdf",
        ),
        ("../../etc/passwd", "inline; filename=\"etc-passwd\"; filename*=UTF-8''etc-passwd"),
        ("evil\u202efdp.exe", "inline; filename=\"evilfdp.exe\"; filename*=UTF-8''evilfdp.exe"),
        ("", "inline; filename=\"document\"; filename*=UTF-8''document"),
    ],
)
def test_names(name: str, header: str) -> None:
    assert disposition(name, attachment=False) == header


def test_headers() -> None:
    response = pdf_response(b"%PDF-1.7", "a.pdf", attachment=True)
    assert response.mimetype == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"].startswith("attachment;")
