"""Composition root: what the app is made of, in one readable place. Nothing imports it."""

from __future__ import annotations

import secrets
from importlib import import_module
from typing import TYPE_CHECKING

from flask import Blueprint, Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from whitenoise import WhiteNoise

from casework import handlers as casework
from casework.calculator import cli as calculator_cli
from casework.checkpoints import cli as checkpoints_cli
from casework.continuity import cli as continuity_cli
from casework.demo import cli as demo_cli
from casework.home import views as home
from casework.imports import cli as imports
from casework.instruments import cli as instruments_cli
from casework.laws import cli as laws_cli
from casework.readiness import cli as readiness_cli
from kernel import db, documents, i18n, present, settings, web
from kernel.accounts import views as accounts
from kernel.audit import cli as audit_cli
from kernel.confirmations import cli as confirmations_cli
from kernel.db import migrate
from kernel.factors import rules as factors
from kernel.jobs import cli as jobs_cli
from kernel.jobs import views as jobs
from marketplace import handlers as marketplace
from marketplace.earnings import cli as earnings_cli
from marketplace.orders import cli as orders_cli
from probation import handlers as probation
from probation.clocks import cli as clocks_cli
from probation.replies import cli as replies_cli
from programmes import handlers as programmes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kernel.settings import Settings

COMMANDS = (
    audit_cli.audit,
    calculator_cli.group,
    clocks_cli.group,
    confirmations_cli.group,
    checkpoints_cli.checkpoints,
    continuity_cli.continuity,
    readiness_cli.check_deploy,
    demo_cli.demo,
    earnings_cli.group,
    imports.people,
    instruments_cli.instruments,
    instruments_cli.levels,
    jobs_cli.worker,
    laws_cli.group,
    orders_cli.group,
    replies_cli.group,
)

MODULES = (casework, programmes, probation, marketplace)
FOLDERS = ("kernel", *(module.__name__.split(".")[0] for module in MODULES))
DOORS = ("views", "api")
YEAR = 31_536_000


def create_app(given: Settings | None = None, **overrides: object) -> Flask:
    """The whole application on the database its settings name. ``overrides`` are Flask settings, for tests."""
    chosen = given or settings.from_environment()
    app = Flask("throughcare", root_path=str(settings.ROOT))
    app.config.update(_flask_settings(chosen), **overrides)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.bind(chosen.database_url)
    i18n.init(app)
    present.init(app)
    _ask_for_tokens(app)
    accounts.login.init_app(app)
    app.extensions["throughcare_settings"] = chosen
    app.extensions["throughcare_who"] = accounts.who
    app.extensions["throughcare_second_factor"] = factors.demanded_of("" if chosen.demo else chosen.second_factor)
    app.extensions["throughcare_ready"] = {"database": web.database_answers, "schema": migrate.at_head}
    app.extensions["throughcare_first_run_code"] = secrets.token_hex(6)
    documents.init(app)
    jobs.init(app)
    web.init(app)
    Compress(app)
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=settings.ROOT / "static", prefix="static/", max_age=YEAR)  # type: ignore[method-assign]
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    for module in MODULES:
        module.connect()
    app.jinja_env.globals["navigation"] = home.navigation
    return app


def blueprints(*doors: str) -> Iterator[Blueprint]:
    """Those of every ``views.py`` and ``api.py``: a feature is a folder, and its pages come and go with it."""
    for folder in FOLDERS:
        for path in sorted((settings.ROOT / folder).glob("*/*.py")):
            if path.stem in (doors or DOORS):
                door = import_module(f"{folder}.{path.parent.name}.{path.stem}")
                made = (one for one in vars(door).values() if isinstance(one, Blueprint))
                yield from (one for one in made if one.import_name == door.__name__)


def _ask_for_tokens(app: Flask) -> None:
    tokens = CSRFProtect(app)
    for blueprint in blueprints("api"):  # a header or a signature of its own stands in for the token: see each of them
        tokens.exempt(blueprint)
    tokens.exempt("marketplace.shop.views.put")  # a token needs a cookie, and there is none before the basket has one


def _flask_settings(chosen: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": chosen.secret_key,
        "SESSION_COOKIE_NAME": "__Host-s" if chosen.behind_tls else "throughcare",
        "SESSION_COOKIE_SECURE": chosen.behind_tls,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 500 * 1024,
        "MAX_FORM_PARTS": 500,
        "TRUSTED_HOSTS": list(chosen.trusted_hosts) or None,
        "WTF_CSRF_TIME_LIMIT": None,
        "SEND_FILE_MAX_AGE_DEFAULT": YEAR,
    }
