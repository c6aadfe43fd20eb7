"""Above the limit one support review opens by itself; letters come after it, in order, and can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from kernel import audit, clock
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from probation.contacts.models import Outcome
from probation.enforcement import service
from probation.enforcement.models import Decision, StepKind, SupportReview
from probation.enforcement.queries import open_review, reviews_of, standing_of, steps_of
from probation.orders.models import SupervisionOrder
from tests import cast
from tests.probation.enforcement.conftest import PDF, WHY, paper


def test_two_failures_on_one_day_are_one_and_the_second_day_opens_the_review(story):
    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    story.contact(2, hours=3)
    assert open_review(story.order_id) is None
    story.contact(5)
    review = open_review(story.order_id)
    assert (review.failures, review.by_itself) == (2, True)
    story.contact(7)
    assert len(reviews_of(story.order_id)) == 1


@pytest.mark.parametrize("outcome", [Outcome.NOT_THERE, Outcome.SENT_HOME_SERVICE, Outcome.GOOD_REASON_WORK])
def test_pending_ours_and_excused_open_nothing(story, outcome):
    story.contact(0, Outcome.COMPLIED)
    for day in (2, 5, 7):
        story.contact(day, outcome)
    assert open_review(story.order_id) is None


def test_without_a_limit_nothing_opens_by_itself(story):
    with cast.deed():
        order = session.get_one(SupervisionOrder, story.order_id)
        order.failure_limit = None
        audit.record(None, "order.level_set", order)
    for day in (2, 5, 7):
        story.contact(day)
    assert open_review(story.order_id) is None


def test_after_help_a_new_missed_day_opens_another(story):
    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    story.contact(5)
    with story.later(6):
        story.close(Decision.EXTRA_SUPPORT)
        with cast.deed():
            assert service.open_if_over(story.officer, story.row(), "Europe/Paris") is None
    story.contact(9)
    assert len(reviews_of(story.order_id)) == 2


def test_a_reset_wipes_the_slate(story):
    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    story.contact(5)
    with cast.deed():
        order = session.get_one(SupervisionOrder, story.order_id)
        order.reset_on = clock.today() + dt.timedelta(days=5)
        audit.record(None, "order.count_reset", order)
    with story.later(6):
        assert standing_of(story.row(), "Europe/Paris").count == 1


def test_the_first_missed_appointment_gets_outreach_before_anything(story):
    story.contact(2)
    story.contact(5)
    with story.later(6):
        story.close()
        with pytest.raises(DomainError, match="Reach out"):
            story.warn()
        with pytest.raises(DomainError, match="sentence"), cast.deed():
            service.reach_out(story.officer, story.order_id, "rang")
        with cast.deed():
            service.reach_out(story.officer, story.order_id, "Rang at noon; the bus had not come.")
        assert story.warn().kind is StepKind.FIRST_WARNING
        with pytest.raises(DomainError), cast.deed():
            service.reach_out(story.officer, story.order_id, "Rang once more in the evening.")


def test_no_letter_before_the_review_and_none_twice(story):
    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    with pytest.raises(DomainError, match="First comes"):
        story.warn()
    story.contact(5)
    with story.later(6):
        with pytest.raises(DomainError, match="review is open"):
            story.warn()
        story.close()
        with pytest.raises(DomainError):
            story.warn(StepKind.FINAL_WARNING)
        assert story.warn().respond_by == clock.today() + dt.timedelta(days=7)
        with pytest.raises(DomainError, match="already"):
            story.warn()


def test_a_letter_taken_back_counts_no_more(story):
    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    story.contact(5)
    with story.later(6):
        story.close()
        letter = story.warn()
        with pytest.raises(DomainError), cast.deed():
            service.withdraw(story.officer, letter.id, "no", paper)
        with cast.deed():
            service.withdraw(story.officer, letter.id, WHY, paper)
        with pytest.raises(Conflict), cast.deed():
            service.withdraw(story.officer, letter.id, WHY, paper)
        assert "first_warning" not in standing_of(story.row(), "Europe/Paris").rung.taken
        assert steps_of(story.order_id)[0].withdrawn_reason == WHY
        assert story.warn().id != letter.id


def test_the_letter_is_in_the_person_s_language(story, app):
    from pypdf import PdfReader

    from kernel.documents import fetch
    from probation.enforcement.documents import warning_letter, withdrawal_letter

    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    story.contact(5)
    with story.later(6):
        story.close()
        with app.test_request_context(), cast.deed():
            kind = StepKind.FIRST_WARNING
            made = service.send_warning(story.officer, story.order_id, kind, warning_letter)
        content = fetch(made.document_id).content
        assert content.startswith(b"%PDF")
        assert content != PDF
        import io

        reader = PdfReader(io.BytesIO(content))
        assert reader.trailer["/Root"]["/Lang"] == "ar"
        with app.test_request_context(), cast.deed():
            service.withdraw(story.officer, made.id, WHY, withdrawal_letter)


def test_the_database_keeps_one_open_review(story):
    def second():
        review = SupportReview(
            order_id=story.order_id, person_id=story.world.person.id, since=clock.today(), failures=9, by_itself=False,
            opened_at=clock.now(),
        )  # fmt: skip
        session.add(review)
        audit.record(None, "support_review.opened", review)
        session.flush()

    with cast.deed():
        service.open_by_hand(story.officer, story.order_id)
    with pytest.raises(IntegrityError), cast.deed():
        second()
    with pytest.raises(DomainError), cast.deed():
        service.open_by_hand(story.officer, story.order_id)


def test_a_direct_post_is_refused_like_a_click(story, client, sign_in):
    story.contact(0, Outcome.COMPLIED)
    base = f"/supervision/orders/{story.order_id}"
    for who in (story.officer, story.supervisor):
        sign_in(client, who)
        for path in ("warnings/first_warning", "warnings/final_warning", "reports/breach", "reports/recall"):
            assert client.post(f"{base}/{path}").status_code in {409, 422}, path
        assert client.post(f"{base}/warnings/outreach").status_code == 404
        assert client.post(f"{base}/reviews/closed", data={"decision": "step_on", "reasons": WHY}).status_code == 422
        assert client.post(f"{base}/reached-out", data={"words": WHY}).status_code == 422
    assert steps_of(story.order_id) == []
    assert client.get(f"{base}/missed").status_code == 200
    assert client.post(f"/supervision/steps/{new_id()}/withdrawn", data={"words": WHY}).status_code == 404
