"""A paper is judged by its bytes and made anew; what could act is taken out; what cannot be read is refused."""

import io
import zipfile

import pikepdf
import pytest

from casework.papers import queries
from casework.papers.models import PaperKind
from casework.papers.rules import rebuild_paper
from casework.papers.service import NewPaper, file_paper, withdraw_paper
from kernel import documents
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from tests.casework.likeness.test_photographs import picture
from tests.casework.people_inside import received


def pdf(pages=1, **save) -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    for _n in range(pages):
        made.add_blank_page()
    made.save(out, deterministic_id="encryption" not in save, **save)
    return out.getvalue()


def packed(*parts, body="words") -> bytes:
    """A ZIP with these parts, as office programs save."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for part in parts:
            box.writestr(part, body)
    return out.getvalue()


def armed() -> bytes:
    """A PDF that starts a script, carries a file, tells of its author and leads to a program."""
    made, out = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.Root.OpenAction = script
    made.attachments["virus.exe"] = b"MZ"
    made.docinfo["/Author"] = "A. Lawyer"
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
    web = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
    plain = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=web)
    page.obj.Annots = pikepdf.Array([made.make_indirect(link), made.make_indirect(plain)])
    page.obj.AA = pikepdf.Dictionary(O=script)
    made.save(out)
    return out.getvalue()


def test_what_could_act_is_taken_out():
    assert b"virus.exe" in armed()
    made = rebuild_paper(armed())
    with pikepdf.open(io.BytesIO(made.content)) as again:
        assert not {"/OpenAction", "/Names", "/AA", "/AcroForm"} & set(again.Root.keys())
        assert len(again.attachments) == 0
        assert "/AA" not in again.pages[0].obj
        assert len(again.pages[0].obj.Annots) == 1, "a plain link may stay"
        assert "/Author" not in again.docinfo
    for word in (b"JavaScript", b"virus", b"cmd.exe", b"Lawyer"):
        assert word not in made.content
    assert rebuild_paper(armed()).content == made.content, "the same paper gives the same bytes"


def test_a_photograph_and_a_text_are_kept_plain():
    assert rebuild_paper(picture()).media_type == "image/jpeg"
    made = rebuild_paper("\ufeffأمر المحكمة\n".encode())
    assert (made.content.decode(), made.media_type) == ("أمر المحكمة\n", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"", "Choose the file"),
        (b"MZ\x90\x00 a program", "Only PDF"),
        (packed("[Content_Types].xml", "word/document.xml"), "Save as PDF"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "Save as PDF"),
        (packed("mimetype", "content.xml", body="application/vnd.oasis.opendocument.text"), "Save as PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old Word file", "Save as PDF"),
        (packed("letter.pdf"), "Unpack it"),
        (b"<html><script>alert(1)</script></html>", "Only PDF"),
        (b"{\\rtf1 text}", "Save as PDF"),
        (b"%PDF-1.7 torn", "damaged"),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "password"),
        (pdf(501), "between 1 and 500"),
        (b"\xff\xd8\xff torn", "not a picture"),
        (b"x" * (15 * 1024 * 1024 + 1), "15 MB"),
    ],
)
def test_what_cannot_be_kept_is_refused(given, says):
    with pytest.raises(DomainError, match=says):
        rebuild_paper(given)


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(Role.RECORDS_OFFICER, prison)


def judgment(person, content=None, **over):
    facts = {"id": new_id(), "person_id": person, "kind": PaperKind.COURT, "title": "Judgment",
             "content": content or pdf()}  # fmt: skip
    return NewPaper(**{**facts, **over})


def test_a_paper_is_filed_once_opened_and_withdrawn(prison, officer, signed_in):
    person, other = received(prison), received(prison, "Bo Lind")
    for _time in range(2):
        with transaction():
            paper = file_paper(officer, judgment(person))
    assert len(queries.papers_page(person).rows) == 1
    client = signed_in(Role.CASE_MANAGER, prison)
    answer = client.get(f"/people/{person}/papers/{paper.id}")
    assert answer.data.startswith(b"%PDF-")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with pytest.raises(NotFound):
        queries.document_of(other, paper.id)
    with transaction():
        withdraw_paper(officer, paper.id, "Belongs to somebody else")
    with pytest.raises(NotFound):
        queries.document_of(person, paper.id)


def test_its_hash_proves_it(prison, officer):
    person = received(prison)
    with transaction():
        paper = file_paper(officer, judgment(person))
    kept = documents.fetch(queries.document_of(person, paper.id))
    assert kept.sha256 == documents.heading(kept.id).sha256


@pytest.mark.parametrize(
    ("command", "says"),
    [("false", "refuses this file"), ("sh -c 'exit 7'", "did not answer"), ("/no/such", "did not answer")],
)
def test_the_scanner_has_the_last_word(prison, officer, monkeypatch, command, says):
    person = received(prison)
    monkeypatch.setenv("THROUGHCARE_SCANNER", command)
    with pytest.raises(DomainError, match=says), transaction():
        file_paper(officer, judgment(person))
    monkeypatch.setenv("THROUGHCARE_SCANNER", "true")
    with transaction():
        file_paper(officer, judgment(person))


def test_a_file_of_an_office_program_is_refused_beside_the_field(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    letter = (io.BytesIO(packed("[Content_Types].xml", "word/document.xml")), "letter.docx")
    sent = {"id": str(new_id()), "kind": "lawyer", "title": "Letter", "paper": letter}
    refused = client.post(f"/people/{person}/papers", data=sent)
    assert refused.status_code == 422
    field = refused.text.partition('id="paper-error"')[2].partition("<input")[0]
    assert "Save as PDF" in field


def test_the_page_keeps_what_was_typed(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    sent = {"id": str(new_id()), "kind": "court", "title": "Judgment of May"}
    refused = client.post(f"/people/{person}/papers", data={**sent, "paper": (io.BytesIO(b"MZ\0"), "a.pdf")})
    assert refused.status_code == 422
    assert "Judgment of May" in refused.text
    assert "Only PDF" in refused.text
    assert client.post(f"/people/{person}/papers", data={**sent, "paper": "words, no file"}).status_code == 422
    assert (
        client.post(f"/people/{person}/papers", data={**sent, "paper": (io.BytesIO(pdf()), "a.exe")}).status_code == 303
    )
