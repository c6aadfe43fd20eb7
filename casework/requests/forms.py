"""Forms on requests and complaints."""

from __future__ import annotations

import datetime as dt
import uuid

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from casework.requests.models import Outcome, RequestKind, RequestTopic
from casework.requests.service import NewRequest
from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField
from kernel.i18n import _l
from kernel.ids import new_id


class TakeForm(BaseForm):
    """What the person asks for or complains of."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = EnumRadioField(_l("What is it?"), [InputRequired(_l("Choose one."))], kind=RequestKind)
    topic = EnumSelectField(_l("What is it about?"), [InputRequired(_l("Choose one."))], kind=RequestTopic)
    words = TextAreaField(
        _l("In the person's words"),
        [InputRequired(_l("Write what the person says.")), Length(max=8000)],
        description=_l(
            "Everybody who may read the file can read this. Who wants to speak in confidence writes to the inspector."
        ),
    )
    received_on = DateField(_l("Made on"), [InputRequired(_l("Write the day."))])

    def to_request(self, person_id: uuid.UUID) -> NewRequest:
        """The command behind the form."""
        assert self.received_on.data
        return NewRequest(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, topic=self.topic.data,
            words=self.words.data, received_on=self.received_on.data,
        )  # fmt: skip


class AnswerForm(BaseForm):
    """An answer, and what it comes to."""

    outcome = EnumRadioField(_l("The answer is"), [InputRequired(_l("Choose one."))], kind=Outcome)
    words = TextAreaField(
        _l("What you tell the person"),
        [InputRequired(_l("Write the answer.")), Length(max=8000)],
        description=_l("Plain sentences. Say what happens now, or why not. The person reads them."),
    )


class AppealForm(BaseForm):
    """An appeal."""

    words = TextAreaField(
        _l("Why is the person not content?"), [InputRequired(_l("Write what the person says.")), Length(max=8000)]
    )
    received_on = DateField(_l("Made on"), [InputRequired(_l("Write the day."))])

    def day(self) -> dt.date:
        """When it was made."""
        assert self.received_on.data
        return self.received_on.data


class WithdrawForm(BaseForm):
    """Why the person takes it back."""

    reason = TextAreaField(_l("Why does the person take it back?"), [InputRequired(_l("Say why.")), Length(max=500)])
