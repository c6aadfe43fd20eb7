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
from casework.addresses import views as addresses
from casework.alerts import views as safety
from casework.appeals import views as appeals
from casework.assessing import views as assessing
from casework.calculator import cli as calculator_cli
from casework.calculator import views as calculator
from casework.capacity import views as capacity
from casework.casefile import views as casefile
from casework.changes import views as changes
from casework.class_monitor import views as class_monitor
from casework.classification import views as classification
from casework.complaints import views as complaints
from casework.completeness import views as completeness
from casework.consequences import views as consequences
from casework.continuity import cli as continuity_cli
from casework.continuity import views as continuity
from casework.counts import views as counts
from casework.custody import views as custody
from casework.deaths import views as deaths
from casework.decisions import views as decisions
from casework.demo import cli as demo_cli
from casework.demo import views as demo
from casework.dossier import views as dossier
from casework.duplicates import views as duplicates
from casework.duties import views as duties
from casework.family import views as family
from casework.filecopy import views as filecopy
from casework.forecasts import views as forecasts
from casework.form_trials import views as form_trials
from casework.glass import views as glass
from casework.home import views as home
from casework.identity import views as identity
from casework.imports import cli as imports
from casework.instruments import cli as instruments_cli
from casework.instruments import views as instruments
from casework.laws import cli as laws_cli
from casework.laws import views as laws
from casework.level_papers import views as level_papers
from casework.likeness import views as likeness
from casework.merging import views as merging
from casework.notes import views as notes
from casework.papers import views as papers
from casework.people import views as people
from casework.planning import views as planning
from casework.property import views as belongings
from casework.reception import views as reception
from casework.rechecks import views as rechecks
from casework.release import views as release
from casework.requests import views as requests
from casework.review_dates import views as review_dates
from casework.review_rules import views as review_rules
from casework.reviews import views as reviews
from casework.rollcall import views as rollcall
from casework.second_scores import views as second_scores
from casework.sentences import views as sentences
from casework.signatures import views as signatures
from casework.timeline import views as timeline
from casework.trials import views as trials
from casework.warrants import views as warrants
from casework.worklists import views as worklists
from kernel import db, documents, i18n, present, settings, web
from kernel.accounts import views as accounts
from kernel.audit import cli as audit_cli
from kernel.calendars import views as calendars
from kernel.confirmations import cli as confirmations_cli
from kernel.confirmations import views as confirmations
from kernel.db import migrate
from kernel.gallery import views as gallery
from kernel.jobs import cli as jobs_cli
from kernel.jobs import views as jobs
from kernel.staff import views as staff
from marketplace import handlers as marketplace
from marketplace.brand import views as brands
from marketplace.desk import views as desk
from marketplace.earnings import cli as earnings_cli
from marketplace.earnings import views as finance
from marketplace.months import views as months
from marketplace.orders import cli as orders_cli
from marketplace.production import views as production
from marketplace.products import views as products
from marketplace.refunds import views as refunds
from marketplace.shop import views as shop
from marketplace.standing import views as standing
from marketplace.stock import views as stock
from probation import handlers as probation
from probation.clocks import cli as clocks_cli
from probation.contacts import views as contacts
from probation.corrections import views as corrections
from probation.day import views as day
from probation.enforcement import views as enforcement
from probation.field_clashes import views as field_clashes
from probation.field_devices import api as field_devices
from probation.field_ops import api as field
from probation.field_packs import api as field_packs
from probation.field_packs import views as field_desk
from probation.field_people import api as field_people
from probation.field_photos import api as field_blobs
from probation.field_photos import views as contact_photos
from probation.field_shell import views as field_shell
from probation.happenings import views as happenings
from probation.orders import views as supervision
from probation.packs import views as contact_standards
from probation.places import views as reach
from probation.reports import views as breach_reports
from probation.standards import views as levels
from programmes import handlers as programmes
from programmes.accidents import views as accidents
from programmes.appeals import views as place_appeals
from programmes.applications import views as applications
from programmes.bands import views as bands
from programmes.bulk import views as place_lists
from programmes.cancellations import views as cancellations
from programmes.catalogue import views as catalogue
from programmes.catch_ups import views as catch_ups
from programmes.completions import views as completions
from programmes.day import views as programmes_day
from programmes.eligibility import views as eligibility
from programmes.feeds import views as feeds
from programmes.figures import views as programme_figures
from programmes.hours import views as hours
from programmes.intakes import views as intakes
from programmes.limits import views as limits
from programmes.marks import views as marks
from programmes.modules import views as modules
from programmes.moves import views as moves
from programmes.passports import views as passports
from programmes.pay import views as rates
from programmes.pay_periods import views as pay_periods
from programmes.places import views as places
from programmes.planned import views as planned
from programmes.private_work import views as private_work
from programmes.ranking import views as ranking
from programmes.registers import views as registers
from programmes.rotas import views as rotas
from programmes.skills import views as skills
from programmes.tools import views as tools
from programmes.typed_registers import views as typed_registers
from programmes.waiting import views as waiting
from programmes.workshop_page import views as workshop_page

if TYPE_CHECKING:
    from kernel.settings import Settings

PAGES = (
    access, accidents, accounts, addresses, appeals, applications, assessing, bands, belongings, brands,
    breach_reports, calculator, calendars, cancellations, capacity, casefile, catalogue, catch_ups, changes,
    class_monitor, classification, complaints, completeness, completions, confirmations, consequences,
    contact_photos, contact_standards, contacts, continuity, corrections, counts, custody, day, deaths, decisions,
    demo, desk, dossier, duplicates, duties, eligibility, enforcement, family, feeds, field, field_blobs,
    field_clashes, field_desk, field_devices, field_packs, field_people, field_shell, filecopy, finance, forecasts,
    form_trials, gallery, glass, happenings, home, hours, identity, instruments, intakes, jobs, laws, level_papers,
    levels, likeness, limits, marks, merging, modules, months, moves, notes, papers, passports, pay_periods, people,
    place_appeals, place_lists, places, planned, private_work, production, products, programme_figures,
    programmes_day, ranking, rates, reach, reception, rechecks, refunds, registers, release, requests, review_dates,
    review_rules, reviews, rollcall, rotas, safety, second_scores, sentences, shop, signatures, skills, staff,
    standing, stock, supervision, timeline, tools, trials, typed_registers, waiting, warrants, worklists,
    workshop_page,
)  # fmt: skip
"""The modules with routes; each has its blueprint as ``bp``."""
QUEUE = (field, field_blobs, field_devices, field_packs)
"""The doors of the field app, which carry no form."""
BLUEPRINTS = (*planning.BLUEPRINTS, *(views.bp for views in PAGES))

COMMANDS = (
    audit_cli.audit,
    calculator_cli.group,
    clocks_cli.group,
    confirmations_cli.group,
    continuity_cli.continuity,
    demo_cli.demo,
    earnings_cli.group,
    imports.people,
    instruments_cli.instruments,
    instruments_cli.levels,
    jobs_cli.worker,
    laws_cli.group,
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
    shield = CSRFProtect(app)
    for machine in QUEUE:  # their own header stands in for the token: see probation.field_devices.api
        shield.exempt(machine.bp)
    accounts.login.init_app(app)
    app.extensions["throughcare_settings"] = chosen
    app.extensions["throughcare_who"] = accounts.who
    app.extensions["throughcare_ready"] = {"database": web.database_answers, "schema": migrate.at_head}
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
