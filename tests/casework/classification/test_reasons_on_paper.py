"""The reasons in the person's language, both accounts side by side, and the handing over with the paper as it was."""

from __future__ import annotations

import datetime as dt
import io
import tomllib
from pathlib import Path

import pypdf
import pytest

from casework.appeals import service as appeals
from casework.appeals.service import Answer
from casework.classification import service
from casework.classification.models import AccountKind, AppealOutcome
from casework.classification.queries import decided_now
from casework.instruments.service import shipped_text
from casework.level_papers import queries, rules
from casework.level_papers.models import Handing
from casework.people.models import SecurityLevel
from kernel import clock, i18n
from kernel.authz import Role
from kernel.db import transaction
from tests.casework.classification.conftest import ANSWERS, make_decision, make_person

TITLES = {
    "en": "Your security level", "ar": "مستوى الأمن", "fr": "Votre niveau de sécurité", "es": "Su nivel de seguridad",
    "ru": "Ваш уровень безопасности", "zh": "您的安全等级",
}  # fmt: skip


def words_of(answer):
    assert answer.data.startswith(b"%PDF"), answer.status
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def made(officer, approver, in_force, held):
    return make_decision(officer, approver, held, SecurityLevel.CLOSE).id


def test_every_sentence_stands_in_all_six_languages():
    raw = tomllib.loads(Path(rules.__file__).with_name("reasons.toml").read_text(encoding="utf-8"))
    for language in set(i18n.LOCALES) - {"en"}:
        table = raw["words"][language]
        assert set(table) == set(raw["texts"].values()), language
        for text, told in table.items():
            assert sorted(part.split(")")[0] for part in text.split("%(")[1:]) == sorted(
                part.split(")")[0] for part in told.split("%(")[1:]
            ), (language, text)


@pytest.mark.parametrize("language", sorted(TITLES))
def test_the_paper_speaks_the_persons_language(client, sign_in, officer, approver, in_force, prison, language):
    person = make_person(prison, language=language)
    made = make_decision(officer, approver, person, SecurityLevel.CLOSE)
    words = words_of(sign_in(client, officer).get(f"/people/{person}/classification/{made.id}/reasons.pdf"))
    if language != "ar":  # the letters of Arabic come out of a PDF as shapes, not as words
        assert TITLES[language] in words
    assert "Steady for a year." in words
    assert "I agree with it." in words


@pytest.mark.parametrize("code", ["tn_custody", "idaho_security"])
def test_the_questions_of_a_form_of_security_stand_in_all_six_languages(code):
    words = tomllib.loads(shipped_text(code))["words"]
    assert set(words) == set(i18n.LOCALES) - {"en"}
    for language, texts in words.items():
        assert set(texts) == set(words["ar"]), language
        assert all(texts.values()), language


def test_who_said_nothing_is_told_so(client, sign_in, officer, approver, in_force, held):
    with transaction():
        service.begin(officer, held)
        service.save_answers(officer, held, ANSWERS, {})
        service.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.", account_kind=AccountKind.DECLINED)
    with transaction():
        made = service.decide(approver, held, service.Decision(level=SecurityLevel.MEDIUM))
    sign_in(client, officer)
    assert "did not wish to say anything" in words_of(
        client.get(f"/people/{held}/classification/{made.id}/reasons.pdf")
    )
    assert "Did not wish to say anything." in client.get(f"/people/{held}/classification").text


def test_an_account_without_words_needs_to_be_declined(client, sign_in, officer, in_force, held):
    with transaction():
        service.begin(officer, held)
        service.save_answers(officer, held, ANSWERS, {})
    place = f"/people/{held}/classification/recommendation"
    typed = {"level": "medium", "words": "Steady.", "account": "", "account_kind": "said"}
    assert "choose that they said nothing" in sign_in(client, officer).post(place, data=typed).text
    assert client.post(place, data={**typed, "account_kind": "declined"}).status_code == 303


def given(day, **over):
    parts = {"given_on-day": day.day, "given_on-month": day.month, "given_on-year": day.year}
    return {"language": "fr", "handing": "taken", "words": "", **parts, **over}


def test_the_handing_over_is_kept_with_its_paper(client, sign_in, officer, held, made):
    place, today = f"/people/{held}/classification/{made}/handing", clock.today("Europe/Paris")
    sign_in(client, officer)
    assert "Not yet" in client.get(f"/people/{held}/classification").text
    assert "not one of the six" in client.get(place).text
    early = client.post(place, data=given(today - dt.timedelta(days=1)))
    assert (early.status_code, "from the decision until today" in early.text) == (422, True)
    silent = client.post(place, data=given(today, handing="refused"))
    assert (silent.status_code, "how the person refused" in silent.text) == (422, True)
    assert client.post(place, data=given(today, handing="refused", words="Left it on the table.")).status_code == 303
    kept = queries.papers_of(made)
    assert [(one.handing, one.language, one.given_by) for one in kept] == [(Handing.REFUSED, "fr", officer.human_id)]
    assert queries.handed_on(made) == today, "the time runs although the paper was refused"
    page = client.get(f"/people/{held}/classification").text
    assert "Refused to take it" in page
    paper = client.get(f"/people/{held}/level-papers/{kept[0].id}.pdf")
    assert TITLES["fr"] in words_of(paper)
    with transaction():
        appeals.appeal(officer, held, made, "The reports are old.")
    assert client.get(f"/people/{held}/level-papers/{kept[0].id}.pdf").data == paper.data, "byte for byte as it was"


def test_a_paper_of_somebody_else_is_not_found(client, sign_in, officer, prison, held, made):
    sign_in(client, officer)
    client.post(f"/people/{held}/classification/{made}/handing", data=given(clock.today("Europe/Paris")))
    key = queries.papers_of(made)[0].id
    assert client.get(f"/people/{make_person(prison)}/level-papers/{key}.pdf").status_code == 404


def test_after_an_appeal_the_paper_tells_its_answer(client, sign_in, officer, held, made, third):
    with transaction():
        appeals.appeal(officer, held, made, "The reports are old.")
    told = Answer(outcome=AppealOutcome.CHANGED, words="They are: the score is right.", level=SecurityLevel.MEDIUM)
    with transaction():
        appeals.answer_appeal(third, held, made, told)
    new = decided_now(held)
    words = words_of(sign_in(client, officer).get(f"/people/{held}/classification/{new.id}/reasons.pdf"))
    for sentence in ("decided on your appeal", "The reports are old.", "They are: the score is right.", "30 days"):
        assert sentence in words


def test_only_those_who_work_with_the_person_hand_it_over(client, sign_in, as_actor, prison, held, made):
    for role in (Role.INSPECTOR, Role.INSTRUCTOR, Role.RECORDS_OFFICER):
        sign_in(client, as_actor(role, prison))
        assert client.get(f"/people/{held}/classification/{made}/handing").status_code in {403, 404}
