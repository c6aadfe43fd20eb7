"""What may be kept, decided by the bytes themselves, never by a file's name; and how it is made anew. Pure."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf

from casework.likeness.rules import WHOLE, rebuild
from kernel.errors import DomainError
from kernel.i18n import _

LARGEST = 15 * 1024 * 1024
MOST_PAGES = 500
_ROOT_PROGRAMS = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/Perms", "/Collection", "/JavaScript")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE_PARTS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.", b"META-INF/manifest.xml")
_PAGE_PROGRAMS = ("/AA",)
_LINKS_OUT = frozenset({"/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition"})


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """A paper as it is kept."""

    content: bytes
    media_type: str


def rebuild_paper(given: bytes, *, longest: int = WHOLE) -> Rebuilt:
    """The paper made anew: a picture from its pixels, a PDF without programs and attachments, text as plain UTF-8.

    ``longest``: points that a picture keeps on its longer side. Raises DomainError, saying what to do, for everything
    else. Files of office programs are among it: they cannot be made anew without the program that made them.
    """
    if not given:
        raise _refusal(_("Choose the file with the paper."))
    if len(given) > LARGEST:
        raise _refusal(_("A paper on file may have up to 15 MB. Split it into parts."))
    for is_one, make in _KINDS:
        if is_one(given):
            return make(given, longest)
    if _is_office(given):
        raise _refusal(
            _(
                "This is a file of an office program, such as Word, Excel or LibreOffice. It can hide programs and "
                "looks different elsewhere, so it is not kept. Open it there, choose “Save as PDF”, and file the PDF."
            )
        )
    if given.startswith(_ZIP):
        raise _refusal(_("This is a packed folder (ZIP). Unpack it and file each paper by itself."))
    raise _refusal(
        _("Only PDF, JPEG, PNG, WebP and plain text can be kept. Print the paper to PDF, or take a photograph of it.")
    )


def _is_office(given: bytes) -> bool:
    """Word, Excel and their like, old and new; told by what they begin with and by the names of the parts inside."""
    packed = given.startswith(_ZIP) and any(part in given for part in _OFFICE_PARTS)
    return packed or given.startswith(_OLD_OFFICE) or given.lstrip()[:5].lower() == b"{\\rtf"


def _is_text(given: bytes) -> bool:
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    markup = text.lstrip().casefold().startswith(("<", "{\\rtf", "mime-version"))
    return not markup and all(sign.isprintable() or sign in "\t\r\n\f" for sign in text)


def _text(given: bytes, _longest: int) -> Rebuilt:
    return Rebuilt(content=given.decode("utf-8-sig").encode(), media_type="text/plain; charset=utf-8")


def _picture(given: bytes, longest: int) -> Rebuilt:
    try:
        return Rebuilt(content=rebuild(given, longest).content, media_type="image/jpeg")
    except DomainError as refusal:
        raise _refusal(str(refusal.message)) from None


def _pdf(given: bytes, _longest: int) -> Rebuilt:
    try:
        with pikepdf.open(io.BytesIO(given)) as paper:
            _check_pages(len(paper.pages))
            _disarm(paper)
            out = io.BytesIO()
            paper.remove_unreferenced_resources()
            paper.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError:
        raise _refusal(_("This PDF is locked by a password. Ask for it without one, or scan a print of it.")) from None
    except DomainError:
        raise
    except Exception as damage:  # a hostile or torn file may break the reader in any way
        raise _refusal(_("This PDF is damaged and cannot be read. Print it to PDF again.")) from damage
    return Rebuilt(content=out.getvalue(), media_type="application/pdf")


def _check_pages(pages: int) -> None:
    if not 0 < pages <= MOST_PAGES:
        raise _refusal(_("A PDF on file has between 1 and 500 pages. Split it into parts."))


def _disarm(paper: pikepdf.Pdf) -> None:
    """Take out what could act: scripts, forms with programs, attachments, actions that leave the paper."""
    for name in _ROOT_PROGRAMS:
        if name in paper.Root:
            del paper.Root[name]
    for page in paper.pages:
        for name in _PAGE_PROGRAMS:
            if name in page.obj:
                del page.obj[name]
        if "/Annots" in page.obj:
            page.obj["/Annots"] = pikepdf.Array([one for one in page.obj.Annots if not _acts(one)])
    with paper.open_metadata(set_pikepdf_as_editor=False) as words:
        words.clear()
    del paper.docinfo


def _acts(annotation: pikepdf.Object) -> bool:
    action = annotation.get("/A")
    kind = str(action.get("/S", "")) if isinstance(action, pikepdf.Dictionary) else ""
    return (
        str(annotation.get("/Subtype")) in {"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Widget", "/Movie"}
        or kind in _LINKS_OUT
        or "/AA" in annotation
    )


def _refusal(sentence: str) -> DomainError:
    return DomainError(sentence, field="paper")


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes, int], Rebuilt]], ...] = (
    (lambda given: given[:1024].lstrip().startswith(b"%PDF-"), _pdf),
    (lambda given: given.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")), _picture),
    (lambda given: given[:4] == b"RIFF" and given[8:12] == b"WEBP", _picture),
    (_is_text, _text),
)
