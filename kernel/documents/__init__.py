"""Papers: made as PDF in a limited child process, the same bytes for the same facts, kept where they were given out."""

from kernel.documents.printing import (
    PdfFailed,
    PdfTooLarge,
    PdfUnavailable,
    init,
    pdf_of,
    render_pdf,
    render_pdfs,
    render_piece,
    status,
)
from kernel.documents.queries import DocumentDamaged, Paper, fetch, heading, papers_of
from kernel.documents.response import pdf_response
from kernel.documents.service import store

__all__ = [
    "DocumentDamaged",
    "Paper",
    "PdfFailed",
    "PdfTooLarge",
    "PdfUnavailable",
    "fetch",
    "heading",
    "init",
    "papers_of",
    "pdf_of",
    "pdf_response",
    "render_pdf",
    "render_pdfs",
    "render_piece",
    "status",
    "store",
]
