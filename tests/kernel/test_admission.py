"""Deny by default, the same headers on every answer, no way off the site."""

from __future__ import annotations

import pytest

from kernel.authz import Role, allows, public, signed_in
from kernel.db import migrate
from kernel.errors import DomainError
from kernel.http import safe_next, writes


@pytest.fixture
def house(real_db):
    real_db.add_url_rule("/anyone", "anyone", public(lambda: "open"))
    real_db.add_url_rule("/staff-room", "staff", signed_in(lambda: "staff"))
    real_db.add_url_rule("/governor", "governor", allows(Role.GOVERNOR)(lambda: "governor"))
    real_db.add_url_rule("/act", "act", public(writes(lambda: "done")), methods=["POST"])
    return real_db


def test_visitors_are_sent_to_sign_in(house):
    client = house.test_client()
    assert client.get("/anyone").data == b"open"
    assert client.get("/staff-room").headers["Location"].startswith("/sign-in")
    assert client.get("/governor").status_code == 302


def test_a_role_opens_its_own_doors_only(house, as_actor, sign_in):
    client = sign_in(house.test_client(), as_actor(Role.INSPECTOR))
    assert client.get("/staff-room").data == b"staff"
    assert client.get("/governor").status_code == 403


def test_an_audience_of_nobody_cannot_be_written():
    with pytest.raises(ValueError, match="at least one role"):
        allows()


def test_a_form_of_another_site_is_refused(house):
    client = house.test_client()
    assert client.post("/act", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/act", headers={"Sec-Fetch-Site": "same-origin"}).data == b"done"


def test_a_form_without_its_token_is_refused(house):
    house.config["WTF_CSRF_ENABLED"] = True
    assert house.test_client().post("/act").status_code == 400


@pytest.mark.parametrize("address", ["/healthz", "/nowhere", "/staff-room", "/static/nothing.css", "/sign-in"])
def test_every_answer_wears_the_headers(house, address):
    headers = house.test_client().get(address).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    for cookie in headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_health_and_readiness(house):
    client = house.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json["ready"] is True


def test_an_older_schema_is_not_ready(house, monkeypatch):
    there = migrate.head()
    monkeypatch.setattr(migrate, "head", lambda: "one that is newer")
    answer = house.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"]["schema"] == there


@pytest.mark.parametrize(
    "payload",
    [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "https:evil.example",
        "http:///evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example",
        "/\r\nSet-Cookie: a=b", " //evil.example",
        "/%0d%0aX: y\r\n", "evil.example", "", "@evil.example", "/\x00",
        "data:text/html,x", "/\u2028x", "\t//evil.example",
    ],
)  # fmt: skip
def test_no_payload_leads_off_the_site(app, payload):
    with app.test_request_context(query_string={"next": payload}):
        assert safe_next("accounts.sign_in") == "/sign-in"


@pytest.mark.parametrize("path", ["/people", "/people?page=2&after=x", "/a/b#c", "/люди"])
def test_a_path_of_this_site_is_kept(app, path):
    with app.test_request_context(query_string={"next": path}):
        assert safe_next("accounts.sign_in") == path


def test_a_refusal_names_its_rule_to_people_and_programs(house):
    def refuse() -> str:
        raise DomainError("Ask the family first.", rule="Mandela Rule 68", field="family")

    house.add_url_rule("/refuse", "refuse", public(writes(refuse)), methods=["POST"])
    answer = house.test_client().post("/refuse", json={})
    assert answer.status_code == 422
    assert answer.json == {
        "error": "Ask the family first.",
        "rule": "Mandela Rule 68",
        "fields": {"family": "Ask the family first."},
    }


def test_a_fault_shows_no_inside(house):
    def fault() -> str:
        raise RuntimeError("secret inside")

    from kernel import web

    house.register_error_handler(Exception, web._broken)
    house.add_url_rule("/fault", "fault", public(fault))
    answer = house.test_client().get("/fault")
    assert answer.status_code == 500
    assert b"secret" not in answer.data
