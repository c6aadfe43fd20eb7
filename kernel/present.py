"""What every template may use: words, dates, money, the reader, and the address of a static file."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, request, url_for

from kernel import authz, i18n

if TYPE_CHECKING:
    from flask import Flask

PLACEHOLDER_TONES = 6


def init(app: Flask) -> None:
    """Put the globals of the templates in place. ``navigation`` is empty until the composition root gives one."""
    given = app.jinja_env.globals
    for show in (
        i18n.show_date,
        i18n.show_month,
        i18n.show_moment,
        i18n.show_days,
        i18n.show_money,
        i18n.cite,
        i18n.isolate,
        i18n.comma,
        i18n.current_locale,
        i18n.direction,
    ):
        given[show.__name__] = show
    given.update(
        LOCALES=i18n.LOCALES,
        Role=authz.Role,
        actor=authz.actor_or_none,
        asset=asset,
        demo_mode=demo_mode,
        tone_of=tone_of,
        here=here,
        language_named=language_named,
    )
    given.setdefault("navigation", list)
    app.extensions["throughcare_assets"] = {}


def asset(name: str) -> str:
    """The address of a static file with a mark of its content, so that browsers may keep it for a year."""
    marks: dict[str, str] = current_app.extensions["throughcare_assets"]
    if name not in marks or current_app.debug:
        content = (Path(current_app.static_folder or "static") / name).read_bytes()
        marks[name] = hashlib.sha256(content).hexdigest()[:12]
    return url_for("static", filename=name, v=marks[name])


def language_named(code: str) -> str:
    """A language in its own words where the house speaks it, else by its name in the reader's language."""
    return i18n.LOCALES.get(code) or i18n.current_locale().languages.get(code, code)


def demo_mode() -> bool:
    """Whether this installation shows invented people."""
    return bool(current_app.extensions["throughcare_settings"].demo)


def here() -> str:
    """The address of this page inside the site, to come back to after a small change such as the language."""
    return request.full_path if request.query_string else request.path


def tone_of(text: object) -> int:
    """A number from 0 to 5 that stays the same for the same text: picks the colour of a placeholder."""
    return zlib.crc32(str(text).encode()) % PLACEHOLDER_TONES
