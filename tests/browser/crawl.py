"""Walks the service by its links as each role does, so that no page stays unseen. It only finds addresses: what a
page looks like is judged by the tests, in a browser."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import flask
from werkzeug.exceptions import HTTPException

ROLES = (
    "", "records", "case", "classification", "classification2", "approver", "coordinator", "instructor", "probation",
    "supervisor", "shop", "clerk", "finance", "governor", "inspector", "statistics", "administrator",
)  # fmt: skip
"""User names of the demo, one a role (two officers: what one did, the other does again); the first is a visitor."""
AT_MOST = 2
"""So many addresses of one endpoint are opened by one role."""
OF_PEOPLE = 12
"""And so many of the pages that open on a person: where they lead depends on the state the person is in."""
LINK = re.compile(r'\b(?:href|src)="(/[^"#]*)')
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass
class Walk:
    """What was found: endpoint to (user name, address), the first that opened; and the links that lead nowhere."""

    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    clients: dict[str, flask.testing.FlaskClient] = field(default_factory=dict)


def sign_in(app: flask.Flask, username: str, language: str) -> flask.testing.FlaskClient:
    """A client that reads this language, signed in by the demo's own door; a visitor's for no name."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    if username:
        token = TOKEN.search(client.get("/demo").text).group(1)
        sent = client.post("/demo/sign-in", data={"csrf_token": token, "username": username})
        assert sent.status_code == 302, username
    return client


def endpoint_of(app: flask.Flask, address: str) -> str:
    """The endpoint behind an address, "" where there is none."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path, method="GET")[0])
    except HTTPException:
        return ""


def links(app: flask.Flask, text: str) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of each link of a page into this house."""
    for found in dict.fromkeys(LINK.findall(text)):
        address = html.unescape(found)
        if (endpoint := endpoint_of(app, address)) not in {"", "static"}:
            yield endpoint, address


def enter(app: flask.Flask, language: str) -> dict[str, flask.testing.FlaskClient]:
    """A client of each role."""
    return {username: sign_in(app, username, language) for username in ROLES}


def walk(app: flask.Flask, language: str) -> Walk:
    """Follow the links breadth first as each role."""
    made = Walk(clients=enter(app, language))
    for username in ROLES:
        _walk_as(app, username, made)
    return made


def _walk_as(app: flask.Flask, username: str, made: Walk) -> None:
    client, opened, queue, known = made.clients[username], Counter(), deque([("home.page", "/")]), {"/"}
    while queue:
        endpoint, address = queue.popleft()
        if opened[endpoint] >= (OF_PEOPLE if endpoint in DOORS else AT_MOST):
            continue
        opened[endpoint] += 1
        answer = client.get(address)
        if answer.status_code >= 400:
            made.broken.append(f"{username or 'a visitor'}: {address} ({endpoint}) {answer.status_code}")
            continue
        if answer.status_code == 200:
            made.found.setdefault(endpoint, (username, address))
        if answer.mimetype == "text/html":
            fresh = [(name, link) for name, link in links(app, answer.text) if link not in known]
            known.update(link for _name, link in fresh)
            queue.extend(fresh)


DOORS = {
    "casefile.overview",
    "classification.page",
    "plans.page",
    "agreements.versions",
    "plan_meetings.page",
    "supervision.page",
    "contacts.page",
    "intakes.person_tab",
    "reviews.page",
    "papers.page",
    "belongings.page",
    "release.page",
}
"""Pages that lead on only in some states."""
