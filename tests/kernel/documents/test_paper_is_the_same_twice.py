"""The same facts give the same bytes, so the hash of a paper can be kept and compared."""

from __future__ import annotations

import io

import pypdf
import pytest

from kernel import documents
from kernel.documents.press import press

PLAN = """<!doctype html><html lang="ar" dir="rtl"><head><title>خطة</title><meta name="author" content="Somebody">
<meta name="dcterms.created" content="2026-01-01"></head><body><h1>خطة التنفيذ Plan</h1>
<p>الاسم: <bdi>Anna Müller</bdi> رقم <bdi>A-123 (7)</bdi> 释放日期</p></body></html>"""


@pytest.mark.parametrize("variant", ["pdf/ua-1", "pdf/a-2a"])
def test_two_renders_are_equal_even_by_two_children(variant: str) -> None:
    first = documents.pdf_of(PLAN, title="خطة", lang="ar", variant=variant)
    press.close()
    assert documents.pdf_of(PLAN, title="خطة", lang="ar", variant=variant) == first


def test_title_and_language_are_set_and_nobody_is_named_as_author() -> None:
    made = pypdf.PdfReader(io.BytesIO(documents.pdf_of(PLAN, title="خطة", lang="ar")))
    info = made.metadata
    assert info is not None
    assert (info.title, info.producer, info.author, info.creation_date) == ("خطة", "Throughcare", None, None)
    assert made.trailer["/Root"]["/Lang"] == "ar"
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_paper_without_title_gets_the_one_it_was_asked_with() -> None:
    made = pypdf.PdfReader(io.BytesIO(documents.pdf_of("<p>x", title="Letter", lang="fr")))
    assert made.metadata is not None
    assert made.metadata.title == "Letter"
    assert made.trailer["/Root"]["/Lang"] == "fr"


def test_a_record_to_keep_claims_archive_and_accessible_at_once() -> None:
    made = pypdf.PdfReader(io.BytesIO(documents.pdf_of(PLAN, title="خطة", lang="ar", variant="pdf/a-2a")))
    claims = made.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"pdfaid" in claims
    assert b"pdfuaid:part" in claims


def test_another_name_gives_another_file() -> None:
    other = documents.pdf_of(PLAN.replace("Müller", "Moller"), title="خطة", lang="ar")
    assert other != documents.pdf_of(PLAN, title="خطة", lang="ar")
