"""Every door of the house: who may pass, what stands in its address, that looking changes nothing."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Collection, Iterator

import flask
import pytest
import sqlalchemy as sa

from kernel import authz, db
from kernel.authz import Role, allows, public, signed_in
from kernel.http import writes
from tests import cast
from tests.conftest import enter

PUBLIC = {
    "completions.verify",
    "accounts.check_sign_in",
    "accounts.finish_first_run",
    "accounts.first_run",
    "accounts.language",
    "accounts.sign_in",
    "complaints.ask",  # whoever holds the code of a letter may read the answer to it
    "complaints.letter",  # the letter box must be open to people without an account: Mandela Rule 56
    "complaints.send",
    "complaints.show_answer",
    "passports.verify",  # whoever holds the paper may ask whether it holds
    "reply_hook.receive",  # the SMS gateway has no account: it signs each answer with a secret of the installation
    "plan_papers.check",  # whoever holds a paper may ask whether it is the current version, and learns nothing else
    "demo.page",  # answers only in demo mode
    "demo.sign_in",
    "agendas.feed",  # the same for an officer's appointments: initials, no name, no address
    "field_shell.file",
    "field_shell.manifest",  # the field app's shell holds nothing on anybody, so that a phone may keep it
    "field_shell.page",
    "field_shell.ping",
    "field_shell.worker",
    "feeds.feed",  # whoever holds the secret address: calendar programmes cannot sign in; no person is in it
    "factors.ask_code",  # the second step comes before there is a session
    "factors.begin",  # whoever must have a second factor sets it up before anything else opens
    "factors.check_code",
    "factors.confirm",
    "factors.new",
    "gallery.page",
    "gallery.person",
    "gallery.shop",
    "kiosk.page",  # a screen on the wing: opened by a code that staff gave the person
    "kiosk.show",
    "home.page",  # visitors are welcomed there
    "statements.check",  # whoever holds a paper may ask whether its figures are ours; it names nobody
    "enquiries.ask",  # a school or a shop that asks for many has no account
    "enquiries.send",
    "enquiries.thanks",
    "photos.shown",  # only what has passed a second human, of what is in the public shop
    "provenance.show",  # whoever holds a piece may ask where it comes from; it names nobody
    "impact.page",  # figures with nobody in them
    "thanks.send",  # a visitor has no account; the shop reads a card before anybody else does
    "thanks.write",
    "shop.page",
    "shop.product",
    "shop.put",
    "shop.speech",
    "shop_feeds.facts",
    "shop_feeds.news",
    "shop_feeds.products",
    "shop_feeds.robots",
    "shop_feeds.share",
    "shop_feeds.share_home",
    "shop_feeds.site_map",
    "card_hook.receive",  # the card company has no account: it signs each message with a secret of the installation
    "checkout.by_card",  # by the secret in the buyer's link, as the next two
    "checkout.order",
    "checkout.paper",
    "checkout.cost",
    "checkout.page",
    "checkout.place",
    "staff.activate",  # whoever holds a start code has no password yet
    "staff.ask_password",
    "static",
    "web.healthz",
    "web.readyz",
}
"""Views that anyone on the network may reach. A new one is a decision: add it here with the reason in the commit."""

WRITES_BY_ITSELF = {
    "accounts.check_sign_in",  # a refused sign-in is counted, so its transaction commits with a 422
    "factors.check_code",  # the same for a code; the session row must be there before its cookie is
    "factors.confirm",
    "kiosk.show",  # a wrong PIN is counted, so its transaction commits with a 404
    "demo.sign_in",  # the session row must be there before its cookie is
    "access.verify",  # looks, by POST because it is long; the same for the next two, whose words are nobody's to keep
    "people.search",  # only reads: a search is sent as a form so that no name stands in an address
    "complaints.open_them",  # only reads: a pass phrase stands in no address
    "complaints.show_answer",  # only reads: a code stands in no address
    "calculator.work_out",  # only works out what was typed: sent as a form so that no sentence stands in an address
    "people.suggest",  # the same, for the list beneath the box while somebody types
    "accounts.language",  # touches nothing but the browser's cookie
    "staff.search",
    "checkout.by_card",  # asks the card company first, with no transaction open, and keeps its answer after
}
"""Unsafe methods without @writes."""

CHANGES_ANYWAY = {"audit_entry", "web_session", "alembic_version"}
"""Tables that a look may touch: it leaves its trace, and the session was seen."""


def views(app: flask.Flask) -> Iterator[tuple[str, object]]:
    yield from sorted(app.view_functions.items())


def without_audience(app: flask.Flask) -> list[str]:
    return [name for name, view in views(app) if getattr(view, "__allows__", None) is None]


def public_views(app: flask.Flask) -> set[str]:
    return {name for name, view in views(app) if getattr(view, "__allows__", None) is authz.PUBLIC}


def loose_identifiers(app: flask.Flask) -> list[str]:
    """Rules whose address carries a number or a bare string named like a key."""
    found = []
    for rule in app.url_map.iter_rules():
        for name, converter in rule._converters.items():
            kind = type(converter).__name__
            named_key = name == "id" or name.endswith("_id")
            if kind in {"IntegerConverter", "FloatConverter"} or (named_key and kind != "UUIDConverter"):
                found.append(f"{rule.rule} ({name})")
    return found


def gets_that_write(app: flask.Flask) -> list[str]:
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and getattr(app.view_functions[rule.endpoint], "__writes__", False)
    ]


def posts_that_do_not(app: flask.Flask) -> list[str]:
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.methods <= {"GET", "HEAD", "OPTIONS"}
        and not getattr(app.view_functions[rule.endpoint], "__writes__", False)
        and rule.endpoint not in WRITES_BY_ITSELF
    ]


def bad_house() -> flask.Flask:
    """An app that breaks each rule once."""
    made = flask.Flask("bad", static_folder=None)
    made.add_url_rule("/nobody", "nobody", lambda: "")
    made.add_url_rule("/people/<int:number>", "number", signed_in(lambda _number: ""))
    made.add_url_rule("/people/<person_id>", "loose", public(lambda _person_id: ""))
    made.add_url_rule("/change", "change", allows(Role.GOVERNOR)(writes(lambda: "")))
    made.add_url_rule("/post", "post", signed_in(lambda: ""), methods=["POST"])
    return made


def test_every_endpoint_names_its_audience(app):
    assert without_audience(app) == [], "decorate these views with @allows, @signed_in or @public"


def test_a_view_without_audience_is_found_and_answers_nobody(real_db):
    real_db.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert without_audience(real_db) == ["forgotten"]
    answer = real_db.test_client().get("/forgotten", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert b"secret" not in answer.data


def test_what_is_public_was_decided(app):
    assert public_views(app) == PUBLIC, "list the public view in this file, or give it an audience"
    assert public_views(bad_house()) == {"loose"}


def test_keys_in_addresses_are_uuids(app):
    assert loose_identifiers(app) == [], "write <uuid:…_id>: numbers can be counted through"
    assert loose_identifiers(bad_house()) == ["/people/<int:number> (number)", "/people/<person_id> (person_id)"]


def test_no_get_writes(app):
    assert gets_that_write(app) == []
    assert gets_that_write(bad_house()) == ["change"]


def test_every_post_is_one_command_and_one_commit(app):
    assert posts_that_do_not(app) == [], "decorate these views with @writes"
    assert posts_that_do_not(bad_house()) == ["post"]


# ---- looking changes nothing ----------------------------------------------------------------------------------------


def fingerprint() -> dict[str, str]:
    """A checksum of every table's rows."""
    found = {}
    for table in db.Base.metadata.sorted_tables:
        if table.name not in CHANGES_ANYWAY:
            rows = db.session.execute(sa.select(table)).all()
            found[table.name] = hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
    db.session.remove()
    return found


KEPT_IN = {
    "service_id": ("outside_service",),
    "assessment_id": ("assessment", "assessment_of_module"),
    "consent_id": ("work_consent",),
    "merge_id": ("file_merge",),
    "office_id": ("unit",),
    "passport_id": ("skills_passport",),
    "photo_id": ("person_photo", "product_photo"),
    "record_id": ("skill_record",),
    "report_id": ("breach_report",),
    "step_id": ("step", "enforcement_step"),
    "work_id": ("private_work",),
    "period_id": ("pay_period",),
    "appeal_id": ("application_appeal",),
    "batch_id": ("production_batch",),
    "take_id": ("stock_take",),
    "entry_id": ("ledger_entry",),
    "line_id": ("bank_line",),
    "exception_id": ("pay_exception",),
    "mandate_id": ("earning_mandate",),
    "check_id": ("roll_check",),
    "order_id": ("supervision_order", "shop_order"),
    "prison_id": ("unit",),
    "proposal_id": ("duplicate_proposal", "early_end"),
    "rule_id": ("eligibility_rule",),
    "rules_id": ("ranking_rules",),
    "list_id": ("place_list",),
    "session_id": ("class_session",),
    "noted_id": ("referral_session",),
    "version_id": ("plan_version", "condition_set"),
    "condition_id": ("supervision_condition",),
    "transfer_id": ("supervision_transfer",),
}
"""Tables behind an argument that is not named after its table."""

BEHIND = {
    "agreements.paper": ("plan_version", "document_id IS NOT NULL"),
    "agreements.scan": ("plan_version", "number > 0"),
    "agreements.signed": ("plan_signature", "person_id IS NOT NULL"),
    "agreements.versions": ("plan", "closed_on IS NULL"),
    "agreements.read": ("plan", "closed_on IS NULL"),
    "appeals.appealing": ("classification", "state = 'decided'"),
    "belongings.receipt": ("belonging_return", "pieces > 0"),
    "assessing.page": ("assessment", "state = 'locked'"),
    "classification.decision": ("classification", "state = 'recommended'"),
    "classification.recommendation": ("classification", "state = 'draft'"),
    "classification.stopping": ("classification", "state = 'draft'"),
    "consequences.page": ("classification", "state = 'decided'"),
    "family.outcome": ("family_contact", "state = 'planned'"),
    "family.relation": ("relation", "ended_on IS NULL"),
    "level_papers.handing": ("classification", "state = 'decided'"),
    "level_papers.reasons": ("classification", "state = 'decided'"),
    "level_papers.kept": ("level_paper", "given_by IS NOT NULL"),
    "leaving.receipt": ("release_payout", "state = 'paid'"),
    "likeness.pixels": ("person_photo", "withdrawn_on IS NULL"),
    "papers.one": ("filed_paper", "withdrawn_on IS NULL"),
    "requests.one": ("person_request", "state = 'open'"),
    "second_scores.compared": ("second_score", "state = 'scored'"),
    "second_scores.scoring": ("second_score", "state = 'waiting'"),
    "release.papers": ("gate_release", "movement_id IS NOT NULL"),
    "plans.goal": ("goal", "state = 'active'"),
    "plans.new_goal": ("plan", "closed_on IS NULL"),
    "plan_changes.page": ("plan", "closed_on IS NULL"),
    "plan_changes.version": ("plan_version", "number > 0"),
    "plan_links.page": ("step", "state NOT IN ('completed', 'not_needed')"),
    "plan_meetings.new": ("plan", "closed_on IS NULL"),
    "plan_meetings.page": ("plan", "closed_on IS NULL"),
    "plan_meetings.record": ("plan_meeting", "state = 'planned'"),
    "plan_papers.page": ("plan", "closed_on IS NULL"),
    "plan_papers.paper": ("plan", "closed_on IS NULL"),
    "plans.goal_state": ("goal", "state = 'active'"),
    "plans.new_step": ("goal", "state = 'active'"),
    "plans.step": ("step", "state <> 'completed'"),
}
"""Pages of a person that open only for a record in this state: where to find such a person and record."""

SAID = {"file": "map", "step": "outcome", "figure": "seats", "number": "1", "pack": "house", "language": "fr"}
"""What stands in an address for an argument that is no key."""

WHICH = {
    "production_batch": (
        sa.text("state = 'in_work'"),
        sa.text("id IN (SELECT batch_id FROM provenance WHERE revoked_on IS NULL)"),
    ),
    "referral": (sa.text("state = 'draft'"), sa.text("state <> 'draft'")),
    "breach_report": (sa.text("document_id IS NOT NULL"),),
    "enforcement_step": (sa.text("document_id IS NOT NULL"), sa.text("withdrawal_document_id IS NOT NULL")),
    "work_consent": (sa.text("withdrawn_at IS NULL"), sa.text("document_id IS NOT NULL")),
    "certificate": (sa.text("revoked_on IS NULL"),),
    "supervision_condition": (sa.true(), sa.text("CAST(inputs AS TEXT) LIKE '%map%'")),
    "early_end": (sa.text("state = 'supported'"),),
    "ledger_account": (sa.text("owner_kind = 'person'"),),
    "unit": (sa.text("kind = 'prison'"), sa.text("kind = 'probation_office'")),
    "person": (sa.text("in_custody"), sa.text("supervised"), sa.text("NOT in_custody AND NOT supervised")),
}
"""The kinds of row of a table of which one each is looked at; any one where nothing is said."""


def some_ids(argument: str) -> list[uuid.UUID]:
    """Keys of the tables an argument stands for, so that its page has something to show; a stranger's without any."""
    found = []
    for name in KEPT_IN.get(argument, (argument.removesuffix("_id"),)):
        table = db.Base.metadata.tables.get(name)
        if table is not None and "id" in table.c:
            for which in WHICH.get(name, (sa.true(),)):
                found += db.session.scalars(sa.select(table.c.id).where(which).limit(1)).all()
    db.session.remove()
    return found or [uuid.uuid4()]


def addresses(app: flask.Flask) -> Iterator[tuple[str, list[str]]]:
    """Every endpoint that answers GET, with the addresses to look at."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            combined = pairs_behind(rule) or [
                dict(zip(rule._converters, keys, strict=True))
                for keys in itertools.product(*(choices(name, kind) for name, kind in rule._converters.items()))
            ]
            with app.test_request_context():
                yield rule.endpoint, [flask.url_for(rule.endpoint, **values) for values in combined]


def choices(name: str, kind: object) -> list[object]:
    return [*some_ids(name)] if type(kind).__name__ == "UUIDConverter" else [SAID.get(name, "x")]


def pairs_behind(rule: object) -> list[dict[str, uuid.UUID]]:
    """(person, record) pairs for a page that needs a record of that very person in some state."""
    table_name, where = BEHIND.get(rule.endpoint, ("", ""))
    table = db.Base.metadata.tables.get(table_name)
    if table is None:
        return []
    rows = db.session.execute(sa.select(table.c.person_id, table.c.id).where(sa.text(where)).limit(12)).all()
    db.session.remove()
    other = next((name for name in rule._converters if name != "person_id"), "")
    return [{"person_id": row.person_id} | ({other: row.id} if other else {}) for row in rows]


Lookers = dict[Role, authz.Actor]


def make_lookers() -> Lookers:
    """Somebody of each role, over the whole service."""
    return {role: cast.make_actor(role) for role in Role}


def visitors(app: flask.Flask, endpoint: str, lookers: Lookers) -> Iterator[flask.testing.FlaskClient]:
    """A visitor for a public page; else somebody of each role that may open it."""
    audience = app.view_functions[endpoint].__allows__
    if not audience:
        yield app.test_client()
    for role in sorted(audience):
        yield enter(app.test_client(), lookers[role])


def look_at(app: flask.Flask, endpoint: str, paths: list[str], lookers: Lookers) -> dict[str, int]:
    """Address to status, of the first visitor to whom it opens (else of the last)."""
    found: dict[str, int] = {}
    for visitor in visitors(app, endpoint, lookers):
        for path in paths:
            if found.get(path, 404) >= 400:
                found[path] = visitor.get(path).status_code
        if max(found.values()) < 400 or max(found.values()) >= 500:
            break
    return found


def look_everywhere(app: flask.Flask, lookers: Lookers, only: Collection[str] = ()) -> tuple[list[str], set[str]]:
    """GET every address as somebody who may: those whose look changed a row or broke, and the endpoints that opened."""
    guilty, opened = [], set()
    for endpoint, paths in list(addresses(app)):
        if only and endpoint not in only:
            continue
        statuses = look_at(app, endpoint, paths, lookers)
        guilty += [f"{path} ({status})" for path, status in statuses.items() if status >= 500]
        opened |= {endpoint} if min(statuses.values()) < 400 else set()
    return guilty, opened


def who_changes(app: flask.Flask) -> list[str]:
    """The endpoints whose look changes a row: all are looked at in one go, and by halves only if something changed."""
    lookers = make_lookers()
    return guilty_of(app, lookers, [endpoint for endpoint, _paths in addresses(app)])


def guilty_of(app: flask.Flask, lookers: Lookers, endpoints: list[str]) -> list[str]:
    before = fingerprint()
    look_everywhere(app, lookers, endpoints)
    if fingerprint() == before:
        return []
    if len(endpoints) == 1:
        return endpoints
    half = len(endpoints) // 2
    return guilty_of(app, lookers, endpoints[:half]) + guilty_of(app, lookers, endpoints[half:])


@pytest.fixture
def furnished(demo_database, real_db):
    """The demo's service in small: something behind every address."""
    return real_db


NOTHING_BEHIND = {
    "wing_papers.batch",  # whoever asked for statements of a wing sees them
    "assessing.question",  # only whoever began a form goes on with it
    "signatures.signing",  # the same
    "contact_photos.show",  # the demo has sent nothing from a phone
    "field_clashes.page",
    "field_queues.page",
    "accounts.first_run",  # gone once there is an account
    "completions.verify",  # a certificate's secret
    "passports.verify",  # a passport's secret
    "plan_papers.check",  # whoever holds a paper may ask whether it is the current version, and learns nothing else
    "demo.page",  # answers only in demo mode
    "agendas.feed",  # an address's secret
    "field_people.people",  # answers the field app alone, by its header
    "field_shell.file",
    "field_shell.manifest",  # the field app's shell holds nothing on anybody, so that a phone may keep it
    "field_shell.page",
    "field_shell.ping",
    "field_shell.worker",
    "feeds.feed",  # an address's secret
    "filecopy.paper",  # no copy of a file is asked for in the demo
    "finance.account",  # which account is asked for in a parameter
    "jobs.page",  # nobody asked for long work yet
    "jobs.paper",
    "months.month",  # a month's own name
    "photos.shown",  # a picture is asked for by the hash of its bytes
    "provenance.show",  # a label's secret
    "checkout.order",  # an order's secret
    "checkout.paper",
    "wing_papers.paper",  # the demo's statements of a wing are asked for and not made yet
}
"""Pages that may stay shut: the demo has nothing for them, or their address holds a secret."""


def test_looking_works_everywhere_and_changes_nothing(furnished):
    lookers = make_lookers()
    before = fingerprint()
    guilty, opened = look_everywhere(furnished, lookers)
    assert guilty == []
    shut = {endpoint for endpoint, _paths in addresses(furnished)} - opened - NOTHING_BEHIND
    assert not shut, ", ".join(sorted(shut))
    assert fingerprint() == before or who_changes(furnished) == []


def test_a_get_that_changes_a_row_is_found(real_db):
    def sly() -> str:
        with db.transaction():
            cast.make_unit()
        return ""

    real_db.add_url_rule("/sly", "sly", public(sly))
    assert who_changes(real_db) == ["sly"]


def test_outside_a_command_the_database_itself_refuses_to_write(real_db):
    with pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
        db.session.connection().execute(sa.text("DELETE FROM unit"))
