"""The gallery page: every component, in both directions, with content like the real thing."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from kernel import i18n
from kernel.authz import public
from kernel.gallery.forms import SampleForm

bp = Blueprint("gallery", __name__)
TODAY = dt.date(2026, 11, 21)
PEOPLE = {
    "ltr": ("Amina Haddad", "أمينة حداد", "Óscar Núñez Prieto"),
    "rtl": ("أمينة حداد", "Amina Haddad", "خالد بن عبد الله"),
}
SIDES = {"ltr": "en", "rtl": "ar"}


@bp.get("/gallery")
@public
def page() -> ResponseReturnValue:
    """Every macro of ``templates/components``; open to all, for it shows no data. ``?lang=ar`` tries a language."""
    wanted = request.args.get("lang", "")
    with i18n.speaking(wanted if wanted in i18n.LOCALES else i18n.language()):
        return render_template(
            "gallery/page.html", sides=SIDES, people=PEOPLE, today=TODAY, days=_days(), samples_of=_samples()
        )


@bp.get("/gallery/shop")
@public
def shop() -> ResponseReturnValue:
    """The shop's components in the shop's frame."""
    wanted = request.args.get("lang", "")
    with i18n.speaking(wanted if wanted in i18n.LOCALES else i18n.language()):
        return render_template("gallery/shop.html")


@bp.get("/gallery/person")
@public
def person() -> ResponseReturnValue:
    """A page with the identity bar in its place above the column."""
    wanted = request.args.get("lang", "")
    with i18n.speaking(wanted if wanted in i18n.LOCALES else i18n.language()):
        return render_template("gallery/person.html", people=PEOPLE[i18n.direction()], today=TODAY, days=_days())


def _days() -> dict[str, dt.date]:
    return {name: TODAY + dt.timedelta(days=n) for name, n in (("late", -4), ("now", 0), ("soon", 3), ("far", 160))}


def _samples() -> dict[str, tuple[SampleForm, SampleForm]]:
    """For each side a fresh form and a refused one."""
    return {side: (_form(f"{side}-a-"), _refused(f"{side}-b-")) for side in SIDES}


def _form(prefix: str) -> SampleForm:
    return SampleForm(formdata=None, prefix=prefix, meta={"csrf": False})


def _refused(prefix: str) -> SampleForm:
    typed = {"name": "", "day-day": "31", "day-month": "2", "day-year": "26", "fare": "ten", "hour": "25:00"}
    form = SampleForm(
        formdata=MultiDict({prefix + name: value for name, value in typed.items()}), prefix=prefix, meta={"csrf": False}
    )
    form.validate()
    return form
