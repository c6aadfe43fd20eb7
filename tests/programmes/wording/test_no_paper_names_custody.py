"""The list of custody terms in six languages finds nothing in any certificate, passport or proof of one."""

from __future__ import annotations

import datetime as dt
import io
import re
import tomllib
from types import SimpleNamespace

import pypdf
import pytest

from kernel.documents import render_pdf
from kernel.errors import DomainError
from kernel.i18n import LOCALES, _, speaking
from kernel.ids import new_id
from kernel.settings import ROOT
from programmes.completions.documents import certificate_pdf
from programmes.passports.documents import passport_pdf
from programmes.passports.rules import EXPERIENCE, Contents, Sheet, Trade
from programmes.skills.models import Skill, SkillLevel
from programmes.wording.rules import custody_word, refuse_custody

TODAY = dt.date(2026, 11, 23)
ADDRESS = "https://proofs.example.org/verify/0"


def text_of(pdf):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def certificate(language, *, partial=False, title="Industrial sewing"):
    return SimpleNamespace(
        id=new_id(), printed_name="Ada Lind", title=title, issuer="Guild of Tailors", minutes=3000, language=language,
        number="C2026-AA", issued_on=TODAY, partial=partial, modules=["Seams", "Hems"],
    )  # fmt: skip


def sheet(language):
    said = [
        SimpleNamespace(skill=skill, now=SimpleNamespace(id=n, level=list(SkillLevel)[n % 4], seen_on=TODAY,
                        evidence="Was at the bench at eight."))
        for n, skill in enumerate(Skill)
    ]  # fmt: skip
    trades = [
        Trade(title="Sewing", kind=kind, minutes=6000, modules=("Seams",), last_on=TODAY)
        for kind in EXPERIENCE.values()
    ]
    one = certificate(language, partial=True)
    contents = Contents(certificates=[one], trades=trades, skills=said, spoken=tuple(LOCALES))
    return Sheet(
        name="Ada Lind", issuer="Guild of Tailors", number="S2026-AA", token="0", issued_on=TODAY, language=language,
        address=ADDRESS, contents=contents, proofs={one.id: ADDRESS},
    )  # fmt: skip


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_papers_in_every_language(app, language):
    with app.test_request_context():
        papers = [
            certificate_pdf(certificate(language), ADDRESS),
            certificate_pdf(certificate(language, partial=True), ADDRESS),
            passport_pdf(sheet(language)),
        ]
    for paper in papers:
        said = text_of(paper)
        assert "2026-AA" in said, "the text of the paper can be read"
        assert custody_word(said) is None


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_words_of_the_templates_in_every_language(app, language):
    """What the press reads, whole: no glyph can hide from it as it might in the text of a PDF."""
    with app.test_request_context(), speaking(language):
        for name in ("completions/certificate.pdf.html", "completions/verify.html", "passports/passport.pdf.html",
                     "passports/verify.html"):  # fmt: skip
            source = (ROOT / "templates/programmes" / name).read_text("utf-8")

            for words in re.findall(r'_\("([^"]+)"', source):
                assert custody_word(_(words)) is None, words
        labels = [one.label for one in (*Skill, *SkillLevel)] + list(EXPERIENCE.values())
        assert [str(one) for one in labels if custody_word(str(one))] == []


def test_names_of_the_demos_programmes():
    shelf = tomllib.loads((ROOT / "programmes/demo/programmes.toml").read_text("utf-8"))
    for item in shelf["programme"]:
        for text in (item["certificate"], item["body"], item["name"], *(name for name, _minutes in item["modules"])):
            assert custody_word(text) is None, text


def test_a_paper_with_such_a_word_would_be_found(app):
    facts = {"certificate": certificate("en", title="Prison bakery"), "qr": "", "address": ADDRESS}
    with app.test_request_context():
        template = "programmes/completions/certificate.pdf.html"
        paper = render_pdf(template, facts | {"hours": 1, "rest": 0}, title="x", locale="en")
    assert custody_word(text_of(paper)).word.casefold() == "prison"


@pytest.mark.parametrize(
    "typed",
    ["Worked in the Prison kitchen", "pris\u200bon", "Prisоn bakery", "Fellow inmates trust him", "ex-offender",
     "Le détenu est ponctuel", "à la maison d’arrêt", "la cárcel de mujeres", "un recluso puntual", "Трудился в тюрьме",
     "осуждённый работает", "в исправительной колонии", "يعمل السجين جيدا", "داخل السِّجن", "للنزلاء",
     "在监狱工作", "服刑人员"],
)  # fmt: skip
def test_a_word_is_found_however_it_is_written(typed):
    assert custody_word(typed)


@pytest.mark.parametrize(
    "typed",
    ["Writes clear sentences", "cell phone repair", "Guards the fire well", "تنزيل البرامج وتسجيل الحضور",
     "Опыт работы с камерой",
     "La persona presentó el trabajo", "Meridian Chamber of Trades", "职业培训", "Works with conviction"],
)  # fmt: skip
def test_honest_words_pass(typed):
    assert custody_word(typed) is None


def test_the_refusal_names_the_word_and_suggests_another(app):
    with app.test_request_context(), pytest.raises(DomainError, match=r"“inmates”.*“the learner”") as refusal:
        refuse_custody("Other inmates listen to her.", "evidence")
    assert refusal.value.field == "evidence"
