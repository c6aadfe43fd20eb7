"""Composition root: what the app is made of, in one readable place. Nothing imports it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from whitenoise import WhiteNoise

from casework import handlers as casework
from casework.access import views as access
from casework.agreements import views as agreements
from casework.alerts import views as safety
from casework.appeals import views as appeals
from casework.casefile import views as casefile
from casework.classification import views as classification
from casework.completeness import views as completeness
from casework.custody import views as custody
from casework.demo import cli as demo_cli
from casework.demo import views as demo
from casework.duplicates import views as duplicates
from casework.home import views as home
from casework.imports import cli as imports
from casework.instruments import cli as instruments
from casework.merging import views as merging
from casework.people import views as people
from casework.plans import views as plans
from casework.reception import views as reception
from casework.release import views as release
from casework.reviews import views as reviews
from casework.sentences import views as sentences
from casework.timeline import views as timeline
from casework.worklists import views as worklists
from kernel import db, documents, i18n, present, settings, web
from kernel.accounts import views as accounts
from kernel.audit import cli as audit_cli
from kernel.gallery import views as gallery
from kernel.jobs import cli as jobs_cli
from kernel.jobs import views as jobs
from kernel.staff import views as staff
from marketplace import handlers as marketplace
from marketplace.desk import views as desk
from marketplace.earnings import cli as earnings_cli
from marketplace.earnings import views as finance
from marketplace.orders import cli as orders_cli
from marketplace.production import views as production
from marketplace.products import views as products
from marketplace.shop import views as shop
from probation import handlers as probation
from probation.contacts import api as field
from probation.contacts import views as contacts
from probation.corrections import views as corrections
from probation.day import views as day
from probation.orders import views as supervision
from probation.places import views as reach
from probation.standards import views as levels
from programmes import handlers as programmes
from programmes.applications import views as applications
from programmes.catalogue import views as catalogue
from programmes.completions import views as completions
from programmes.day import views as programmes_day
from programmes.eligibility import views as eligibility
from programmes.intakes import views as intakes
from programmes.pay import views as rates
from programmes.places import views as places
from programmes.registers import views as registers

if TYPE_CHECKING:
    from kernel.settings import Settings

BLUEPRINTS = (
    access.bp,
    accounts.bp,
    agreements.bp,
    appeals.bp,
    applications.bp,
    casefile.bp,
    catalogue.bp,
    classification.bp,
    completeness.bp,
    completions.bp,
    contacts.bp,
    corrections.bp,
    custody.bp,
    day.bp,
    demo.bp,
    desk.bp,
    duplicates.bp,
    eligibility.bp,
    field.bp,
    finance.bp,
    gallery.bp,
    home.bp,
    intakes.bp,
    jobs.bp,
    levels.bp,
    merging.bp,
    people.bp,
    places.bp,
    plans.bp,
    production.bp,
    products.bp,
    programmes_day.bp,
    rates.bp,
    reach.bp,
    reception.bp,
    registers.bp,
    release.bp,
    reviews.bp,
    safety.bp,
    sentences.bp,
    shop.bp,
    staff.bp,
    supervision.bp,
    timeline.bp,
    worklists.bp,
)

COMMANDS = (
    audit_cli.audit,
    demo_cli.demo,
    earnings_cli.group,
    imports.people,
    instruments.instrument,
    jobs_cli.worker,
    orders_cli.group,
)

MODULES = (casework, programmes, probation, marketplace)
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
    CSRFProtect(app).exempt(field.bp)  # its own header stands in for the token: see probation.contacts.api
    accounts.login.init_app(app)
    app.extensions["throughcare_settings"] = chosen
    app.extensions["throughcare_who"] = accounts.who
    app.extensions["throughcare_ready"] = {"database": web.database_answers}
    app.extensions["throughcare_first_run_code"] = secrets.token_hex(6)
    documents.init(app)
    jobs.init(app)
    web.init(app)
    Compress(app)
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=settings.ROOT / "static", prefix="static/", max_age=YEAR)  # type: ignore[method-assign]
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    for module in MODULES:
        module.connect()
    app.jinja_env.globals["navigation"] = home.navigation
    return app


def _flask_settings(chosen: Settings) -> dict[str, object]:
    secure = chosen.behind_tls
    return {
        "SECRET_KEY": chosen.secret_key,
        "SESSION_COOKIE_NAME": "__Host-s" if secure else "throughcare",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 500 * 1024,
        "MAX_FORM_PARTS": 500,
        "TRUSTED_HOSTS": list(chosen.trusted_hosts) or None,
        "WTF_CSRF_TIME_LIMIT": None,
        "SEND_FILE_MAX_AGE_DEFAULT": YEAR,
    }
