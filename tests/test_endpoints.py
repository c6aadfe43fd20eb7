"""Every door of the house: who may pass, what stands in its address, that looking changes nothing."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator

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
    "demo.page",  # answers only in demo mode
    "demo.sign_in",
    "gallery.page",
    "gallery.person",
    "gallery.shop",
    "home.page",  # visitors are welcomed there
    "shop.checkout",
    "shop.order",
    "shop.page",
    "shop.product",
    "shop.put",
    "shop.receipt",  # by the secret in the buyer's link
    "static",
    "web.healthz",
    "web.readyz",
}
"""Views that anyone on the network may reach. A new one is a decision: add it here with the reason in the commit."""

WRITES_BY_ITSELF = {
    "accounts.check_sign_in",  # a refused sign-in is counted, so its transaction commits with a 422
    "demo.sign_in",  # the session row must be there before its cookie is
    "people.search",  # only reads: a search is sent as a form so that no name stands in an address
    "access.verify",  # only reads: recomputes the chain, which is too much work for a page that may be fetched ahead
    "accounts.language",  # touches nothing but the browser's cookie
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


def some_id(argument: str) -> uuid.UUID:
    """A key of the table the argument is named after, so that the page has something to show."""
    table = db.Base.metadata.tables.get(argument.removesuffix("_id"))
    found = db.session.scalar(sa.select(table.c.id).limit(1)) if table is not None and "id" in table.c else None
    db.session.remove()
    return found or uuid.uuid4()


def addresses(app: flask.Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            values = {
                name: some_id(name) if type(kind).__name__ == "UUIDConverter" else "x"
                for name, kind in rule._converters.items()
            }
            with app.test_request_context():
                yield rule.endpoint, flask.url_for(rule.endpoint, **values)


def look_everywhere(app: flask.Flask) -> list[str]:
    """GET every address as somebody who may; the addresses whose look changed a row, or broke."""
    guilty = []
    for endpoint, address in list(addresses(app)):
        audience = app.view_functions[endpoint].__allows__
        client = app.test_client()
        if audience:
            enter(client, cast.make_actor(min(audience)))
        before = fingerprint()
        status = client.get(address).status_code
        if fingerprint() != before or status >= 500:
            guilty.append(f"{address} ({status})")
    return guilty


@pytest.fixture
def furnished():
    """Something behind the addresses; modules add their makers as they come."""
    cast.make_unit()


def test_looking_changes_nothing(app, furnished):
    assert look_everywhere(app) == []


def test_a_get_that_changes_a_row_is_found(real_db):
    def sly() -> str:
        with db.transaction():
            cast.make_unit()
        return ""

    real_db.add_url_rule("/sly", "sly", public(sly))
    assert look_everywhere(real_db) == ["/sly (200)"]


def test_outside_a_command_the_database_itself_refuses_to_write(real_db):
    with pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
        db.session.connection().execute(sa.text("DELETE FROM unit"))
